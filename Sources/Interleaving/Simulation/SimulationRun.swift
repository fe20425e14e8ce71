/// What a simulation did and how it ended.
public struct SimulationRun<Result: Sendable>: Sendable {
    /// How a simulation ended.
    public enum Ending: Sendable {
        /// The body returned and nothing was left to run.
        case completed(Result)

        /// The body threw and nothing was left to run.
        case failed(any Error)

        /// Nothing was runnable, no timer was pending, and the body had not returned: a deadlock, a
        /// continuation that nobody resumed, or work outside the simulation.
        case stuck(PendingTasks)

        /// ``SimulationLimits/steps`` slices had run and more were ready.
        case stepLimit

        /// The next timer lay beyond ``SimulationLimits/time``.
        case timeLimit

        /// The run did not follow its recorded choices.
        case diverged(ScheduleDivergence)
    }

    /// How it ended.
    public let ending: Ending

    /// What the simulation recorded of itself.
    public let record: SimulationRecord

    /// Every slice, in the order in which it ran.
    public var trace: Trace { record.trace }

    /// The position chosen, at each step where there was a choice.
    ///
    /// ``Schedule/choices(_:)`` with these repeats the run.
    public var choices: [Int] { record.choices }

    /// The schedule as text that ``Schedule/init(token:)`` reads back.
    public var token: String { record.token }

    /// Virtual time passed.
    public var elapsed: Duration { record.elapsed }

    /// How often another thread resumed a simulated task or slept on the virtual clock.
    public var foreignWakes: Int { record.foreignWakes }

    /// Work that left the simulation, where that is noticed.
    public var departures: Departures { record.departures }

    /// The tasks that had not finished, whether or not the body had.
    public var pending: PendingTasks { record.pending }

    /// What was captured, and what was not.
    public var capabilities: Capabilities { record.capabilities }

    /// Whether the same schedule can be expected to give the same run: false as soon as another
    /// thread had a say or work left the simulation.
    public var isReproducible: Bool { record.isReproducible }

    /// What the body returned.
    ///
    /// - Throws: what the body threw, or ``SimulationFailure`` when it did not return.
    public var result: Result {
        get throws {
            switch ending {
            case .completed(let result): return result
            case .failed(let error): throw error
            case .stuck(let pending): throw SimulationFailure.stuck(pending)
            case .stepLimit: throw SimulationFailure.stepLimit(trace.steps.count)
            case .timeLimit: throw SimulationFailure.timeLimit(elapsed)
            case .diverged(let divergence): throw SimulationFailure.diverged(divergence)
            }
        }
    }

    init(ending: Ending, record: SimulationRecord) {
        self.ending = ending
        self.record = record
    }
}

extension SimulationRun.Ending {
    init(_ stop: SimulationStop) {
        switch stop {
        case .stepLimit: self = .stepLimit
        case .timeLimit: self = .timeLimit
        case .diverged(let divergence): self = .diverged(divergence)
        }
    }
}
