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
}
