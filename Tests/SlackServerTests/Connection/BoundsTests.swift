import RepriseFloor
import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

/// What a client can make the server hold, and for how long.
@Suite(.timeLimit(.generous)) struct `Bounds of what a server holds` {
    private static let large = 300 * 1024

    /// Answers when it is let, and knows how many bytes of bodies it was given meanwhile.
    private final class Gate: Sendable {
        let held = Watched<Int>()
        let largest = Locked(0)
        let open = Wakeup()

        func transport() -> ScriptedTransport {
            ScriptedTransport(answering: { [self] (call) throws(TransportFailure) in
                guard case .bytes(let bytes) = call.body else { return WebAPIAnswer() }
                largest.withLock { $0 = max($0, bytes.count) }
                held.count()
                _ = await open.wait()
                return WebAPIAnswer()
            })
        }
    }

    private func upload(_ count: Int) -> [UInt8] {
        let head =
            "POST /api/x HTTP/1.1\r\nContent-Type: application/octet-stream\r\nContent-Length: \(count)\r\n\r\n"
        return Array(head.utf8) + [UInt8](repeating: 7, count: count)
    }

    @Test
    func `One connection's large bodies come one by one, and other connections' wait for room`()
        async throws
    {
        var configuration = SlackServerConfiguration()
        configuration.limits.waitingBytes = Self.large * 3 / 2
        let gate = Gate()
        let transport = gate.transport()
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...2 {
                    group.addTask {
                        try await RawClient.connect(to: address) { client in
                            let bytes = upload(Self.large)
                            for _ in 1...3 { try await client.send(bytes) }
                            for _ in 1...3 {
                                #expect(try await client.readAnswer().status == 200)
                            }
                        }
                    }
                }
                await gate.held.reach(1, "the first upload to come in")
                // A small call passes, whatever the large ones wait for.
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/auth.test")
                    #expect(try await client.readAnswer().status == 200)
                }
                #expect(gate.held.value == 1)
                gate.open.wake()
                try await group.waitForAll()
            }
        }
        #expect(gate.held.value == 6)
        #expect(gate.largest.withLock { $0 } == Self.large)
    }

    @Test func `A body that comes byte by byte is timed out, and one that comes steadily is not`() {
        let pace = BodyPace(patience: .seconds(30), rate: 1000)
        var elapsed = Duration.zero
        var received = 0
        while case let left = pace.timeLeft(received: received, elapsed: elapsed),
            left > .seconds(1)
        {
            received += 1
            elapsed += .seconds(1)
        }
        #expect((29...31).contains(received))
        for second in 0...10_000 {
            let left = pace.timeLeft(received: second * 1000, elapsed: .seconds(second))
            #expect(left == .seconds(30))
        }
    }

    @Test func `A connection too many is told so, and there is room again when one has gone`()
        async throws
    {
        var configuration = SlackServerConfiguration()
        configuration.limits.connections = 2
        let server = SlackServer(transport: ScriptedTransport(), configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { first in
                try await first.request("POST /api/auth.test")
                #expect(try await first.readAnswer().status == 200)
                try await RawClient.connect(to: address) { second in
                    try await second.request("POST /api/auth.test")
                    #expect(try await second.readAnswer().status == 200)
                    try await RawClient.connect(to: address) { third in
                        let answer = try await third.readAnswer()
                        #expect(answer.status == 503)
                        #expect(answer.json?["error"] == "too_many_connections")
                        #expect(await third.readToEnd() == [])
                    }
                }
            }
            var status = 503
            while status == 503 {
                status = try await RawClient.connect(to: address) { client in
                    try? await client.request("POST /api/auth.test")
                    return try await client.readAnswer().status
                }
            }
            #expect(status == 200)
            await server.stop()
            try await group.waitForAll()
        }
    }

    @Test func `What a page uploads is refused before it is read`() async throws {
        try await withSlackServer(over: ScriptedTransport()) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(
                    "POST /api/x HTTP/1.1\r\nOrigin: https://evil.example\r\nContent-Length: 100000000\r\n\r\n"
                )
                #expect(try await client.readAnswer().status == 403)
            }
        }
    }
}
