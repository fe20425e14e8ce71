/// How far a simulation may go before it is stopped, and how long it waits for the outside world.
public struct SimulationLimits: Hashable, Sendable {
    /// Slices that may run; a slice is what a task does between two suspensions.
    public var steps: Int

    /// Virtual time that may pass.
    public var time: Duration

    /// Real time to wait, when nothing is runnable and the body has not returned, for a task to be
    /// resumed from another thread.
    ///
    /// A run that had to wait is not reproducible, and its thread is blocked meanwhile, which may be
    /// the one that the other task needs. Zero, the default, never waits.
    public var foreignGrace: Duration

    /// Real time after which a slice that has not come to its end is reported on stderr, with where it
    /// stands, and counted in ``Departures/stalls``: it holds up the whole simulation, perhaps for ever.
    ///
    /// Noticed under ``SimulationTier/wholeProgram`` only, within a tenth of a second. Zero never reports.
    public var sliceTime: Duration

    /// One million steps, ten years of virtual time, no waiting, ten seconds for a slice.
    public static let `default` = SimulationLimits()

    /// Creates limits; each one left out keeps its default.
    public init(
        steps: Int = 1_000_000,
        time: Duration = .seconds(10 * 365 * 86_400),
        foreignGrace: Duration = .zero,
        sliceTime: Duration = .seconds(10)
    ) {
        self.steps = steps
        self.time = time
        self.foreignGrace = foreignGrace
        self.sliceTime = sliceTime
    }
}
