import RepriseFloor
import SlackTransport
import SlackWire

/// A WebSocket of a live transport.
final class LiveSocket: TransportSocket {
    private let id: Int
    private let place: String
    private let inbox: SocketInbox
    private let connection: LiveConnection

    init(id: Int, place: String, inbox: SocketInbox, connection: LiveConnection) {
        self.id = id
        self.place = place
        self.inbox = inbox
        self.connection = connection
    }

    deinit {
        connection.thread.post { [id] in $0.abandon(id) }
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        try await inbox.next(orWhenCancelled: SocketFailures.cancelled(place, "receiving")) {
            connection.thread.post { [id] in $0.resumeReading(id) }
        }
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        try await perform("sending") { $0.send(message, now: $1, $2) }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try await perform("a ping") { $0.ping(payload, now: $1, $2) }
    }

    func close(code: UInt16, reason: String) async {
        let closer = Pending<Void>()
        let wasPosted = connection.thread.post { [id, place] engine in
            let now = engine.now
            engine.withSocket(id, closer, place: place) { socket in
                socket.close(code: code, reason: reason, now: now, closer)
            }
        }
        // Only a socket that is closed already fails here, which is what was asked for.
        if wasPosted { try? await closer.get() }
    }

    /// Has something sent, and waits until it was written.
    ///
    /// What has been handed over is written even if the task is cancelled while it waits: half a frame
    /// would be the end of the connection.
    private func perform(
        _ what: String,
        _ body: @escaping @Sendable (SocketChannel, Int64, Pending<Void>) -> Void
    ) async throws(TransportFailure) {
        let pending = Pending<Void>()
        let wasPosted = connection.thread.post { [id, place] engine in
            let now = engine.now
            engine.withSocket(id, pending, place: place) { body($0, now, pending) }
        }
        guard wasPosted else { throw SocketFailures.closed(place) }
        try await pending.get(orWhenCancelled: SocketFailures.cancelled(place, what))
    }
}
