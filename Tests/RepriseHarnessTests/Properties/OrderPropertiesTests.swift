import RepriseTesting
import Testing

@Suite struct OrderTests {
    private let replay: Replay

    init() throws {
        replay = Replay(try Sittings.record())
    }

    @Test func `A queue answers in arrival order where detached tasks do not`() throws {
        let queued = try replay.run(Sittings.echo, processing: .queued())
        assertReplay(
            queued,
            .replies(["echo: a long first one", "echo: short", "answer: tiny?"]),
            .repliesInArrivalOrder(),
            .handledInArrivalOrder(),
            .noOverlap(),
            .faithful,
            .everyEventHandled
        )

        let detached = try replay.run(Sittings.echo, processing: .detached())
        #expect(
            detached.transcript.replies.map(\.text)
                == ["echo: short", "answer: tiny?", "echo: a long first one"]
        )
        #expect(!detached.findings(.repliesInArrivalOrder()).isEmpty)
        #expect(!detached.findings(.noOverlap()).isEmpty)
        #expect(detached.findings(.faithful).isEmpty)
    }

    @Test func `A queue for each channel keeps the order within a channel only`() throws {
        let outcome = try replay.run(Sittings.echo, processing: .queued(by: .channel))
        #expect(
            outcome.transcript.replies.map(\.text)
                == ["answer: tiny?", "echo: a long first one", "echo: short"]
        )
        assertReplay(outcome, .repliesInArrivalOrder(.channel), .noOverlap(.channel), .faithful)
        #expect(outcome.findings(.repliesInArrivalOrder()).count == 1)
    }

    @Test func `The same replay has the same transcript and trace a hundred times`() throws {
        let first = try replay.run(Sittings.echo, processing: .detached(), schedule: .seeded(3))
        for _ in 0..<100 {
            let again = try replay.run(Sittings.echo, processing: .detached(), schedule: .seeded(3))
            #expect(again.transcript == first.transcript)
            #expect(again.simulation.trace == first.simulation.trace)
        }
    }
}
