import RepriseFloor
import RepriseTestSupport
import SlackTransport
import SlackWire
import Testing

/// A transport's socket whose events the test gives, and whose actions it can wait for.
final class ScriptedSocket: TransportSocket {
    /// What the server did to the socket.
    enum Action: Sendable, Hashable {
        case send(SocketMessage)
        case ping([UInt8])
        case close(UInt16, String)
    }

    private let events: AsyncStream<SocketEvent>
    private let continuation: AsyncStream<SocketEvent>.Continuation
    private let actions: AsyncStream<Action>
    private let log: AsyncStream<Action>.Continuation
    private let end = Locked<SocketClose?>(nil)
    private let echoes: Bool
    private let received = Locked(0)

    /// Makes a socket; an echoing one sends back messages, answers pings, and takes its leave.
    init(echoes: Bool = false) {
        (events, continuation) = AsyncStream.makeStream()
        (actions, log) = AsyncStream.makeStream()
        self.echoes = echoes
    }

    /// Lets something happen.
    func give(_ event: SocketEvent) {
        continuation.yield(event)
    }

    /// Lets a text message come.
    func give(_ text: String) {
        give(.message(SocketMessage(text)))
    }

    /// What the server does next.
    func nextAction(sourceLocation: SourceLocation = #_sourceLocation) async -> Action? {
        await waiting(
            for: "the server to do something to the transport's socket",
            seen: "\(receivedCount) events that it had taken",
            sourceLocation: sourceLocation
        ) {
            for await action in actions { return action }
            return nil
        }
    }

    /// How many events the server has taken.
    var receivedCount: Int { received.withLock { $0 } }

    func receive() async throws(TransportFailure) -> SocketEvent {
        if let close = end.withLock({ $0 }) { return .closed(close) }
        for await event in events {
            if case .closed(let close) = event { end.withLock { $0 = close } }
            received.withLock { $0 += 1 }
            return event
        }
        throw TransportFailure(.cancelled, "cancelled while waiting for a frame")
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        log.yield(.send(message))
        if echoes { give(.message(message)) }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        log.yield(.ping(payload))
        if echoes { give(.pong(payload)) }
    }

    func close(code: UInt16, reason: String) async {
        log.yield(.close(code, reason))
    }
}
