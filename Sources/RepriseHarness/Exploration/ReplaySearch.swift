import Interleaving
import SlackBot
import SlackReplay

/// One exploration of a session.
struct ReplaySearch {
    /// What is run under the next schedule.
    let trial: () -> Trial
    let plan: ReplayPlan
    let replay: Replay
    let exploration: Exploration
    let properties: [ReplayProperty]

    /// - Throws: ``ReplayError`` when what the replays keep in files cannot be read any more: nothing can be said then.
    func run() throws(ReplayError) -> ReplayExplorationReport {
        // The outcome of the latest run that failed: shrinking keeps the last one that did.
        var latest: Counterexample?
        var evidence: ReplayEvidence?
        // The replays that explain a failure, by their traces: few.
        var explaining: [UInt64: ReplayOutcome] = [:]
        var last: ReplayOutcome?
        let report = exploration.explore { schedule in
            // What has nothing to stand on is neither shrunk nor kept: there is no verdict.
            if let last, plan.loss != nil { return Attempt(last.simulation, failure: nil) }
            let (outcome, found) = look(under: schedule)
            last = outcome
            if plan.loss != nil { return Attempt(outcome.simulation, failure: nil) }
            if evidence == nil { evidence = outcome.evidence }
            if schedule.isDetailed { explaining[outcome.simulation.trace.stableHash] = outcome }
            guard let found else { return Attempt(outcome.simulation, failure: nil) }
            latest = found
            return Attempt(outcome.simulation, failure: found.failure)
        }
        if let loss = plan.loss { throw loss }
        return ReplayExplorationReport(
            properties: properties.map(\.name),
            exploration: report,
            truncation: plan.truncation,
            evidence: evidence,
            counterexample: report.failure.flatMap { counterexample(of: $0, latest) },
            comparison: report.failure?.explanation.flatMap {
                TimelineComparison($0, explaining)
            }
        )
    }

    /// Replays to a bot made for it, and asks what is to be asked.
    ///
    /// - Returns: The replay, and what it breaks first; `nil` when everything holds.
    private func look(under schedule: Schedule) -> (ReplayOutcome, Counterexample?) {
        let trial = trial()
        let outcome = replay.run(
            in: exploration.simulation(schedule),
            playing: plan,
            replay.options.perturbation ?? .scheduled(),
            trial.make
        )
        return (outcome, broken(by: outcome, trial))
    }

    /// Why nothing can be said of a replay.
    private func unfounded(_ outcome: ReplayOutcome) -> Counterexample? {
        guard let first = outcome.lackingGrounds.first else { return nil }
        return Counterexample(property: first.name, findings: outcome.unfounded, outcome: outcome)
    }

    private func broken(by outcome: ReplayOutcome, _ trial: Trial) -> Counterexample? {
        if let unfounded = unfounded(outcome) { return unfounded }
        for property in properties {
            let findings = property.findings(in: outcome)
            guard findings.isEmpty else {
                return Counterexample(property: property.name, findings: findings, outcome: outcome)
            }
        }
        guard trial.verify != nil else {
            guard properties.isEmpty else { return nil }
            return Counterexample(
                property: "something is asked",
                findings: [.nothingAsked],
                outcome: outcome
            )
        }
        let findings = trial.findings(in: outcome, exploration.simulation(.firstInFirstOut))
        guard !findings.isEmpty else { return nil }
        return Counterexample(
            property: "the state is as it should be",
            findings: findings,
            outcome: outcome
        )
    }

    /// The run that the report is about, which is the latest failing one unless the last attempts at
    /// shrinking failed in another way.
    private func counterexample(
        of failure: ExplorationFailure,
        _ latest: Counterexample?
    ) -> Counterexample? {
        let trace = failure.attempt.record.trace.stableHash
        if let latest, latest.outcome.simulation.trace.stableHash == trace { return latest }
        return look(under: failure.shrunk).1 ?? latest
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
