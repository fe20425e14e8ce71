/// Runs code under many schedules and looks for one under which it breaks its promise.
///
///     let report = Exploration(schedules: 2_000).run { simulation in
///         let store = Store()
///         async let one: Void = store.increment()
///         async let two: Void = store.increment()
///         _ = await (one, two)
///         return await store.count
///     } verify: { count in
///         guard count == 2 else { throw LostUpdate(count: count) }
///     }
///
/// The order of a plain queue comes first, and twice: where the second run is not the first, the code keeps state
/// from one run to the next and nothing can be said of it. Then come probes of what those runs showed, and samples. A failure is run a second time, shrunk
/// to few deviations from that order, and reported with a token that replays it.
public struct Exploration: Sendable {
    /// Which schedules are run, after the plain order.
    public enum Method: Hashable, Sendable {
        /// Probes of one thing at a time, then all strategies in turn, deeper every round.
        case portfolio

        /// Samples by these strategies in turn.
        case strategies([Strategy])

        /// Every schedule that deviates from the plain order at most so many times.
        case exhaustive(deviations: Int)

        /// This one alone, and not the plain order.
        case replay(Schedule)

        /// Whether what runs showed of the program decides which schedules come next.
        var learns: Bool {
            switch self {
            case .portfolio, .strategies: true
            case .exhaustive, .replay: false
            }
        }

        /// Whether only what the user gave is run.
        var isReplay: Bool {
            if case .replay = self { true } else { false }
        }
    }

    /// Schedules to run at most, the plain order included.
    public var schedules: Int

    /// Which schedules are run.
    public var method: Method

    /// The seed from which those of the samples follow.
    public var seed: UInt64

    /// Real time to spend at most, besides shrinking; nil for no limit.
    public var timeBudget: Duration?

    /// How far each run may go.
    public var limits: SimulationLimits

    /// The seed of random numbers, the same in every run.
    public var randomSeed: UInt64

    /// How much of the program is captured.
    public var tier: SimulationTier

    /// Time from the beginning of 1970 to virtual time zero.
    public var epoch: Duration

    /// Runs to spend on shrinking a failing schedule at most; where none is to be spent, the failure is not explained either.
    public var shrinkingRuns: Int

    /// Real time to spend on shrinking at most, and no more than ``timeBudget`` once again; ten seconds unless changed, `nil` for
    /// no limit.
    public var shrinkingTime: Duration? = .seconds(10)

    /// Tasks that runs may leave unfinished in all; 100,000 unless changed.
    ///
    /// A task that waits for ever keeps what it has, some kilobytes, for as long as the process lives: nothing can take it away.
    /// So an exploration that has left as many ends, which ``ExplorationReport/stop`` says.
    public var leftoverLimit = 100_000

    /// Called with the number of schedules run, of ``schedules``, whenever ``progressInterval`` has passed.
    public var progress: (@Sendable (Int, Int) -> Void)?

    /// Called with the number of runs spent on shrinking and of the deviations that are left, whenever ``progressInterval`` has
    /// passed.
    public var shrinkingProgress: (@Sendable (_ runs: Int, _ deviations: Int) -> Void)?

    /// Real time between two calls of ``progress`` or ``shrinkingProgress``; five seconds unless changed.
    public var progressInterval = Duration.seconds(5)

    /// Called with a failure once a second run has confirmed it, before it is shrunk: whatever becomes of the process, its token
    /// is known.
    public var failureFound: (@Sendable (ExplorationFailure) -> Void)?

    /// A schedule that is run before all others, for example one under which the code failed before.
    ///
    /// If it fails, that is the result, not shrunk. If it holds, the exploration goes on: that one schedule holds is no
    /// verdict on the others, least of all when the program has changed since the schedule was found.
    public var firstSchedule: Schedule?

    /// Tokens of failures found before, whose schedules are run after the plain order and before all others.
    ///
    /// Those of another subject, other circumstances, another seed of random numbers or another tier are left out. Which of the others do
    /// not apply any more stands in ``ExplorationReport/staleTokens``.
    public var failedBefore: [ReplayToken] = []

    /// Whether whoever explores something that has a place for it, as a recorded session has, keeps tokens of failures there, to have
    /// them in ``failedBefore`` next time.
    public var keepsFailures = true

    /// The token whose schedule is run first; the report says whether the run is still the same.
    public private(set) var token: ReplayToken?

    /// What is explored, in words that stay the same from run to run and differ from one test to the next; `nil` if
    /// nobody says.
    ///
    /// A token carries a hash of it, so that one in the environment is used by the exploration that printed it alone.
    public var subject: String?

    /// What else runs depend on and is the same in all of them, in words that stay the same from one process to the next.
    ///
    /// It is what whoever explores with given inputs adds to ``epoch`` and ``limits``. A token carries a hash of each.
    public var circumstances: [ReplayToken.Circumstance: String] = [:]

