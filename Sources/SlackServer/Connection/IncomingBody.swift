import NIOCore
import RepriseFloor
import SlackTransport
import SlackWire

/// The body of a request as a client sends it, for whoever passes it on.
///
/// When so much waits to be read that it is full, the connection is not read either, and the client has to wait.
final class IncomingBody: BodyPieces {
    /// How many bytes wait before the client must.
    private static let capacity = 256 << 10

    private let inbox = PieceInbox(capacity: capacity)
    /// Told once, when somebody begins to read.
    private let onDemand: Locked<(@Sendable () -> Void)?>
    /// Told when there is room, or nobody reads any more.
    private let onRoom: @Sendable () -> Void

    /// - Parameters:
    ///   - onDemand: Called once, when the first bytes are asked for.
    ///   - onRoom: Called when there is room again in a body that was full, and when nobody wants it any more.
    init(onDemand: @escaping @Sendable () -> Void, onRoom: @escaping @Sendable () -> Void) {
        self.onDemand = Locked(onDemand)
        self.onRoom = onRoom
    }

    deinit {
        onRoom()
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        let first = onDemand.withLock { $0.take() }
        first?()
        return try await inbox.next(onRoom: onRoom)
    }

    func cancel() {
        if inbox.finish(.cancelled(while: "sending a request")) { onRoom() }
    }

    // MARK: By the connection

    /// Whether the client has to wait; it is told when it need not any more.
    var isFull: Bool { inbox.isFull() }

    /// Takes the next bytes.
    func receive(_ piece: ByteBuffer) {
        inbox.push(Array(buffer: piece))
    }

    /// Takes the end.
    func end() {
        inbox.finish()
    }

    /// The client has gone in the middle.
    func breakOff() {
        inbox.finish(
            TransportFailure(.cancelled, "the client went away before it had sent its request")
        )
    }
}
