import RepriseFloor

/// Runs the slices of one simulation on the thread that drives it.
///
/// It is the executor of the simulated tasks, which keep it alive.
final class Engine: TaskExecutor, SerialExecutor {
    private let state: Locked<EngineState>
    /// Work that had left the simulation when it ended.
    private let finalDepartures = Locked<Departures?>(nil)
    let world: World?
    /// Told when a task has been woken from sleep.
    private let wakeObserver = Locked<(@Sendable () -> Void)?>(nil)
    /// Real time in which work outside may be waited for in vain.
    private let outsidePatience: Locked<Duration>

    /// Captures the whole program when there is a world for it to see.
    ///
    /// - Parameter isLearntFrom: Whether the record is to say where tasks have been.
    init(
        schedule: Schedule,
        limits: SimulationLimits,
        world: World? = nil,
        isLearntFrom: Bool = false
    ) {
        self.world = world
        world?.setPatience(limits.sliceTime)
        outsidePatience = Locked(limits.outsideGrace)
        state = Locked(
            EngineState(
                schedule: schedule,
                limits: limits,
                inspectsTasks: world?.inspectsTasks ?? false,
                isLearntFrom: isLearntFrom
            )
        )
    }

    var isWholeProgram: Bool { world != nil }

    /// Work that left the simulation.
    var departures: Departures {
        finalDepartures.withLock { $0 } ?? world?.departures ?? Departures()
    }

    /// Virtual time since the simulation was made.
    ///
    /// In a slice that has slept on its thread it is as late as the slice is.
    var now: Duration {
        let noted = state.withLock { $0.now }
        guard let world, world.isCurrent else { return noted }
        return max(noted, world.now)
    }

    /// How often another thread had a say.
    var foreignWakes: Int { state.withLock { $0.foreignWakes } }

    /// How many tasks are remembered, finished ones that nobody has looked at yet among them.
    var rememberedTasks: Int { state.withLock { $0.tasks.size } }

