/// How much of a program a simulation captures.
public enum SimulationTier: String, Hashable, Sendable {
    /// As much as this platform can.
    case automatic

    /// What the public interface of the standard library allows, on every platform: structured
    /// children of the body, and time and random numbers asked of the simulation.
    case publicAPI

    /// Everything unmodified code does: unstructured tasks, the main actor, `Task.sleep`, the standard
    /// clocks, system random numbers, and each change of actor as a scheduling point.
    ///
    /// Needs Linux, Swift 6.3 and a test process (or `INTERLEAVING=on` in the environment). Elsewhere
    /// the run fails with ``SimulationFailure/unsupported(_:)``.
    case wholeProgram
}
