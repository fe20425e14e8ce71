import RepriseTesting
import SlackWorkspace
import Testing

/// A bot that asks who wrote a message before it answers: with one task for each message, the order of
/// its answers is Slack's.
@Suite struct SeededTimingTests {
    private static let script = """
        {"at": 1.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01","text":"one","ts":"1500000001.000001"}}
        {"at": 3.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0BOB0001","text":"two","ts":"1500000003.000002"}}
        {"at": 5.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0CAROL01","text":"three","ts":"1500000005.000003"}}
        """

    private static let bot = Bot(.rtm) { event, context in
        guard event.type == "message", let text = event.text, let user = event.user else { return }
        try await context.call("users.info", ["user": .string(user)])
        try await context.reply("you said \(text)", to: event)
    }

    private static let seeds = Array<UInt64>(1...32)

    private static func outcomes(_ processing: Processing) throws -> [ReplayOutcome] {
        let session = try Sittings.record(bot, processing: .queued(), script: script)
        return try seeds.map { seed in
            let options = ReplayOptions(perturbation: Perturbation(seed: seed))
            return try Replay(session, options: options).run(bot, processing: processing)
        }
    }

    @Test func `As recorded, a task for each message looks as good as a queue`() throws {
        let session = try Sittings.record(Self.bot, processing: .queued(), script: Self.script)
        let outcome = try Replay(session).run(Self.bot, processing: .detached())
        assertReplay(outcome, .repliesInArrivalOrder(), .faithful)
    }

    @Test func `Other timings catch a task for each message`() throws {
        let caught = try Self.outcomes(.detached()).filter {
            !$0.findings(.repliesInArrivalOrder()).isEmpty
        }
        #expect(caught.count >= 8, "a quarter of the seeds")
        #expect(caught.allSatisfy { $0.findings(.faithful).isEmpty }, "only the order is wrong")
        let orders = Set(caught.map { $0.transcript.replies.map(\.text) })
        #expect(orders.count > 1, "seeds differ")
    }

    @Test func `No timing troubles a queue`() throws {
        for outcome in try Self.outcomes(.queued()) {
            assertReplay(outcome, .repliesInArrivalOrder(), .faithful, .everyEventHandled)
        }
    }

    @Test func `A seed gives the same transcript each time`() throws {
        let first = try Self.outcomes(.detached()).map(\.transcript)
        let second = try Self.outcomes(.detached()).map(\.transcript)
        #expect(first == second)
    }
}
