import Greeter
import Interleaving
import RepriseTesting
import Testing

/// What a user has who switches the trait `WholeProgram` off: the bot and its handlers are simulated, unmodified
/// concurrency is not.
@Suite(.timeLimit(.minutes(3))) struct WithoutTraitTests {
    @Test func `There is one tier`() {
        #expect(Capabilities.current.tier == .publicAPI)
    }

    @Test func `A session is replayed`() throws {
        let replay = try replaySession("greeting", against: greeter)
        assertReplay(
            replay,
            .replies(["hi bob", "hi carol"], in: "C024BE91L"),
            .repliesInArrivalOrder(.channel),
            .faithful
        )
    }

    @Test func `Another order of work is told`() throws {
        let replay = try replaySession("greeting", against: greeter, processing: .detached())
        #expect(!replay.findings(.replies(["hi bob", "hi carol"], in: "C024BE91L")).isEmpty)
    }

    @Test func `A queue keeps its promise under every schedule`() throws {
        let report = try explore(
            "greeting",
            against: greeter,
            under: Exploration(schedules: 100),
            .repliesInArrivalOrder(.channel),
            .faithful
        )
        #expect(report.holds, "\(report)")
        #expect(report.exploration.schedules >= 100)
    }

    @Test func `A task for each message is refuted, in a schedule that can be seen again`() throws {
        var found: ReplayExplorationReport?
        var exploration = Exploration()
        exploration.keepsFailures = false
        try withKnownIssue {
            found = try explore(
                "greeting",
                against: greeter,
                processing: .detached(),
                under: exploration,
                .repliesInArrivalOrder(.channel)
            )
        }
        let failure = try #require(found?.exploration.failure)
        #expect(failure.token.tier == SimulationTier.publicAPI)
        let again = try replaySession(
            "greeting",
            against: greeter,
            processing: .detached(),
            schedule: failure.shrunk
        )
        #expect(again.transcript == found?.counterexample?.outcome.transcript)
    }
}
