import RepriseFloor
import SlackTransport
import SlackWire

/// The body of an answer as libcurl gets it.
///
/// It keeps the engine alive, and ends its transfer when nobody refers to it any more.
final class LiveBody: BodyPieces {
    private let id: Int
    private let key: String
    private let inbox: PieceInbox
    private let connection: LiveConnection

    /// - Parameters:
    ///   - id: The call's number in the engine.
    ///   - key: Its host.
    init(_ id: Int, of key: String, inbox: PieceInbox, connection: LiveConnection) {
        self.id = id
        self.key = key
        self.inbox = inbox
        self.connection = connection
    }

    deinit {
        cancel()
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        try await inbox.next {
            connection.thread.post { [id] engine in engine.resumeReceiving(id) }
        }
    }

    func cancel() {
        guard inbox.finish(.cancelled(while: "reading an answer")) else { return }
        connection.thread.post { [id, key] engine in engine.cancel(id, key: key) }
    }
}
