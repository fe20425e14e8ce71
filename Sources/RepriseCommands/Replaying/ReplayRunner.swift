import RepriseHarness
import SecretRedaction
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
    /// Whether a replay that differs is repeated at the recorded pace, where nobody named one and nothing else is tried.
    var looksAtRecordedPace = false
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
        let (result, isWorthALook) = try await run(task, session, by: replay)
        guard case .differs(let findings) = result.verdict, looksAtRecordedPace, isWorthALook,
            task.seed == nil
        else { return result }
        return try await lookAgain(task, session, after: result, findings)
    }

    /// Whether what a replay found comes of its pace.
    ///
    /// It does if the bot is as recorded at the recorded pace, and differs again without it. One that is right from the
    /// second start on, at whatever pace, goes by what it keeps between two starts, or by chance: what was found stands.
    private func lookAgain(
        _ task: ReplayTask,
        _ session: SessionSource,
        after first: ReplayResult,
        _ findings: [Finding]
    ) async throws -> ReplayResult {
        var slowly = replay
        slowly.options.pace = .recorded
        var (second, _) = try await run(task, session, by: slowly)
        guard case .asRecorded = second.verdict else { return first }
        let (third, _) = try await run(task, session, by: replay)
        if case .asRecorded = third.verdict {
            var first = first
            first.notes.append(
                "started again, it did what was recorded: it goes by what it keeps between two starts (a file, a database), "
                    + "or by chance"
            )
            return first
        }
        let found = findings.first.map { "; without it: " + $0.sentence } ?? ""
        second.notes.append(
            "it does what was recorded at the recorded pace only (--pace recorded): it goes by how much time passes between "
                + "messages" + found
        )
        return second
    }

    /// The longest recording that is played a second time.
    private static let longestSecondLook = Duration.seconds(30)

    /// - Returns: The result, and whether the command did enough, and the recording is short enough, to play it again.
    private func run(
        _ task: ReplayTask,
        _ session: SessionSource,
        by replay: CommandReplay
    ) async throws -> (ReplayResult, isWorthALook: Bool) {
        let outcome: CommandReplay.Outcome
        do {
            outcome = try await replay.run(session, seed: task.seed, interruptions)
        } catch let error as ChildProcessError {
            throw error
        } catch {
            let verdict = ReplayResult.Verdict.failed("\(task.name): \(wording(of: error))")
            return (ReplayResult(task: task, verdict: verdict, elapsed: .zero), false)
        }
        switch outcome.end {
        case .interrupted(let signal, _, _):
            Console.note("reprise: interrupted while replaying \(task.title)")
            throw InterruptedReplay(signal: signal)
        case .asked(_, _, killed: true):
            Console.note("reprise: \(killing(outcome))")
        case .asked, .byItself: break
        }
        let result = result(task, outcome)
        // Asked behind everything that reads.
        if let loss = outcome.report.loss {
            let verdict = ReplayResult.Verdict.failed("\(task.name): \(loss)")
            return (ReplayResult(task: task, verdict: verdict, elapsed: outcome.elapsed), false)
        }
        if case .asked(.timeout, _, _) = outcome.end { return (result, false) }
        let isShort = outcome.length <= Self.longestSecondLook
        return (result, isShort && outcome.report.matchedCount > 0)
    }

    private func result(_ task: ReplayTask, _ outcome: CommandReplay.Outcome) -> ReplayResult {
        let findings =
            outcome.findings(order: order?.grouping, in: task.path)
            + outcome.foreignTokens.findings
        var result = ReplayResult(
            task: task,
            verdict: findings.isEmpty ? .asRecorded : .differs(findings),
            elapsed: outcome.elapsed
        )
        result.faults = outcome.faults?.items.map(\.description) ?? []
        result.evidence = outcome.evidence
        result.actions = outcome.report.matchedCount
        result.notes =
            outcome.visits.notes + outcome.foreignTokens.notes + outcome.report.overdueNotes
            + outcome.report.reversed.filter(\.isExcused).map(\.sentence)
            + endingNotes(on: outcome)
            + rulesNote(on: findings)
            + notes(on: outcome, isAsRecorded: findings.isEmpty)
        guard !findings.isEmpty else { return result }
        let lines = outcome.report.timeline.map(\.description)
        if !lines.isEmpty { result.timeline = lines.joined(separator: "\n") }
        result.again = again(task)
        return result
    }

    private func killing(_ outcome: CommandReplay.Outcome) -> String {
        "the command did not end within \(replay.patience.grace.seconds) of "
            + "\(SignalName.of(outcome.recorded.stopSignal)) and was killed"
    }

    /// What there is to say about how it ended, and about what it did beyond the end.
    private func endingNotes(on outcome: CommandReplay.Outcome) -> [String] {
        var notes = outcome.idleIgnores.map {
            "--ignore \($0.quotedForShell) left out nothing that was recorded; is the name right?"
        }
        switch outcome.end {
        case .asked(_, _, killed: true): notes.append(killing(outcome))
        case .asked(.over(.complete), _, _) where outcome.recorded.endedByItself:
            notes.append(
                "the command had not ended when all was done, and had to be asked to; the recorded one ended by itself"
            )
        default: break
        }
        let beyond = outcome.report.beyondEnd
        if !beyond.isEmpty {
            let words = beyond.prefix(3).map(\.wording).joined(separator: ", ")
            notes.append(
                "the recording was stopped while its bot was at work, and what the bot did beyond that was not compared: "
                    + words + (beyond.count > 3 ? " and \(beyond.count - 3) more" : "")
            )
        }
        return notes
    }

    /// That a placeholder stands where the bot says something plain, which rules of one's own explain.
    private func rulesNote(on findings: [Finding]) -> [String] {
        func count(_ lines: [String]) -> Int {
            lines.reduce(0) { $0 + $1.matches(of: /REDACTED-/).count }
        }
        guard replay.options.redactionRules == .standard,
            findings.contains(where: { count($0.expected) > count($0.actual) })
        else { return [] }
        return [
            "the recording has a placeholder where the bot says something else; if it was made with --rules FILE, the replay "
                + "needs them, too"
        ]
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

extension ReplayReport {
    /// What was late and is excused.
    fileprivate var overdueNotes: [String] {
        let excused = overdue.filter(\.isExcused)
        guard let first = excused.first else { return [] }
        let more = excused.count > 1 ? ", and \(excused.count - 1) more like that" : ""
        return [
            first.sentence + more
                + "; the bot may still have been at work on what came before, which came sooner than when "
                + "it was recorded: --pace recorded tells"
        ]
    }
}

/// A signal ended a replay.
struct InterruptedReplay: Error {
    let signal: Int32
}
