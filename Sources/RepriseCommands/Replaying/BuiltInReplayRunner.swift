import Interleaving
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay
import SlackTransport

/// Replays fixtures to a built-in bot, in virtual time.
struct BuiltInReplayRunner: ReplayRunner {
    let bot: BuiltInBot
    let policy: PolicyOption
    let connection: ConnectionOption?
    let showsTrace: Bool
    let options: ReplayOptions
    /// What it puts up with in a fixture.
    let limits: ReaderLimits
    /// The command line that does the same again.
    let again: @Sendable (ReplayTask) -> String

    func run(_ task: ReplayTask) async throws -> ReplayResult {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let replay = try Replay(
                contentsOf: task.path,
                options: options,
                readerLimits: limits
            )
            let bot = bot.make(connection?.connection ?? replay.source.botConnection) { _ in }
            let outcome = try replay.run(
                bot,
                processing: policy.processing,
                schedule: task.seed.map { .seeded($0) } ?? .firstInFirstOut
            )
            var findings = outcome.findings(.faithful).map { $0.forCommandLine(in: task.path) }
            let actions = outcome.report.matchedCount
            if findings.isEmpty, actions == 0 { findings = [.nothingToCompare] }
            var result = ReplayResult(
                task: task,
                verdict: findings.isEmpty ? .asRecorded : .differs(findings),
                elapsed: start.duration(to: clock.now)
            )
            result.actions = actions
            result.evidence =
                counted(actions, "action") + " of the bot; "
                + "\(outcome.transcript.events.count) events, "
                + "\(outcome.transcript.replies.count) replies, "
                + "\(outcome.elapsed.seconds) of virtual time"
            if !findings.isEmpty { result.again = again(task) }
            result.timeline = outcome.transcript.description
            if let loss = outcome.report.loss { throw loss }
            if showsTrace {
                let hash = String(outcome.simulation.trace.stableHash, radix: 16)
                result.timeline? += "\n\nschedule \(outcome.simulation.token)\ntrace \(hash)"
            }
            return result
        } catch {
            return ReplayResult(task: task, verdict: .failed("\(error)"), elapsed: .zero)
        }
    }
}
