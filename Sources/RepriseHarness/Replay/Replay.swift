public import Interleaving
import RepriseFloor
public import SessionRecording
public import SlackBot
public import SlackReplay
public import SlackTransport
import SlackWire

/// Plays a recorded session to a bot, in virtual time and in an order that can be repeated.
///
///     let replay = try Replay(contentsOf: "Fixtures/greeting.jsonl.gz")
///     let outcome = try replay.run(greeter, processing: .queued())
///     print(outcome.transcript)
///
/// A value: it can be run any number of times, with other bots, policies and schedules, and from
/// several threads at once.
public struct Replay: Sendable {
    /// What is played.
    package let source: SessionSource
    /// How calls are matched and frames released.
    public var options: ReplayOptions { didSet { plans = PlanKeeper() } }
    /// What goes wrong on the way between bot and session.
    public var faults: FaultPlan
    /// How far a run may go before it is stopped.
    public var limits: SimulationLimits
    /// How much of the bot's code is simulated; by default as much as this process can.
    public var tier: SimulationTier
    /// The seed of the random numbers that the bot draws, where they are captured.
    public var randomSeed: UInt64
    /// The session taken apart, for all runs with these options.
    private var plans: PlanKeeper

    /// Plays a session that is in memory.
    public init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions(),
        faults: FaultPlan = FaultPlan(),
        limits: SimulationLimits = .default,
        tier: SimulationTier = .automatic,
        randomSeed: UInt64 = 0
    ) {
        self.init(.memory(session), PlanKeeper(), options, faults, limits, tier, randomSeed)
    }

    private init(
        _ source: SessionSource,
        _ plans: PlanKeeper,
        _ options: ReplayOptions,
        _ faults: FaultPlan,
        _ limits: SimulationLimits,
        _ tier: SimulationTier,
        _ randomSeed: UInt64
    ) {
        self.source = source
        self.plans = plans
        self.options = options
        self.faults = faults
        self.limits = limits
        self.tier = tier
        self.randomSeed = randomSeed
    }

    /// Plays the session in a fixture.
    ///
    /// The fixture is read now, and what becomes of it later does not matter. What was received in one that is longer than
    /// a few megabytes is not kept in memory, but in a file without a name in the folder for temporary files, which nobody
    /// else can open.
    ///
    /// - Throws: `FixtureError` when the file is not a fixture or is damaged.
    public init(
        contentsOf path: String,
        options: ReplayOptions = ReplayOptions(),
        faults: FaultPlan = FaultPlan(),
        limits: SimulationLimits = .default,
        tier: SimulationTier = .automatic,
        randomSeed: UInt64 = 0
    ) throws(FixtureError) {
        try self.init(
            contentsOf: path,
            options: options,
            faults: faults,
            limits: limits,
            tier: tier,
            randomSeed: randomSeed,
            readerLimits: ReaderLimits()
        )
    }

    /// Plays the session in a fixture.
    ///
    /// - Parameters:
    ///   - readerLimits: What to put up with in the fixture.
    ///   - memoryLimit: How long the text of a session is that is kept in memory as it is.
    package init(
        contentsOf path: String,
        options: ReplayOptions = ReplayOptions(),
        faults: FaultPlan = FaultPlan(),
        limits: SimulationLimits = .default,
        tier: SimulationTier = .automatic,
        randomSeed: UInt64 = 0,
        readerLimits: ReaderLimits,
        memoryLimit: Int = SessionSource.memoryLimit
    ) throws(FixtureError) {
        // A long session is taken apart while it is read: to read it a second time takes as long as the first.
        var planner: ReplayPlanner?
        let source = try StoredSession.read(
            path,
            limits: readerLimits,
            memoryLimit: memoryLimit
        ) { text, entry, place in
            if planner == nil { planner = ReplayPlanner(text: text) }
            planner?.take(entry, at: place)
        }
        var plan: Result<ReplayPlan, ReplayError>?
        if let planner = planner.take() {
            plan = ReplayPlan.result(planner, isComplete: source.isComplete, options: options)
        }
        self.init(source, PlanKeeper(plan), options, faults, limits, tier, randomSeed)
    }

    /// What is played.
    ///
    /// - Complexity: O(1) for one that is in memory. A long one that was read from a fixture is read again, into memory,
    ///   each time.
    public var session: Session { source.session }

    /// How many entries the session has.
    public var entryCount: Int { source.count }

    /// Runs a bot against the session until nothing is left to happen.
    ///
    /// Blocks the calling thread, which may be running a task; no real time is waited for. When nothing
    /// can go on, a frame whose cause never came is set aside and the next ones are released; when
    /// nothing is left to release either, the bot is asked to stop.
    ///
    /// Virtual time begins at the session's epoch, so that a bot whose clock is simulated (see ``tier``)
    /// sees the date of the recording. Which of several answers that are under way comes first is part
    /// of the schedule, like the order of tasks; so is when each event and answer comes, unless the options have a
    /// timing. The plain order has the recorded timing.
    ///
    /// - Parameters:
    ///   - bot: The bot.
    ///   - processing: How the bot works through events; by default as it was made.
    ///   - schedule: Which runnable task goes first.
    /// - Throws: `ReplayError` when the session cannot be played.
    public func run(
        _ bot: Bot,
        processing: Processing? = nil,
        schedule: Schedule = .firstInFirstOut
    ) throws(ReplayError) -> ReplayOutcome {
        let simulation = Simulation(
            schedule: schedule,
            limits: limits,
            randomSeed: randomSeed,
            tier: tier,
            epoch: .microseconds(source.header.epoch)
        )
        let bot = processing.map(bot.processing) ?? bot
        // In the plain order the schedule would decide for the recorded timing, at some cost.
        let timing =
            options.perturbation ?? (schedule == .firstInFirstOut ? .recorded : .scheduled())
        return run(in: simulation, playing: try plan(), timing) { bot }
    }

    /// The session taken apart: the first time it is asked for, and then the same.
    func plan() throws(ReplayError) -> ReplayPlan { try plans.plan(of: source, options) }

    /// Runs a bot against a session that was taken apart.
    ///
    /// - Parameters:
    ///   - perturbation: The timing.
    ///   - make: Makes the bot, in the simulation: what it starts is simulated, too.
    func run(
        in simulation: Simulation,
        playing plan: ReplayPlan,
        _ perturbation: Perturbation,
        _ make: @escaping @Sendable () throws -> Bot
    ) -> ReplayOutcome {
        let clock = SessionClock(simulation.clock)
        let transport = ReplayTransport(
            plan,
            perturbation: perturbation,
            clock: clock,
            isAnyoneAsleep: { simulation.isAnyoneAsleep },
            deciding: { simulation.decide(among: $0) }
        )
        if perturbation.source == .schedule {
            simulation.observeWakes { [weak transport] in transport?.noteWake() }
        }
        let faulty = FaultyTransport(transport, plan: faults, clock: clock)
        let way: any Transport = faults.faults.isEmpty ? transport : faulty
        let builder = Locked(TranscriptBuilder())
        let shutdown = Shutdown()
        let run = simulation.start {
            let bot: Bot
            do { bot = try make() } catch { throw BotNotMade(error) }
            return try await bot.run(
                over: way,
                credentials: .replayed(botKind: plan.kindOfBotToken),
                clock: clock,
                until: shutdown,
                observer: { activity in
                    if case .began(let event) = activity.kind { simulation.label("event \(event)") }
                    builder.withLock { $0.observe(activity) }
                }
            )
        }
        let ended = playOut(run, transport, waiting: simulation.limits.outsideGrace) {
            builder.withLock { $0.hasRunningHandlers }
        }
        // What the bot says while it stops is not part of the session.
        var report = transport.report()
        // A fault makes things late by itself.
        if !faults.faults.isEmpty { report.overdue = [] }
        let transcript = builder.withLock { $0.finish() }
        let idle = run.elapsed
        run.perform { shutdown.request() }
        _ = run.runUntilQuiescent()
        let finished = run.finish()
        return ReplayOutcome(
            transcript: transcript,
            report: report,
            faults: faulty.report(),
            ending: ReplayOutcome.Ending(ended, finished.ending),
            pending: ended.pending ?? finished.pending,
            elapsed: idle,
            simulation: finished.record,
            source: source
        )
    }

    /// Runs until nothing can go on and nothing is left to release.
    ///
    /// - Parameters:
    ///   - grace: How long, in real time and once, to wait for work that has left the simulation.
    ///   - isHandling: Whether a handler has not ended.
    private func playOut(
        _ run: SimulationSession<BotSummary>,
        _ transport: ReplayTransport,
        waiting grace: Duration,
        while isHandling: () -> Bool
    ) -> Quiescence {
        var grace = grace
        while true {
            let quiescence = run.runUntilQuiescent()
            guard case .waiting = quiescence else { return quiescence }
            if grace > .zero, run.isDisturbed, isHandling() {
                if run.waitForOutside(atMost: grace) { continue }
                grace = .zero
            }
            guard run.perform({ transport.withholdBlockedFrames() }) else { return quiescence }
        }
    }
}

/// The closure that makes the bot threw.
private struct BotNotMade: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error) { description = "it could not be made: \(error)" }
}

extension Credentials {
    /// Stand-ins with the right prefixes: a replay looks at nothing else of a token.
    static func replayed(botKind: String) -> Credentials {
        Credentials(
            bot: SlackToken(botKind + "-replayed"),
            app: SlackToken("xapp" + "-replayed")
        )
    }
}

extension SessionClock {
    /// Virtual time, with alarms that take no task.
    init(_ clock: VirtualClock) {
        let start = clock.now
        self.init(clock) { offset, action in
            let alarm = clock.alarm(at: start.advanced(by: offset), action)
            return { alarm.cancel() }
        }
    }
}
