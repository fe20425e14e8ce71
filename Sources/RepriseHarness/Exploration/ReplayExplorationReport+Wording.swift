import Interleaving
import SlackReplay
import SlackTransport

extension ReplayExplorationReport: CustomStringConvertible {
    /// What was found, for people: a failure with its timeline and how to see it again, or how much was
    /// looked at in vain.
    ///
    /// Reads debug information, which takes a while.
    public var description: String {
        guard let failure = exploration.failure else { return success }
        let record = failure.attempt.record
        let lines = [
            finding(failure),
            exploration.replayed?.description,
            failure.found,
            failure.explanation?.report(outside: ReplayOutcome.rooms),
            comparison?.text,
            (counterexample?.timeline).map { "timeline of that schedule\n" + $0 },
            counterexample?.outcome.unfinished,
            record.disturbance,
            record.capabilities.summary,
            failure.failure.isNotRepeatable ? nil : failure.replaying(variable: "REPRISE_SCHEDULE"),
        ]
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    private var success: String {
        guard exploration.holds else { return exploration.nothingRun }
        let names = (properties.isEmpty ? ["what was verified"] : properties).joined(
            separator: "; "
        )
        let kind = exploration.isComplete ? "all" : "\(exploration.schedules)"
        let about = exploration.isDistinctExact ? "" : "about "
        let verdict =
            "holds under \(kind) schedules, \(about)\(exploration.distinct) of them different: \(names)"
        let lines = [
            verdict,
            exploration.replayed?.description,
            evidence.map { "the first \($0)" },
            truncation?.description,
            exploration.stop?.description,
            exploration.disturbed?.disturbance,
            exploration.capabilities.summary,
        ]
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    private func finding(_ failure: ExplorationFailure) -> String {
        if failure.failure.isNotRepeatable {
            return failure.failure.message + ": explore(…, against: { makeBot() }, …)"
        }
        guard let counterexample, let first = counterexample.findings.first else {
            return failure.failure.message
        }
        let others = counterexample.findings.count - 1
        return others == 0
            ? "\(first)" : "\(first)\n(and \(others) more of \(counterexample.property))"
    }
}

extension Counterexample {
    private static let (firstLines, lastLines) = (40, 120)

    /// The transcript; of a long one its beginning and its end.
    fileprivate var timeline: String {
        let lines = outcome.transcript.description.split(separator: "\n")
        let omitted = lines.count - Self.firstLines - Self.lastLines
        guard omitted > 0 else { return lines.joined(separator: "\n") }
        let gap = "… \(omitted) lines left out; report.counterexample has the whole transcript …"
        let kept = lines.prefix(Self.firstLines) + [gap[...]] + lines.suffix(Self.lastLines)
        return kept.joined(separator: "\n")
    }
}
