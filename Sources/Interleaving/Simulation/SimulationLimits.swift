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

    /// Real time to wait for work that has left the simulation (a request of a client that has threads of its own), by who
    /// knows that the body waits for it, as a replay with a handler that has not ended; see
    /// ``SimulationSession/waitForOutside(atMost:)``.
    ///
    /// Under ``SimulationTier/wholeProgram`` time waits as well, before it passes, while a task is suspended that handed work to Dispatch or
    /// to a new thread just before: what is done outside takes no virtual time, so no time-out overtakes its answer. What is waited in
    /// vain is no more than this for one simulation, and for each place of the program once in a process.
    public var outsideGrace: Duration

    /// Real time after which a slice that has not come to its end is reported on stderr, with where it
    /// stands, and counted in ``Departures/stalls``: it holds up the whole simulation, perhaps for ever.
    ///
    /// Noticed under ``SimulationTier/wholeProgram`` only, within a tenth of a second. Zero never reports.
    public var sliceTime: Duration

    /// Virtual time that may pass while a slice is ready and does not run.
    ///
    /// On a real machine work takes time and threads are busy, so a timer may fire before what was ready earlier has run:
    /// a time-out of 301 ms beats an answer after 300 ms now and then. Within this span it is a choice of the schedule
    /// (``TraceStep/Kind-swift.enum/passing``), never made in the plain order; what is further apart keeps its order. It
    /// counts from when the slice that has waited longest became ready, anew for each slice. Zero moves time only when
    /// nothing is ready.
    public var latency: Duration

    /// One million steps, ten years of virtual time, no waiting but for five seconds for work outside, ten seconds for a
    /// slice, 10 ms of latency.
    public static let `default` = SimulationLimits()

    /// Creates limits; each one left out keeps its default.
    public init(
        steps: Int = 1_000_000,
        time: Duration = .seconds(10 * 365 * 86_400),
        foreignGrace: Duration = .zero,
        outsideGrace: Duration = .seconds(5),
        sliceTime: Duration = .seconds(10),
        latency: Duration = .milliseconds(10)
    ) {
        self.steps = steps
        self.time = time
        self.foreignGrace = foreignGrace
        self.outsideGrace = outsideGrace
        self.sliceTime = sliceTime
        self.latency = latency
    }
}