    /// The tasks known to be unfinished while the body has not returned.
    var pendingTasks: PendingTasks {
        state.withLock {
            $0.tasks.pending(atRest: $0.foreignWakes == 0 && departures.isEmpty)
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        admit(UnownedJob(job), by: .preferred)
    }

    /// Makes a job ready.
    func admit(_ job: UnownedJob, by route: ReadyJob.Route) {
        let origin = ThreadIdentity.current
        let identifier = taskIdentifier(of: job)
        state.withLock { $0.admit(job, identifier, by: route, from: origin) }
    }

    /// Whether the task with this number belongs to this simulation.
    func knows(_ task: UInt64) -> Bool { state.withLock { $0.tasks.knows(task) } }

    /// Takes in a task that was just created, so that it is known whoever makes it ready first.
    func register(_ task: UnownedJob) {
        let identifier = taskIdentifier(of: task)
        state.withLock { $0.register(task, identifier) }
    }

    /// Takes in a child that `async let` has just begun.
    func registerChild(_ child: UnownedJob) {
        let identifier = taskIdentifier(of: child)
        state.withLock { $0.registerChild(child, identifier) }
    }

    /// Notes that the scope of a child is about to end in the task `parent`, if this simulation knows the child;
    /// whether it does.
    func leaveScope(of child: UInt64, in parent: UInt64) -> Bool {
        state.withLock { state in
            guard state.tasks.knows(child) else { return false }
            state.leaveScope(of: child, in: parent)
            return true
        }
    }

    /// Makes a job ready if it is of no task or of one that this simulation knows; whether it was.
    func admitIfKnown(_ job: UnownedJob, _ identifier: UInt64, by route: ReadyJob.Route) -> Bool {
        let origin = ThreadIdentity.current
        return state.withLock { state in
            guard identifier == 0 || state.tasks.knows(identifier) else { return false }
            state.admit(job, identifier, by: route, from: origin)
            return true
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    func checkIsolated() {
        let here = ThreadIdentity.current
        precondition(
            state.withLock { $0.isDriving && $0.owner == here },
            "The calling code does not run in the simulation."
        )
    }
}

// MARK: - Driving

extension Engine {
    func begin() {
        state.withLock { $0.begin() }
        world?.begin(self)
    }

    /// Runs `action` on this thread as part of the simulation.
    func adopt<Answer, Failure: Error>(_ action: () throws(Failure) -> Answer) throws(Failure)
        -> Answer
    {
        let here = ThreadIdentity.current
        state.withLock { $0.owner = here }
        guard let world else { return try action() }
        let outside = world.enter()
        defer { World.leave(to: outside) }
        return try action()
    }

    /// Runs until nothing is runnable and no timer is pending; the reason, when it was stopped before.
    func drive() -> SimulationStop? {
        let here = ThreadIdentity.current
        state.withLock { state in
            precondition(!state.isDriving, "A simulation cannot be driven from inside itself.")
            state.isDriving = true
            state.owner = here
        }
        let outside = world?.enter()
        world?.watch()
        defer {
            world?.unwatch()
            if let outside { World.leave(to: outside) }
            state.withLock { $0.isDriving = false }
        }
        var patience = Engine.patienceWithOthers
        var areOthersDone: Bool?
        while true {
            // A slice that slept on its thread has moved the world's time.
            let time = world?.now ?? .zero
            // What other threads do for this simulation takes no time here: nothing that takes hours overtakes it.
            if areOthersDone == nil, world?.hasLeftThread == true { areOthersDone = false }
            let handOvers = world?.handOvers ?? 0
            let next = state.withLock {
                $0.next(notBefore: time, areOthersDone: areOthersDone, handOvers: handOvers)
            }
            areOthersDone = nil
            switch next {
            case .hold:
                waitForOthers(&patience)
                waitForOutside()
                areOthersDone = true
            case .run(let job, let route, let isOfActor):
                run(job, by: route, ofActor: isOfActor)
            case .wake(let sleepers, let now):
                world?.setNow(now)
                for sleeper in sleepers { wake(sleeper) }
                if sleepers.contains(where: \.isTask) { wakeObserver.withLock { $0 }?() }
            case .clean(let job):
                run(job, by: .global, ofActor: false)
            case .release(let handle):
                handle.release()
            case .rest:
                return nil
            case .stop(let stop):
                return stop
            }
        }
    }

    /// Whether a task sleeps.
    var isAnyoneAsleep: Bool { state.withLock { $0.timers.sleepingTasks > 0 } }

    /// Tells `observer`, in the simulation but in no task, whenever tasks have been woken from sleep.
    func observeWakes(_ observer: @escaping @Sendable () -> Void) {
        wakeObserver.withLock { $0 = observer }
    }

    private func run(_ job: UnownedJob, by route: ReadyJob.Route, ofActor isOfActor: Bool) {
        world?.beginSlice(ofActor: isOfActor)
        defer { world?.endSlice() }
        switch route {
        case .preferred: job.runSynchronously(on: asUnownedTaskExecutor())
        case .global: job.runSynchronously(on: World.genericExecutor)
        case .main: MainTurn.take { job.runSynchronously(on: MainActor.sharedUnownedExecutor) }
        }
    }

    private func wake(_ sleeper: Sleeper) {
        switch sleeper {
        case .continuation(let continuation): continuation.resume()
        case .helper(let job, let task): state.withLock { $0.fire(job, of: task) }
        case .alarm(let action): action()
        }
    }

    /// Waits for another thread to make something runnable; whether one did.
    ///
    /// - Parameter grace: How long, in real time, if no task is in somebody else's hands. For one that is, as another thread
    ///   may run the jobs of an actor that is shared, ten seconds are waited.
    func waitForForeignWake(atMost grace: Duration) -> Bool {
        var left = grace
        var patience = Engine.patienceWithOthers
        while true {
            waitForOthers(&patience)
            if state.withLock({ $0.hasWork }) { return true }
            guard left > .zero else { return false }
            left -= Engine.interval
            pause()
        }
    }

    /// How long, in real time, a task that another thread runs is waited for.
    private static let patienceWithOthers = Duration.seconds(10)

    /// How long whom another thread may have woken is given to become ready.
    private static let settlingTime = Duration.seconds(1)

    /// Real time between two looks at what other threads do.
    private static let interval = Duration.microseconds(200)

    /// Waits until something is ready, or no task is in somebody else's hands.
    private func waitForOthers(_ patience: inout Duration) {
        var settling = Engine.settlingTime
        while true {
            switch whereabouts {
            case .elsewhere where patience > .zero:
                patience -= Engine.interval
                settling = Engine.settlingTime
            case .unsettled where settling > .zero:
                settling -= Engine.interval
            default:
                return
            }
            pause()
        }
    }

    /// Waits for whoever has work that a suspended task handed to another thread: what is done there takes no time here, so no time-out
    /// overtakes it.
    private func waitForOutside() {
        let places = state.withLock { state in
            state.hasReady ? [] : OutsideWaits.worthWaiting(state.tasks.placesThatWaitForOutside)
        }
        guard !places.isEmpty else { return }
        var patience = outsidePatience.withLock { $0 }
        while patience > .zero {
            if state.withLock({ $0.hasReady }) { return }
            patience -= Engine.interval
            pause()
        }
        outsidePatience.withLock { $0 = .zero }
        OutsideWaits.noteVain(places)
        state.withLock { $0.giveUpOnOutside() }
    }

    private func pause() {
        World.hurryErrands()
        World.inRealTime {
            pauseForRealTime(nanoseconds: Int(Engine.interval.wholeNanoseconds))
        }
    }

    /// Where the tasks of a simulation that runs nothing are.
    private enum Whereabouts {
        /// A slice is ready.
        case ready
        /// Some are run, or about to be, by another thread.
        case elsewhere
        /// All seem to wait, but one has finished on another thread, and whom that wakes is not ready at the same moment; or one
        /// cannot be looked at, since it lives in its parent's scope and that may be over.
        case unsettled
        /// All wait.
        case waiting
    }

    private var whereabouts: Whereabouts {
        let look = {
            self.state.withLock { state -> Whereabouts in
                if state.hasReady { return .ready }
                if state.tasks.isAnyoneInOtherHands { return .elsewhere }
                guard self.world?.sharesActors == true else { return .waiting }
                return state.tasks.isAnyoneUnsettled ? .unsettled : .waiting
            }
        }
        guard let world else { return look() }
        let (isSure, found) = world.withoutPassing(look)
        return isSure || found == .ready ? found : .elsewhere
    }

    /// Abandons whatever has not finished; nil when that was done before.
    @discardableResult
    func end() -> EngineRecord? {
        let departures = departures
        let isAlone = world?.sharesActors != true || whereabouts == .waiting
        guard let record = state.withLock({ $0.end(departures) }) else { return nil }
        finalDepartures.withLock { $0 = departures }
        wakeObserver.withLock { $0 = nil }
        world?.end(self, abandoning: record.abandoned, isAlone: isAlone)
        // Whoever waits for an actor waits for its errand, and may be somebody else.
        for errand in record.errands { world?.passOn(errand) }
        // What goes with the tasks may resume others, which must find the simulation ended.
        for handle in record.released { handle.release() }
        return record
    }
}

// MARK: - Decisions

extension Engine {
    /// One of `count` alternatives, 0 being the plain one.
    func decide(among count: Int) -> Int {
        let origin = ThreadIdentity.current
        return state.withLock { $0.decide(among: count, from: origin) }
    }
}

// MARK: - Explaining

extension Engine {
    /// Names the running task in explanations.
    func label(_ text: String) {
        let task = World.currentTask
        state.withLock { $0.label(task, text) }
    }
}

// MARK: - Timers

extension Engine {
    func newTimer() -> Int {
        state.withLock { $0.timers.make() }
    }

    func arm(_ timer: Int, at deadline: Duration, _ continuation: TimerContinuation) {
        let origin = ThreadIdentity.current
        let cancelled = state.withLock { state in
            state.noteOrigin(origin)
            return state.timers.arm(timer, at: deadline, continuation)
        }
        cancelled?.resume(throwing: CancellationError())
    }

    func cancel(_ timer: Int) {
        guard case .continuation(let sleeping) = state.withLock({ $0.timers.cancel(timer) }) else {
            return
        }
        sleeping.resume(throwing: CancellationError())
    }

    /// Does `action` at `deadline`, in no task; the timer's number, for ``cancel(_:)``.
    func alarm(at deadline: Duration, _ action: @escaping @Sendable () -> Void) -> Int? {
        let origin = ThreadIdentity.current
        return state.withLock { $0.alarm(at: deadline, from: origin, action) }
    }

    /// Takes in a helper that will wake the running task out of `Task.sleep`.
    func schedule(_ helper: UnownedJob, after delay: Duration) {
        let sleeper = World.currentTask
        let now = now
        state.withLock { state in
            state.noteTime(now)
            state.schedule(helper, of: sleeper, after: delay)
        }
    }
}
