/// One run of concurrent code in an order that is chosen, recorded and repeatable.
///
/// A simulation runs a body and its structured children, slice by slice, on the calling thread. Which
/// runnable task goes next is decided by a ``Schedule``, and time is virtual: it moves straight to the next timer,
/// when nothing is runnable or, as the schedule decides, a little sooner. The same body under the same schedule gives the
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

    /// Whether the tier that was asked for can be had.
    private let isSupported: Bool

    /// Why the body must not run.
    var refusal: SimulationFailure? {
        isSupported
            ? nil : .unsupported(capabilities.restriction ?? .leftOut)
    }

    /// Makes a simulation that has not run yet.
    ///
    /// - Parameters:
    ///   - schedule: how the next task is chosen.
    ///   - limits: how far the run may go.
    ///   - randomSeed: the seed of ``random`` and, where they are captured, of the system's random
    ///     numbers.
    ///   - tier: how much of the program is captured.
    ///   - epoch: time from the beginning of 1970 to virtual time zero, for `Date()` where it is
    ///     captured; the beginning of 2020 unless given.
    public convenience init(
        schedule: Schedule = .firstInFirstOut,
        limits: SimulationLimits = .default,
        randomSeed: UInt64 = 0,
        tier: SimulationTier = .publicAPI,
        epoch: Duration = .seconds(1_577_836_800)
    ) {
        self.init(
            schedule: schedule,
            limits: limits,
            randomSeed: randomSeed,
            tier: tier,
            epoch: epoch,
            isLearntFrom: false
        )
    }

    /// Makes a simulation that has not run yet.
    ///
    /// - Parameter isLearntFrom: Whether an exploration will learn from where its tasks have been, which takes time to
    ///   note.
    convenience init(
        schedule: Schedule,
        limits: SimulationLimits,
        randomSeed: UInt64,
        tier: SimulationTier,
        epoch: Duration,
        isLearntFrom: Bool
    ) {
        let capabilities = tier == .publicAPI ? Capabilities.publicAPI : .current
        let world =
            capabilities.tier == .publicAPI
            ? nil : World(epoch: epoch, seed: randomSeed, features: capabilities.captured)
        let isSupported = tier != .wholeProgram || world != nil
        self.init(
            schedule: schedule,
            limits: limits,
            randomSeed: randomSeed,
            capabilities: capabilities,
            isSupported: isSupported,
            world: world,
            isLearntFrom: isLearntFrom
        )
    }

    /// A simulation in a world, whatever the process can capture.
    convenience init(world: World) {
        self.init(
            schedule: .firstInFirstOut,
            limits: .default,
            randomSeed: 0,
            capabilities: .publicAPI,
            isSupported: true,
            world: world,
            isLearntFrom: false
        )
    }

    private init(
        schedule: Schedule,
        limits: SimulationLimits,
        randomSeed: UInt64,
        capabilities: Capabilities,
        isSupported: Bool,
        world: World?,
        isLearntFrom: Bool
    ) {
        self.schedule = schedule
        self.limits = limits
        self.randomSeed = randomSeed
        self.capabilities = capabilities
        self.isSupported = isSupported
        engine = Engine(
            schedule: schedule,
            limits: limits,
            world: world,
            isLearntFrom: isLearntFrom
        )
        clock = VirtualClock(engine: engine)
        random = SimulationRandom(seed: randomSeed)
    }

    /// Lets the schedule decide what the world outside does next, where it may do one of several things.
    ///
    /// For stand-ins of the outside world: which of two answers that are both under way comes first, or
    /// whether a connection breaks here. The decision is part of the schedule: explored, recorded,
    /// shrunk and replayed like the order of tasks.
    ///
    /// - Parameter count: How many alternatives there are, at least one.
    /// - Returns: The alternative, from 0; it is 0 in the plain order.
    public func decide(among count: Int) -> Int { engine.decide(among: count) }

    /// Names the running task, and those that it creates, in what explains a failure: `event 2`.
    public func label(_ text: String) { if schedule.isDetailed { engine.label(text) } }

    /// Tells `observer` whenever a timer has woken tasks from sleep, before any of them has run.
    ///
    /// For stand-ins of the outside world that do something at the very moment at which the code under test stops
    /// waiting. It is called in the simulation but in no task; what it resumes is ready together with those tasks.
    /// One observer at a time.
    public func observeWakes(_ observer: @escaping @Sendable () -> Void) {
        engine.observeWakes(observer)
    }

    /// Whether a task sleeps that a timer will wake.
    public var isAnyoneAsleep: Bool { engine.isAnyoneAsleep }

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
