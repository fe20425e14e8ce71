import Interleaving
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay
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
        let complete = ReplayProperty("every question has its answer") { outcome in
            outcome.report.isFaithful && outcome.transcript.replies.count == 20
                ? [] : [Finding("\(outcome.report)")]
        }
        let report = try replay.explore(
            AnsweringBot.bot,
            processing: .detached(),
            under: Exploration(schedules: .max, timeBudget: budget),
            [complete]
        )
        guard report.holds else { throw WrongResult(description: "\(report)") }
        let steps = try replay.run(AnsweringBot.bot, processing: .detached())
            .simulation.trace.steps.count
        return Tally(
            schedules: report.exploration.schedules,
            distinct: report.exploration.distinct,
            steps: steps
        )
    }
}
