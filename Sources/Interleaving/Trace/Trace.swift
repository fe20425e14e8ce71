/// One slice of a simulation: what a task did between two suspensions.
public struct TraceStep: Hashable, Sendable {
    /// What ran.
    public enum Kind: String, Hashable, Sendable {
        /// A task.
        case task
        /// The runtime on behalf of a task: a yield, or an actor working through the calls that wait
        /// for it.
        case errand
        /// Nothing ran: one of several alternatives was decided on; see ``Simulation/decide(among:)``.
        case decision
        /// Nothing ran: time passed until the next timer, though slices were ready; see ``SimulationLimits/latency``.
        case passing

        /// What stands for it in a trace's hash.
        fileprivate var code: UInt64 {
            switch self {
            case .task: 0
            case .errand: 1
            case .decision: 2
            case .passing: 3
            }
        }
    }

    /// Virtual time.
    public let time: Duration

    /// What ran.
    public let kind: Kind

    private let shortTask: UInt32
    private let shortCount: UInt32
    private let shortChoice: UInt32

    /// The task, by its place in spawn order; the body's own task is 0.
    ///
    /// For an errand, the task that ran when it became ready; for a decision, the one that asked; where time passed, the
    /// one that ran last.
    public var task: Int { Int(shortTask) }

    /// How many alternatives there were: the tasks that were ready, this one included, and one more if time could have
    /// passed instead; for a decision, those that it was about.
    public var readyCount: Int { Int(shortCount) }

    /// Which of them was chosen; 0 is the one that had been ready for longest, or the plain alternative, and that time
    /// passes is the last.
    public var choice: Int { Int(shortChoice) }

    /// Creates a step.
    ///
    /// - Precondition: No number is negative or over four thousand million.
    public init(time: Duration, kind: Kind, task: Int, readyCount: Int, choice: Int) {
        self.time = time
        self.kind = kind
        shortTask = UInt32(task)
        shortCount = UInt32(readyCount)
        shortChoice = UInt32(choice)
    }
}

/// Every slice of a simulation, in the order in which it ran.
public struct Trace: Hashable, Sendable {
    /// The slices.
    public let steps: TraceSteps

    /// Creates a trace.
    public init(steps: [TraceStep]) {
        var all = TraceSteps()
        for step in steps { all.append(step) }
        self.steps = all
    }

    init(_ steps: TraceSteps) {
        self.steps = steps
    }

    /// The step at which two traces part, or nil when they are the same.
    ///
    /// When one is the beginning of the other, it is the length of the shorter.
    public func firstDifference(from other: Trace) -> Int? {
        if let step = zip(steps, other.steps).enumerated().first(where: { $1.0 != $1.1 }) {
            return step.offset
        }
        return steps.count == other.steps.count ? nil : min(steps.count, other.steps.count)
    }
}

extension Trace: CustomStringConvertible {
    /// One line for each step: its number, virtual time in nanoseconds, the task, and the choice.
    ///
    /// The form is stable: equal traces give equal bytes, in every process and on every platform.
    public var description: String {
        var text = ""
        for (number, step) in steps.enumerated() {
            text += "\(number) @\(step.nanoseconds) \(step.kind.rawValue) \(step.task) "
            text += "choice \(step.choice) of \(step.readyCount)\n"
        }
        return text
    }
}

extension Trace {
    /// A number that is equal for equal traces, in every process and on every platform.
    public var stableHash: UInt64 {
        var hash = StableHash()
        for step in steps {
            hash.combine(UInt64(bitPattern: step.nanoseconds))
            hash.combine(step.kind.code)
            hash.combine(UInt64(step.task))
            hash.combine(UInt64(step.readyCount))
            hash.combine(UInt64(step.choice))
        }
        return hash.value
    }
}

extension TraceStep {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = time.components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
