import RepriseTesting
import SlackWorkspace
import Testing

/// A bot that asks who wrote a message before it answers: with one task for each message, the order of
/// its answers is Slack's.
@Suite struct SeededTimingTests {
    private static let seeds = Array<UInt64>(1...32)

    private static func outcomes(_ processing: Processing) throws -> [ReplayOutcome] {
        let session = try Sittings.record(Asking.bot, processing: .queued(), script: Asking.script)
        return try seeds.map { seed in
            let options = ReplayOptions(perturbation: Perturbation(seed: seed))
            return try Replay(session, options: options).run(Asking.bot, processing: processing)
        }
    }

    @Test func `As recorded, a task for each message looks as good as a queue`() throws {
        let session = try Sittings.record(Asking.bot, processing: .queued(), script: Asking.script)
        let outcome = try Replay(session).run(Asking.bot, processing: .detached())
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
