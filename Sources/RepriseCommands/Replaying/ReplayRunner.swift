import RepriseHarness
import SessionRecording
import SlackReplay
import SlackTransport

/// Replays fixtures one by one, each in its own way.
protocol ReplayRunner: Sendable {
    /// Replays one fixture.
    ///
    /// - Throws: An `ExitCode` when nothing more is to be replayed.
    func run(_ task: ReplayTask) async throws -> ReplayResult
}

/// Replays fixtures to a command.
struct CommandReplayRunner: ReplayRunner {
    let replay: CommandReplay
    /// What it puts up with in a fixture.
    let limits: ReaderLimits
    let order: OrderOption?
    let interruptions: Interruptions
    /// The command line before the fixture and behind it, to say how to do the same again.
    let again: @Sendable (ReplayTask) -> String

    func run(_ task: ReplayTask) async throws -> ReplayResult {
        let session: SessionSource
        do {
            session = try SessionSource(contentsOf: task.path, limits: limits)
        } catch {
            return ReplayResult(task: task, verdict: .failed("\(error)"), elapsed: .zero)
        }
        let outcome: CommandReplay.Outcome
        do {
            outcome = try await replay.run(session, seed: task.seed, interruptions)
        } catch let error as ChildProcessError {
            throw error
        } catch {
            return ReplayResult(
                task: task,
                verdict: .failed("\(task.name): \(wording(of: error))"),
                elapsed: .zero
            )
        }
        switch outcome.end {
        case .interrupted(let signal, _, _):
            Console.note("reprise: interrupted while replaying \(task.title)")
            throw InterruptedReplay(signal: signal)
        case .asked(_, _, killed: true):
            Console.note(
                "reprise: the command did not end within \(replay.patience.grace.seconds) of SIGTERM "
                    + "and was killed"
            )
        case .asked, .byItself: break
        }
        let result = result(task, outcome)
        // Asked behind everything that reads.
        guard let loss = outcome.report.loss else { return result }
        return ReplayResult(
            task: task,
            verdict: .failed("\(task.name): \(loss)"),
            elapsed: outcome.elapsed
        )
    }

    private func result(_ task: ReplayTask, _ outcome: CommandReplay.Outcome) -> ReplayResult {
        let findings = outcome.findings(order: order?.grouping, in: task.path)
        var result = ReplayResult(
            task: task,
            verdict: findings.isEmpty ? .asRecorded : .differs(findings),
            elapsed: outcome.elapsed
        )
        result.faults = outcome.faults?.items.map(\.description) ?? []
        result.evidence = outcome.evidence
        result.actions = outcome.report.matchedCount
        result.notes = outcome.visits.notes + notes(on: outcome, isAsRecorded: findings.isEmpty)
        guard !findings.isEmpty else { return result }
        let lines = outcome.report.timeline.map(\.description)
        if !lines.isEmpty { result.timeline = lines.joined(separator: "\n") }
        result.again = again(task)
        return result
    }

    /// What there is to say about order: that it differs where nobody asks for it, and what was let happen where somebody
    /// does.
    private func notes(on outcome: CommandReplay.Outcome, isAsRecorded: Bool) -> [String] {
        if order != nil {
            return isAsRecorded
                ? []
                : [
                    "with --order, messages came before the bot had answered those before them; without it, each comes "
                        + "after what the recorded bot had done before it"
                ]
        }
        let count = isAsRecorded ? outcome.report.orderFindings(.channel).count : 0
        guard count > 0 else { return [] }
        return [
            "replies came in another order than recorded in \(counted(count, "channel")), which nobody asked for; "
                + "--order channel does"
        ]
    }
}

/// A signal ended a replay.
struct InterruptedReplay: Error {
    let signal: Int32
}
