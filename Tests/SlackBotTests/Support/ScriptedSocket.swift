import RepriseFloor
import SlackTransport
import SlackWire

@testable import SlackBot

/// A socket whose other end is the test.
final class ScriptedSocket: TransportSocket {
    let number: Int
    let url: String
    private let events = Mailbox<SocketEvent>()
    private let state = Locked(State())
    private let onSend: @Sendable (SocketMessage, ScriptedSocket) -> Void

    private struct State {
        var sent: [SocketMessage] = []
        var close: SocketClose?
        var received = 0
        var sendFailure: TransportFailure?
    }

    init(
        number: Int,
        url: String,
        onSend: @escaping @Sendable (SocketMessage, ScriptedSocket) -> Void
    ) {
        self.number = number
        self.url = url
        self.onSend = onSend
    }

    /// Everything the bot sent, as JSON text.
    var sent: [String] { state.withLock { $0.sent.map(\.text) } }

    /// How the socket ended, if it has.
    var close: SocketClose? { state.withLock { $0.close } }

    /// How many events the bot has read.
    var received: Int { state.withLock { $0.received } }

    /// Says something to the bot.
    func say(_ text: String) { events.post(.message(SocketMessage(text))) }

    /// Ends the socket from Slack's side.
    func end(_ close: SocketClose) {
        let isFirst = state.withLock { state in
            guard state.close == nil else { return false }
            state.close = close
            return true
        }
        guard isFirst else { return }
        events.post(.closed(close))
        events.finish()
    }

    /// Lets every further send fail.
    func failSends(_ failure: TransportFailure) {
        state.withLock { $0.sendFailure = failure }
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        if let event = await events.next() {
            state.withLock { $0.received += 1 }
            return event
        }
        if let close { return .closed(close) }
        throw TransportFailure(.cancelled, "The task was cancelled.")
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        let failure: TransportFailure? = state.withLock { state in
            if state.close != nil { return TransportFailure(.closed, "The socket is closed.") }
            if let failure = state.sendFailure { return failure }
            state.sent.append(message)
            return nil
        }
        if let failure { throw failure }
        onSend(message, self)
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {}

    func close(code: UInt16, reason: String) async {
        end(SocketClose(code: code, reason: reason, by: .bot))
    }
}
