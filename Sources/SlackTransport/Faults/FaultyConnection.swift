import SlackWire

/// One connection of a bot to a socket that may outlive it.
final class FaultyConnection: TransportSocket {
    private let id: Int
    private let line: FaultyLine

    init(_ id: Int, to line: FaultyLine) {
        self.id = id
        self.line = line
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        try await line.receive(on: id)
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        try await line.send(message, on: id)
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try await line.ping(payload, on: id)
    }

    func close(code: UInt16, reason: String) async {
        await line.close(id, code: code, reason: reason)
    }
}
