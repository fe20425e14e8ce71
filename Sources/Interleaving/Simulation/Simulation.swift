/// One run of concurrent code in an order that is chosen, recorded and repeatable.
///
/// A simulation runs a body and its structured children, slice by slice, on the calling thread. Which
/// runnable task goes next is decided by a ``Schedule``, and time is virtual: it moves only when
/// nothing is runnable, straight to the next timer. The same body under the same schedule gives the
/// same ``Trace``, byte for byte, in every run and every process.
///
///     let simulation = Simulation(schedule: .seeded(7))
///     let clock = simulation.clock
///     let run = simulation.run {
///         try await clock.sleep(for: .seconds(3_600))
///         return clock.now.offset
///     }
///
/// What is captured depends on the platform: ``capabilities`` says it. A simulation is used once.
/// Simulations share nothing, so tests that use them may run in parallel.
public final class Simulation: Sendable {
    /// How the next task is chosen.
    public let schedule: Schedule

    /// How far the run may go.
    public let limits: SimulationLimits

    /// The seed of ``random``.
    public let randomSeed: UInt64

    /// Virtual time, zero when the simulation is made.
    public let clock: VirtualClock

    /// One seeded stream of random numbers, shared by all who hold it.
    ///
    /// Two tasks that draw from it get the numbers in the order in which the schedule runs them, so
    /// what each gets is repeatable. The seed does not depend on the schedule.
    public let random: SimulationRandom

    /// What is captured here, and what is not and why.
    public let capabilities: Capabilities

    /// The executor that runs the simulated tasks.
    ///
    /// For actors that name their own executor and tasks that name a preference; structured children
    /// of the body are on it already.
    public var executor: any TaskExecutor & SerialExecutor { engine }

    let engine: Engine

    /// Makes a simulation that has not run yet.
    ///
    /// - Parameters:
    ///   - schedule: how the next task is chosen.
    ///   - limits: how far the run may go.
    ///   - randomSeed: the seed of ``random``.
    public init(
        schedule: Schedule = .firstInFirstOut,
        limits: SimulationLimits = .default,
        randomSeed: UInt64 = 0
    ) {
        self.schedule = schedule
        self.limits = limits
        self.randomSeed = randomSeed
        engine = Engine(schedule: schedule, limits: limits)
        clock = VirtualClock(engine: engine)
        random = SimulationRandom(seed: randomSeed)
        capabilities = .publicAPI
    }

    /// Runs `body` until nothing is runnable and no timer is pending, and says how it ended.
    ///
    /// Blocks the calling thread, which may itself be running a task. Task-local values of the caller
    /// are those of the body.
    ///
    /// - Precondition: the simulation has not run before.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) -> SimulationRun<Result> {
        let session = start(body)
        session.runUntilQuiescent()
        return session.finish()
    }

    /// Makes `body` ready to run, for a caller that acts on the simulation whenever it is quiescent.
    ///
    /// - Precondition: the simulation has not run before.
    public func start<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) -> SimulationSession<Result> {
        SimulationSession(simulation: self, body: body)
    }
}
