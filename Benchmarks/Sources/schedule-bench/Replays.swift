import Interleaving
import Reprise
import SessionRecording
import SlackBot
import SlackTransport
import Workload

/// Whole replays of a small session: twenty events, twenty replies, one task for each.
struct Replays: Sendable {
    private let replay: Replay

    init() {
        // rtm.connect and its answer, the socket and its hello; three entries a question; the end.
        let generator = SessionGenerator(entries: 4 + 20 * 3 + 1, mix: .questions)
        replay = Replay(Session(header: SessionGenerator.header, entries: Array(generator)))
    }

    func run(for budget: Duration) throws -> Tally {
        let end = ContinuousClock.now.advanced(by: budget)
        var tally = Tally(schedules: 0, distinct: 0, steps: 0)
        var traces: Set<Trace> = []
        while ContinuousClock.now < end {
            let outcome = try replay.run(
                AnsweringBot.bot,
                processing: .detached(),
                schedule: .seeded(UInt64(tally.schedules))
            )
            guard outcome.report.isFaithful, outcome.transcript.replies.count == 20 else {
                throw WrongResult(description: "\(outcome.report)")
            }
            tally.schedules += 1
            tally.steps = outcome.simulation.trace.steps.count
            if traces.count < 1_000 { traces.insert(outcome.simulation.trace) }
        }
        tally.distinct = traces.count
        return tally
    }
}
