/// Which faults of a plan took effect.
public struct FaultReport: Sendable, Hashable {
    /// What became of a fault.
    public enum Outcome: Sendable, Hashable {
        /// It happened so often, for the first time at this moment of the session's clock.
        case happened(times: Int, first: Duration)
        /// Nothing came to which it could happen.
        case neverMatched
        /// Its moment came, but the fault does not apply to what was there.
        case notApplicable(reason: String)
    }

    /// A fault and what became of it.
    public struct Item: Sendable, Hashable {
        /// The fault.
        public var fault: Fault
        /// What became of it.
        public var outcome: Outcome

        /// Makes an item.
        public init(fault: Fault, outcome: Outcome) {
            self.fault = fault
            self.outcome = outcome
        }
    }

    /// The faults in the plan's order.
    public var items: [Item]

    /// Makes a report.
    public init(items: [Item]) {
        self.items = items
    }

    /// Whether any of them happened.
    package var hasHappened: Bool { missed.count < items.count }

    /// The faults that did not happen.
    public var missed: [Item] {
        items.filter { item in
            if case .happened = item.outcome { return false }
            return true
        }
    }
}

extension FaultReport: CustomStringConvertible {
    /// One line for each fault.
    public var description: String {
        items.map { "\($0)\n" }.joined()
    }
}

extension FaultReport.Item: CustomStringConvertible {
    /// The fault, and what became of it.
    public var description: String { "\(fault): \(outcome.wording)" }
}

extension FaultReport.Outcome {
    fileprivate var wording: String {
        switch self {
        case .happened(let times, let first):
            "happened\(times == 1 ? "" : " \(times) times, first") at \(first.inSeconds)"
        case .neverMatched: "never happened: nothing came that it names"
        case .notApplicable(let reason): "never happened: \(reason)"
        }
    }
}

extension Duration {
    /// The time in seconds, to the millisecond.
    fileprivate var inSeconds: String {
        let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
        return "\(milliseconds / 1_000).\(fraction) s"
    }
}
