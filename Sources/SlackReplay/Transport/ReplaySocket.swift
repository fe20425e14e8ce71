import SlackTransport
import SlackWire

/// One recorded socket in the hands of the bot.
final class ReplaySocket: AcknowledgementExpecting {
    private let socket: Int
    private let replay: ReplayState

    init(_ socket: Int, of replay: ReplayState) {
        self.socket = socket
        self.replay = replay
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        try await replay.receive(on: socket)
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        try attempt { cursor, now throws(TransportFailure) in
            try cursor.send(message, on: self.socket, at: now)
        }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try attempt { cursor, _ throws(TransportFailure) in
            try cursor.ping(payload, on: self.socket)
        }
    }

    func excuseAcknowledgement(of envelope: String) {
        replay.change { cursor, _ in cursor.excuse(acknowledgementOf: EnvelopeKey(envelope)) }
    }

    func close(code: UInt16, reason: String) async {
        let close = SocketClose(code: code, reason: reason, by: .bot)
        replay.change { cursor, now in cursor.close(self.socket, close, at: now) }
    }

    private func attempt(
        _ body: @Sendable (inout ReplayCursor, Duration) throws(TransportFailure) -> Void
    ) throws(TransportFailure) {
        let failure: TransportFailure? = replay.change { cursor, now in
            do throws(TransportFailure) {
                try body(&cursor, now)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
