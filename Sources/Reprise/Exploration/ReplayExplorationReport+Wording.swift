import Interleaving

extension ReplayExplorationReport: CustomStringConvertible {
    /// What was found, for people: a failure with its timeline and how to see it again, or how much was
    /// looked at in vain.
    public var description: String {
        guard let failure = exploration.failure else { return success }
        var parts = [finding(failure), exploration.replayed?.description ?? failure.found]
        if let counterexample {
            parts.append(
                "timeline of that schedule\n" + counterexample.outcome.transcript.description
            )
            parts += [counterexample.outcome.unfinished].compactMap(\.self)
        }
        if !failure.attempt.record.departures.isEmpty {
            parts.append("left the simulation: " + failure.attempt.record.departures.report)
        }
        parts.append(exploration.capabilities.summary)
        parts.append(failure.replaying(variable: "REPRISE_SCHEDULE"))
        return parts.joined(separator: "\n")
    }

    private var success: String {
        let names = properties.joined(separator: "; ")
        if let replayed = exploration.replayed { return "\(replayed) It holds: \(names)" }
        let kind = exploration.isComplete ? "all" : "\(exploration.schedules)"
        return
            "holds under \(kind) schedules, \(exploration.distinct) of them different: \(names)\n"
            + exploration.capabilities.summary
    }

    private func finding(_ failure: ExplorationFailure) -> String {
        guard let counterexample, let first = counterexample.findings.first else {
            return failure.failure.message
        }
        let others = counterexample.findings.count - 1
        return others == 0
            ? "\(first)" : "\(first)\n(and \(others) more of \(counterexample.property))"
    }
}

extension ReplayOutcome {
    /// The events whose handlers had not ended when nothing could go on, and the tasks that waited, with
    /// where each waits; nil when there are none.
    ///
    /// Where a task waits is known under `SimulationTier.wholeProgram` only. The engine waits for frames
    /// and for a shutdown to the end; that is left out. Reads debug information, which takes a while.
    public var unfinished: String? {
        let events = transcript.events.compactMap { event -> String? in
            switch event.outcome {
            case .running: "  the handler of event \(event.summary) has not ended"
            case .waiting: "  the handler of event \(event.summary) has not begun"
            case .finished, .failed, .dropped: nil
            }
        }
        let tasks = pending.tasks.compactMap { task -> String? in
            let frames = task.place.frames.filter { !$0.isOfThisPackage }.prefix(2)
            guard !frames.isEmpty else { return nil }
            return "  \(task) at \(frames.map(\.description).joined(separator: ", called by "))"
        }
        let lines = events + tasks
        guard !lines.isEmpty else { return nil }
        return (["unfinished when nothing could go on"] + lines).joined(separator: "\n")
    }
}

extension CodePlace.Frame {
    /// The folder that holds this package's rooms, found from this file's own place in it.
    private static let rooms =
        "/" + "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/") + "/"

    /// Whether the function is the engine's or the harness's, which says nothing to the user.
    fileprivate var isOfThisPackage: Bool { file.hasPrefix(Self.rooms) }
}
