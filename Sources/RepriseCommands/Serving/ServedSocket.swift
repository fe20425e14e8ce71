import RepriseFloor
import SlackTransport
import SlackWire

/// A socket that tells when it is over, once.
final class ServedSocket: TransportSocket {
    private let inner: any TransportSocket
    private let onEnd: Locked<(@Sendable (_ byClient: Bool) -> Void)?>

    init(_ inner: any TransportSocket, onEnd: @escaping @Sendable (_ byClient: Bool) -> Void) {
        self.inner = inner
        self.onEnd = Locked(onEnd)
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        let event = try await inner.receive()
        if case .closed = event { end(byClient: false) }
        return event
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        try await inner.send(message)
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try await inner.ping(payload)
    }

    func close(code: UInt16, reason: String) async {
        await inner.close(code: code, reason: reason)
        end(byClient: true)
    }

    private func end(byClient: Bool) {
        let onEnd = onEnd.withLock { onEnd in
            defer { onEnd = nil }
            return onEnd
        }
        onEnd?(byClient)
    }
}
