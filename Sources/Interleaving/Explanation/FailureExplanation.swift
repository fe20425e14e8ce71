/// Which order decides that code fails: a run that fails, and the nearest that was found to hold.
public struct FailureExplanation: Sendable {
    /// A run that fails: that of the failure, or one that fails in the same way and is nearer to ``holding``.
    public let failing: SimulationRecord

    /// A run that holds and deviates once more or once less from the plain order; `nil` if none was found.
    public let holding: SimulationRecord?

    /// Why none was found that holds; `nil` if one was.
    public let absence: Absence?

    /// How many runs were spent on it.
    public let runs: Int

    /// Why no run is known that holds.
    public enum Absence: Hashable, Sendable {
        /// All that were tried fail.
        case allFail
        /// The time or the runs for the search were spent.
        case spent
        /// One held, and did not when it was run again.
        case notRepeatable
        /// One held in the very order in which the failure came: something other than order decides.
        case sameOrder
    }

    /// The step at which the two part; `nil` if no run was found that holds in another order.
    public var step: Int? {
        holding.flatMap { failing.trace.firstDifference(from: $0.trace) }
    }
}

extension FailureExplanation {
    /// The pair of steps whose order decides, what led there, and both schedules side by side, in 80 columns.
    ///
    /// Reads debug information, which takes a while.
    public var report: String { report(outside: []) }

    /// The same, without the places of functions in the named modules.
    package func report(outside modules: Set<String>) -> String {
        guard let holding, let step else {
            let count = runs == 1 ? "1 other schedule" : "\(runs) other schedules"
            let why = (absence ?? .allFail).words
            return "which order decides was not found: \(count) tried, \(why)"
        }
        let left = RunWording(failing, outside: modules)
        let right = RunWording(holding, outside: modules)
        let pair = [
            "the order that decides, at step \(step):",
            "  it fails where this goes first: \(left.words(of: step))",
            "  and holds where this does:      \(right.words(of: step))",
        ].map { $0.wrapped(to: 80, indent: 4) }
        let led = left.chain(to: step, atMost: 10).map { "  " + $0 }
        let both = SideBySide(
            (left.lines(from: step, atMost: 12), "it fails"),
            (right.lines(from: step, atMost: 12), "it holds")
        )
        return
            (pair + (led.isEmpty ? [] : ["what led there"])
            + led.map { $0.wrapped(to: 80, indent: 4) }
            + ["from there on"] + both.lines).joined(separator: "\n")
    }
}

extension FailureExplanation.Absence {
    fileprivate var words: String {
        switch self {
        case .allFail: "and none holds"
        case .spent: "none of which holds, and no time or runs left"
        case .notRepeatable: "and the one that held did not hold again"
        case .sameOrder:
            "and one of them holds though it is step by step what fails: something other than order decides, as "
                + "what is kept from one run to the next does. Make what is tested in the closure that is run, anew "
                + "for each schedule"
        }
    }
}
