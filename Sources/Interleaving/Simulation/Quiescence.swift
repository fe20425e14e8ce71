/// What remains when nothing in a simulation can go on by itself.
public enum Quiescence: Hashable, Sendable {
    /// The body has returned or thrown.
    case finished

    /// The body waits for something outside the simulation, or for ever.
    case waiting(PendingTasks)

    /// The simulation was stopped and runs no further.
    case stopped(SimulationStop)
}

extension Quiescence {
    /// The tasks that wait, while the body does.
    public var pending: PendingTasks? {
        if case .waiting(let pending) = self { pending } else { nil }
    }
}

/// Why a simulation was stopped before it was quiescent.
public enum SimulationStop: Hashable, Sendable {
    /// ``SimulationLimits/steps`` slices had run and more were ready.
    case stepLimit

    /// The next timer lay beyond ``SimulationLimits/time``.
    case timeLimit

    /// The run did not follow its recorded choices.
    case diverged(ScheduleDivergence)
}

extension SimulationStop: CustomStringConvertible {
    /// One sentence for people, without a full stop.
    public var description: String {
        switch self {
        case .stepLimit:
            "more slices ran than the limit allows (SimulationLimits.steps): something goes on for ever"
        case .timeLimit:
            "the next timer lies beyond the limit of virtual time (SimulationLimits.time)"
        case .diverged(let divergence): divergence.description
        }
    }
}
