import RepriseFloor
import SlackTransport
import SlackWire

/// A socket that is silent and refuses every message.
final class RefusingSocket: TransportSocket {
    private let failure: TransportFailure
    private let silence = ScriptedSocket()

    init(_ failure: TransportFailure) {
        self.failure = failure
    }

    func receive() async throws(TransportFailure) -> SocketEvent { try await silence.receive() }
    func send(_ message: SocketMessage) async throws(TransportFailure) { throw failure }
    func ping(_ payload: [UInt8]) async throws(TransportFailure) { throw failure }
    func close(code: UInt16, reason: String) async {}
}