    /// A token of the environment that belongs to another subject and was left alone.
    public internal(set) var foreignToken: ReplayToken?

    /// Called with why a token of the environment is left alone, when that turns out as late as its circumstances are known.
    public var tokenLeftAlone: (@Sendable (ReplayTokenMismatch) -> Void)?

    /// What a token of the environment took the place of; `nil` if the token came in another way, or there is none.
    var settingsBeforeToken: (randomSeed: UInt64, tier: SimulationTier)?

    /// Creates an exploration; each part left out keeps its default.
    public init(
        schedules: Int = 1_000,
        method: Method = .portfolio,
        seed: UInt64 = 0,
        timeBudget: Duration? = nil,
        limits: SimulationLimits = .default,
        randomSeed: UInt64 = 0,
        tier: SimulationTier = .automatic,
        epoch: Duration = .seconds(1_577_836_800),
        shrinkingRuns: Int = 2_000,
        progress: (@Sendable (Int, Int) -> Void)? = nil
    ) {
        self.schedules = schedules
        self.method = method
        self.seed = seed
        self.timeBudget = timeBudget
        self.limits = limits
        self.randomSeed = randomSeed
        self.tier = tier
        self.epoch = epoch
        self.shrinkingRuns = shrinkingRuns
        self.progress = progress
    }

    /// All circumstances, the exploration's own included.
    var allCircumstances: [ReplayToken.Circumstance: String] {
        let own: [ReplayToken.Circumstance: String] = [
            .epoch: "\(epoch)",
            // What is real time decides nothing.
            .limits: "\(limits.steps) \(limits.time) \(limits.latency)",
        ]
        return circumstances.merging(own) { said, _ in said }
    }

    /// Whether a token is for this exploration, as it is set up now.
    ///
    /// - Throws: ``ReplayTokenMismatch``, if it was found in another test or under other circumstances.
    public func check(_ token: ReplayToken) throws(ReplayTokenMismatch) {
        if let subject, !token.isFor(subject) {
            throw .otherSubject(token: token, subject: subject)
        }
        let differences = token.differences(from: allCircumstances)
        guard differences.isEmpty else { throw .otherCircumstances(token: token, differences) }
    }

    /// Runs the schedule of a token first, all with the random numbers and the tier that it was found with.
    ///
    /// Its circumstances are not looked at, since some may be said later: see ``check(_:)``.
    ///
    /// - Throws: ``ReplayTokenMismatch``, if the token is of another ``subject``.
    public mutating func replay(_ token: ReplayToken) throws(ReplayTokenMismatch) {
        if let subject, !token.isFor(subject) {
            throw .otherSubject(token: token, subject: subject)
        }
        self.token = token
        settingsBeforeToken = nil
        firstSchedule = token.schedule
        randomSeed = token.randomSeed
        tier = token.tier
    }

    /// Whether ``token`` is for this exploration, now that its circumstances are known.
    ///
    /// A token of the environment is meant for one exploration, which may be another of the same test: where it does not apply it is left
    /// alone, which ``tokenLeftAlone`` is told, and the exploration goes on as usual.
    ///
    /// - Throws: ``ReplayTokenMismatch``, if it was given in another way and is not.
    public mutating func settleToken() throws(ReplayTokenMismatch) {
        guard let token else { return }
        do {
            try check(token)
        } catch {
            guard let settings = settingsBeforeToken else { throw error }
            (randomSeed, tier) = settings
            (self.token, firstSchedule, foreignToken) = (nil, nil, token)
            tokenLeftAlone?(error)
        }
    }

    /// A simulation with the settings of this exploration, whose record says what it learns from.
    public func simulation(_ schedule: Schedule) -> Simulation {
        Simulation(
            schedule: schedule,
            limits: limits,
            randomSeed: randomSeed,
            tier: tier,
            epoch: epoch,
            isLearntFrom: method.learns
        )
    }

    /// Explores `body`, a failure being that it throws, does not return, or that `verify` throws.
    ///
    /// Blocks the calling thread.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable (Simulation) async throws -> Result,
        verify: (Result) throws -> Void = { _ in }
    ) -> ExplorationReport {
        explore { schedule in
            let simulation = simulation(schedule)
            let run = simulation.run { try await body(simulation) }
            return Attempt(run, verify: verify)
        }
    }

    /// Explores whatever `attempt` does under a schedule, for code that drives its own sessions.
    ///
    /// - Parameter attempt: runs the code once, in a ``simulation(_:)`` of that schedule.
    public func explore(_ attempt: (Schedule) -> Attempt) -> ExplorationReport {
        var explorer = Explorer(exploration: self)
        return explorer.run(attempt)
    }
}
