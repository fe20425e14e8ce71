import Greeter
import RepriseTesting
import Testing

@Suite struct `The greeter` {
    @Test func `answers everybody by name, in the order in which they wrote`() throws {
        let replay = try replaySession("greeting", against: greeter)
        assertReplay(
            replay,
            .replies(["hi bob", "hi carol"], in: "C024BE91L"),
            .repliesInArrivalOrder(.channel),
            .faithful
        )
    }

    @Test func `keeps that order whichever task goes first and whichever answer comes first`()
        throws
    {
        try explore("greeting", against: greeter, .repliesInArrivalOrder(.channel), .faithful)
    }

    @Test func `would break the order with one task for each message`() throws {
        let replay = try replaySession("greeting", against: greeter, processing: .detached())
        let findings = replay.findings(.replies(["hi bob", "hi carol"], in: "C024BE91L"))
        #expect(!findings.isEmpty, "carol is looked up faster than bob")
    }
}
