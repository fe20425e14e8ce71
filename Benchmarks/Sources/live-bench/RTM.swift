import Measuring
import SlackTransport
import SlackWire

/// A client of the socket, as small as can be.
enum RTM {
    /// Connects, and waits for the greeting.
    static func connect(_ transport: any Transport) async throws -> any TransportSocket {
        let call = WebAPICall(method: "rtm.connect")
            .authorized(with: SlackToken("xoxb" + "-1-2-bench"))
        let answer = try await transport.call(call)
        guard let url = try answer.json()["url"]?.string else {
            throw WrongAnswer(description: "rtm.connect gave no URL: \(answer.status).")
        }
        let socket = try await transport.open(SocketRequest(url: url))
        while true {
            if case .hello = SocketFrame(parsing: try await message(from: socket)) { return socket }
        }
    }

    /// Message number `id`.
    static func message(_ id: Int) -> SocketMessage {
        RTMMessage(
            id: id,
            channel: "C0BENCH0001",
            text: "The build is green again, and the release can go out today."
        ).message
    }

    /// Sends messages, so many of them unacknowledged at a time.
    static func exchange(
        _ socket: any TransportSocket,
        count: Int,
        window: Int
    ) async throws -> Latencies {
        var starts: [ContinuousClock.Instant] = []
        var latencies = Latencies()
        func send() async throws {
            starts.append(.now)
            try await socket.send(message(starts.count))
        }
        for _ in 0..<min(window, count) { try await send() }
        while latencies.count < count {
            let id = try await acknowledgement(from: socket)
            latencies.append(starts[id - 1].duration(to: .now))
            if starts.count < count { try await send() }
        }
        return latencies
    }

    /// Waits for the acknowledgements of messages that were due one `gap` apart.
    static func acknowledgements(
        _ socket: any TransportSocket,
        count: Int,
        _ start: ContinuousClock.Instant,
        _ gap: Duration
    ) async throws -> Latencies {
        var latencies = Latencies()
        while latencies.count < count {
            let id = try await acknowledgement(from: socket)
            latencies.append(start.advanced(by: gap * (id - 1)).duration(to: .now))
        }
        return latencies
    }

    private static func acknowledgement(from socket: any TransportSocket) async throws -> Int {
        while true {
            let frame = SocketFrame(parsing: try await message(from: socket))
            guard case .acknowledgement(let acknowledgement) = frame else { continue }
            guard acknowledgement.isOK, let id = acknowledgement.replyTo else {
                throw WrongAnswer(description: "A message was refused.")
            }
            return id
        }
    }

    /// The next message, whatever it says.
    static func message(from socket: any TransportSocket) async throws -> SocketMessage {
        while true {
            switch try await socket.receive() {
            case .message(let message): return message
            case .ping, .pong: continue
            case .closed(let close): throw WrongAnswer(description: "The socket closed: \(close).")
            }
        }
    }
}
