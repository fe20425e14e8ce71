public import Interleaving
import RepriseFloor
import SessionRecording
public import SlackBot
public import SlackReplay

extension Replay {
    /// Replays the session to a bot under many schedules and looks for one that breaks a property.
    ///
    ///     let report = try Replay(contentsOf: path).explore(
    ///         greeter,
    ///         processing: .detached(),
    ///         under: Exploration(schedules: 5_000),
    ///         [.repliesInArrivalOrder(.channel)]
    ///     )
    ///     print(report)
    ///
    /// The recorded order comes first. Explored are the order of tasks, that of timers which are due
    /// together, and which of several answers under way comes first; frames of one socket keep their
    /// order. A run that is stopped by a limit breaks every property, and so does a truncated recording that
    /// is not allowed: see `ReplayOptions.allowsTruncated`.
    ///
    /// Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - bot: The bot.
    ///   - processing: How the bot works through events; by default as it was made.
    ///   - exploration: How many schedules, of which kind, and how far each may go. Its limits, tier and
    ///     seed of random numbers count, not those of the replay; time begins at the session's epoch.
    ///   - properties: What must hold under every schedule.
    /// - Throws: `ReplayError` when the session cannot be played.
    public func explore(
        _ bot: Bot,
        processing: Processing? = nil,
        under exploration: Exploration = Exploration(),
        _ properties: [ReplayProperty]
    ) throws(ReplayError) -> ReplayExplorationReport {
        var exploration = exploration
        exploration.epoch = .microseconds(session.header.epoch)
        let plan = try ReplayPlan(session, options: options)
        let search = ReplaySearch(
            bot: processing.map(bot.processing) ?? bot,
            plan: plan,
            replay: self,
            exploration: exploration,
            properties: properties
        )
        return search.run()
    }
}

/// One exploration of a session.
struct ReplaySearch {
    let bot: Bot
    let plan: ReplayPlan
    let replay: Replay
    let exploration: Exploration
    let properties: [ReplayProperty]

    func run() -> ReplayExplorationReport {
        // The outcome of the latest run that failed: shrinking keeps the last one that did.
        var latest: Counterexample?
        let report = exploration.explore { schedule in
            let outcome = outcome(under: schedule)
            guard let found = broken(by: outcome) else {
                return Attempt(outcome.simulation, failure: nil)
            }
            latest = found
            return Attempt(outcome.simulation, failure: found.failure)
        }
        return ReplayExplorationReport(
            properties: properties.map(\.name),
            exploration: report,
            truncation: plan.truncation,
            counterexample: report.failure.flatMap { counterexample(of: $0, latest) }
        )
    }

    private func outcome(under schedule: Schedule) -> ReplayOutcome {
        replay.run(bot, in: exploration.simulation(schedule), playing: plan)
    }

    /// What the outcome breaks first; nil when everything holds.
    private func broken(by outcome: ReplayOutcome) -> Counterexample? {
        if case .stopped(let why) = outcome.ending {
            let finding = Finding("the replay was stopped: \(why)")
            return Counterexample(
                property: "the replay ends",
                findings: [finding],
                outcome: outcome
            )
        }
        let unfounded = outcome.report.unfounded
        guard unfounded.isEmpty else {
            return Counterexample(
                property: "the recording is whole",
                findings: unfounded,
                outcome: outcome
            )
        }
        for property in properties {
            let findings = property.findings(in: outcome)
            if !findings.isEmpty {
                return Counterexample(
                    property: property.name,
                    findings: findings,
                    outcome: outcome
                )
            }
        }
        return nil
    }

    /// The run that the report is about, which is the latest failing one unless the last attempts at
    /// shrinking failed in another way.
    private func counterexample(
        of failure: ExplorationFailure,
        _ latest: Counterexample?
    ) -> Counterexample? {
        let trace = failure.attempt.record.trace.stableHash
        if let latest, latest.outcome.simulation.trace.stableHash == trace { return latest }
        return broken(by: outcome(under: failure.shrunk)) ?? latest
    }
}

extension Counterexample {
    /// The failure as the exploration knows it; its kind is the property that is broken.
    fileprivate var failure: Attempt.Failure {
        Attempt.Failure(
            kind: property,
            message: findings.first.map { "\($0)" } ?? property
        )
    }
}
