/// Why a simulated body gave no result.
public enum SimulationFailure: Error, Hashable, Sendable {
    /// Whole-program capture was asked for and cannot be had, for this reason.
    case unsupported(CaptureRestriction)

    /// Nothing could run and the body had not returned.
    case stuck(PendingTasks)

    /// So many slices had run and more were ready.
    case stepLimit(Int)

    /// The next timer lay beyond the limit; so much virtual time had passed.
    case timeLimit(Duration)

    /// The run did not follow its recorded choices.
    case diverged(ScheduleDivergence)
}

extension SimulationFailure: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unsupported(let reason):
            "This process cannot capture the whole program: \(reason); "
                + "ask for SimulationTier.automatic to go on with what it can."
        case .stuck(let pending):
            "The simulation is stuck: nothing is runnable and no timer is pending; \(pending)."
        case .stepLimit(let steps):
            "The simulation was stopped after \(steps) steps with more to run; "
                + "raise SimulationLimits.steps if the code is meant to take that many."
        case .timeLimit(let elapsed):
            "The simulation was stopped at \(elapsed) of virtual time because the next timer lies "
                + "beyond SimulationLimits.time."
        case .diverged(let divergence):
            divergence.description
        }
    }
}
