extension ExplorationFailure {
    /// What failed and when, what each unfinished task waits for, what left the simulation, and how much
    /// was simulated.
    ///
    /// Reads debug information, which takes a while.
    public var report: String {
        let record = attempt.record
        var lines = [failure.message, found]
        if let explanation { lines.append(explanation.report) }
        if !record.pending.tasks.isEmpty { lines.append("unfinished:\n" + record.pending.report) }
        if let disturbance = record.disturbance {
            lines.append(disturbance)
        }
        lines.append(record.capabilities.summary)
        return lines.joined(separator: "\n")
    }

    /// When it was found, and how small it was made, in one phrase.
    public var found: String {
        let when = "found on schedule \(run) (\(schedule.token))"
        if failure.isNotRepeatable { return when }
        if let partsAtStep {
            return when + "; a second run under the same choices parted from the first at step "
                + "\(partsAtStep): something outside the simulation has a say"
        }
        guard deviations > 0 else { return when + ", which is the plain order" }
        let count = deviations == 1 ? "1 deviation" : "\(deviations) deviations"
        guard shrinkingRuns > 0 else { return when + ", with \(count) from the plain order" }
        let end = isShrinkingCut ? ", which is where its runs or its time were spent" : ""
        return when + ", shrunk to \(count) from the plain order in \(shrinkingRuns) runs" + end
    }

    /// How to see the failure again: a line for the environment and a call for the source.
    ///
    /// - Parameter variable: The environment's variable; see ``Exploration/configure(from:prefix:)``.
    public func replaying(variable: String = "INTERLEAVING_SCHEDULE") -> String {
        """
        see it again with \(variable)=\(token)
        or in the source: try Schedule(token: "\(shrunk.token)")
        """
    }
}

extension ExplorationFailure: CustomStringConvertible {
    /// The failure for people: ``report``, and how to see it again.
    public var description: String { "\(report)\n\(replaying())" }
}
