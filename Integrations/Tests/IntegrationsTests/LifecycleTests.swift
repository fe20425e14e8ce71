import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import SlackBot
import SlackBotLifecycle
import SlackTransport
import SlackTransportTesting
import SlackWire
import Synchronization
import Testing

@Suite struct `A bot among services` {
    /// What a bot said it had done, as far as it has.
    private final class Ending: Sendable {
        let summary = Mutex<BotSummary??>(nil)
        func note(_ summary: BotSummary?) async { self.summary.withLock { $0 = .some(summary) } }
    }

    @Test func `a graceful shutdown lets handlers finish`() async throws {
        let slack = World.slack()
        let ending = Ending()
        let (began, begins) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let bot = Bot(.socketMode) { _, _ in
            begins.yield()
            for await _ in gate { break }
            // A cancelled handler would not get here in time to be counted as handled.
            try Task.checkCancellation()
        }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await BotService(
                        bot,
                        over: slack,
                        credentials: World.credentials,
                        afterwards: ending.note
                    ).run()
                }
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                socket.say(World.message("1"))
                for await _ in began { break }
                trigger.triggerGracefulShutdown()
                open.yield()
                try await group.waitForAll()
            }
        }
        let summary = ending.summary.withLock { $0 ?? nil }
        #expect(summary?.ending == .shutdown)
        #expect(summary?.handled == 1)
        #expect(summary?.failed == 0)
    }

    @Test func `a bot that cannot run fails its service, and its end is told`() async throws {
        let ending = Ending()
        let service = BotService(
            World.bot(),
            over: World.slack(),
            credentials: Credentials(),
            afterwards: ending.note
        )
        await #expect(throws: BotError(.missingToken(.app))) { try await service.run() }
        let told = ending.summary.withLock { $0 }
        #expect(told != nil, "the end is told")
        #expect((told ?? nil) == nil, "without figures")
    }

    @Test func `a group of services stops its bot gracefully`() async throws {
        let slack = World.slack()
        let ending = Ending()
        let service = BotService(
            World.bot(),
            over: slack,
            credentials: World.credentials,
            afterwards: ending.note
        )
        let group = ServiceGroup(services: [service], logger: Logger(label: "test"))
        async let run: Void = group.run()
        try await slack.socket(1).say(#"{"type":"hello"}"#)
        await group.triggerGracefulShutdown()
        try await run
        #expect(ending.summary.withLock { $0 ?? nil }?.ending == .shutdown)
    }
}
