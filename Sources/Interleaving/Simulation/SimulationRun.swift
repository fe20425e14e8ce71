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

    /// Every slice, in the order in which it ran.
    public let trace: Trace

    /// The position chosen, at each step where more than one task was ready.
    ///
    /// ``Schedule/choices(_:)`` with these repeats the run.
    public let choices: [Int]

    /// The schedule as text that ``Schedule/init(token:)`` reads back.
    public let token: String

    /// Virtual time passed.
    public let elapsed: Duration

    /// How often another thread resumed a simulated task or slept on the virtual clock.
    public let foreignWakes: Int

    /// Work that left the simulation, where that is noticed.
    public let departures: Departures

    /// The tasks that had not finished, whether or not the body had.
    public let pending: PendingTasks

    /// What was captured, and what was not.
    public let capabilities: Capabilities

    /// Whether the same schedule can be expected to give the same run: false as soon as another
    /// thread had a say or work left the simulation.
    public var isReproducible: Bool { foreignWakes == 0 && departures.isEmpty }

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

    init(ending: Ending, record: EngineRecord, simulation: Simulation) {
        self.ending = ending
        trace = Trace(steps: record.steps)
        choices = record.choices
        token = simulation.schedule.token
        elapsed = record.elapsed
        foreignWakes = record.foreignWakes
        departures = simulation.engine.departures
        pending = record.pending
        capabilities = simulation.capabilities
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
