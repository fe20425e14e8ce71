import Interleaving
import RepriseTestSupport
import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite(.timeLimit(.generous)) struct ConcurrencyTests {
    @Test(arguments: 0..<20)
    func `Under any order of tasks nothing is lost and every ts is its own`(seed: UInt64) throws {
        try simulated(schedule: .seeded(seed)) { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            async let heard = Self.hear(40, on: socket)
            try await withThrowingTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        for message in 0..<5 {
                            try await workspace.ask(
                                "chat.postMessage",
                                [("channel", "C0GENERAL"), ("text", "\(task)-\(message)")]
                            )
                            try await clock.sleep(for: .milliseconds(3))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let events = try await heard
            #expect(Set(events.map { $0["ts"] }).count == 40)
            #expect(Set(events.map { $0["text"] }).count == 40)
            // Each task's own messages keep their order.
            let first = events.compactMap { $0["text"]?.string }.filter { $0.hasPrefix("0-") }
            #expect(first == (0..<5).map { "0-\($0)" })
        }
    }

    @Test func `On a real clock many tasks share one workspace`() async throws {
        let workspace = SlackWorkspace(script: try RealSitting.script().played(atSpeed: 9_000))
        let socket = try await workspace.connectRTM()
        _ = try await socket.frame("hello")
        async let heard = Self.hear(200, on: socket)
        try await withThrowingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for message in 0..<25 {
                        let answer = try await workspace.ask(
                            "chat.postMessage",
                            [("channel", "C407ABS94"), ("text", "\(task)-\(message)")]
                        )
                        #expect(answer["ok"] == true)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try await heard.map { $0["ts"] }).count == 200)
        await socket.close()
    }

    /// The bot's own messages as they come back.
    private static func hear(
        _ count: Int,
        on socket: any TransportSocket
    ) async throws -> [JSONValue] {
        var heard: [JSONValue] = []
        while heard.count < count {
            let frame = try await socket.frame("message")
            if frame["user"] == "U0REPRISE" { heard.append(frame) }
        }
        return heard
    }
}
