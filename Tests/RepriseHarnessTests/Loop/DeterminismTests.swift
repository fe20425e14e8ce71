import RepriseTesting
import Testing

/// One fixture, one seed, one transcript.
@Suite struct DeterminismTests {
    @Test(arguments: [Schedule.firstInFirstOut, .seeded(42)])
    func `A thousand runs in one process have one transcript`(schedule: Schedule) throws {
        let replay = Replay(try Sittings.record())
        let first = try replay.run(Sittings.echo, processing: .detached(), schedule: schedule)
        let text = first.transcript.description
        for _ in 0..<1_000 {
            let again = try replay.run(Sittings.echo, processing: .detached(), schedule: schedule)
            guard again.simulation.trace.stableHash == first.simulation.trace.stableHash,
                again.transcript.description == text
            else {
                Issue.record("a run differs:\n\(again.transcript)\nfrom the first:\n\(text)")
                return
            }
        }
    }

    @Test func `Another seed gives another trace, and each is repeatable`() throws {
        let replay = Replay(try Sittings.record())
        var hashes: Set<String> = []
        for seed in 0..<20 as Range<UInt64> {
            let runs = try (0..<2).map { _ in
                try replay.run(Sittings.echo, processing: .detached(), schedule: .seeded(seed))
            }
            #expect(runs[0].simulation.trace == runs[1].simulation.trace)
            hashes.insert("\(runs[0].simulation.trace.stableHash)")
            let replayed = try replay.run(
                Sittings.echo,
                processing: .detached(),
                schedule: .choices(runs[0].simulation.choices)
            )
            #expect(replayed.transcript == runs[0].transcript)
        }
        #expect(hashes.count > 1)
    }
}
