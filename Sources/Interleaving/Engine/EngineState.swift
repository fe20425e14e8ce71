/// The bookkeeping of one simulation: events in, actions out, no I/O.
struct EngineState {
    /// Where the simulation is in its life.
    enum Phase {
        /// Made, not started.
        case new
        /// Started; runs when driven.
        case active
        /// Stopped by a limit or a divergence; nothing runs any more.
        case stopped(SimulationStop)
        /// Finished; whatever arrives is dropped.
        case ended
    }

    private(set) var phase = Phase.new
    private(set) var now = Duration.zero
    private(set) var foreignWakes = 0
    private(set) var choices: [Int] = []
    private(set) var steps = TraceSteps()
    private(set) var tasks: TaskRegistry
    var timers = TimerQueue()
    var isDriving = false
    var owner = ThreadIdentity.current

    /// The task of the latest slice, by its place in spawn order and its number.
    private var running: (index: Int, identifier: UInt64) = (0, 0)
    /// The step of the latest slice, until what became of its task has been noted.
    private var latestStep: (number: Int, time: Duration)?
    private var ready = ReadyQueue()
    /// Timers of helpers, by the task that sleeps.
    private var helpers: [Int: Int] = [:]
    private var staleHelpers: [UnownedJob] = []
    private var chooser: ScheduleChooser
    /// Whether the latest slice is an actor's, in which any task may have run.
    private var isOnErrand = false
    /// How often work was handed to other threads by the end of the slice before.
    private var handOvers = 0
    /// What is noted to explain the run, if that is asked for.
    private var details: RunDetails?
    private let limits: SimulationLimits
    private let inspectsTasks: Bool

    /// Whether a slice is ready.
    var hasReady: Bool { !ready.isEmpty }

    /// Whether driving would do something.
    var hasWork: Bool {
        mutating get { !ready.isEmpty || timers.earliest() != nil }
    }

    /// - Parameter isLearntFrom: Whether the record is to say where tasks have been.
    init(
        schedule: Schedule,
        limits: SimulationLimits,
        inspectsTasks: Bool,
        isLearntFrom: Bool = false
    ) {
        tasks = TaskRegistry(inspects: inspectsTasks)
        chooser = ScheduleChooser(schedule, isLearntFrom: isLearntFrom)
        if schedule.isDetailed { details = RunDetails() }
        self.limits = limits
        self.inspectsTasks = inspectsTasks
        steps.reserveCapacity(128)
        choices.reserveCapacity(128)
    }

    mutating func begin() {
        guard case .new = phase else {
            preconditionFailure("A Simulation is used once; make another one to run again.")
        }
        phase = .active
    }

    /// Takes in a job made ready on thread `origin`, of the task with this number (0 for none).
    mutating func admit(
        _ job: UnownedJob,
        _ identifier: UInt64,
        by route: ReadyJob.Route,
        from origin: ThreadIdentity
    ) {
        if case .ended = phase { return }
        noteOrigin(origin)
        guard identifier != 0 else {
            makeReady(job, by: route, of: running.index, running.identifier, as: .errand)
            return
        }
        let task = tasks.meet(job, identifier)
        details?.noteBirth(of: task, by: running.index)
        tasks.noteReady(identifier)
        let inspectsTasks = inspectsTasks
        let (place, hasWoken) = chooser.arrive(
            task,
            at: inspectsTasks ? TaskView(job).placeNumber : 0,
            wokenBy: latestStep == nil ? nil : running.index
        )
        makeReady(job, by: route, of: task, identifier, as: .task, at: place, afterWake: hasWoken)
        dropHelper(of: task)
    }

    /// Takes in a task that was just created.
    mutating func register(_ task: UnownedJob, _ identifier: UInt64) {
        if case .ended = phase { return }
        let index = tasks.meet(task, identifier)
        details?.noteBirth(of: index, by: running.index)
    }

    /// Takes in a child that `async let` has just begun.
    mutating func registerChild(_ child: UnownedJob, _ identifier: UInt64) {
        if case .ended = phase { return }
        tasks.enterScope(child, identifier)
    }

    /// Notes that the scope of a child is about to end in the task `parent`.
    mutating func leaveScope(of child: UInt64, in parent: UInt64) {
        tasks.leaveScope(of: child, in: parent)
    }

    /// Takes in a helper of the runtime that will wake the task `sleeper` out of `Task.sleep`.
    mutating func schedule(_ helper: UnownedJob, of sleeper: UInt64, after delay: Duration) {
        if case .ended = phase { return }
        let deadline = now + max(delay, .zero)
        guard let task = tasks.index(of: sleeper) else {
            _ = timers.arm(helper, of: running.index, at: deadline)
            return
        }
        // A task that goes to sleep again was woken before: its earlier helper comes too late.
        dropHelper(of: task)
        helpers[task] = timers.arm(helper, of: task, at: deadline)
    }

    /// Takes in something to be done at a time, in no task.
    mutating func alarm(
        at deadline: Duration,
        from origin: ThreadIdentity,
        _ action: @escaping @Sendable () -> Void
    ) -> Int? {
        if case .ended = phase { return nil }
        noteOrigin(origin)
        return timers.arm(action, at: deadline)
    }

    /// One of `count` alternatives, chosen as a slice would be among so many.
    mutating func decide(among count: Int, from origin: ThreadIdentity) -> Int {
        noteOrigin(origin)
        guard count > 1, case .active = phase else { return 0 }
        do {
            let choice = try chooser.decide(among: count, step: steps.count)
            choices.append(choice)
            details?.note(cause: latestStep?.number)
            note(.decision, of: running.index, choice, among: count)
            return choice
        } catch {
            // The slice that asked runs to its end; nothing runs after it.
            phase = .stopped(.diverged(error))
            return 0
        }
    }

    /// Names a task, by its number, or the running one, in explanations.
    mutating func label(_ identifier: UInt64, _ text: String) {
        details?.label(tasks.index(of: identifier) ?? running.index, text)
    }

    /// Makes a helper whose time has come ready.
    mutating func fire(_ helper: UnownedJob, of task: Int) {
        helpers[task] = nil
        makeReady(helper, by: .global, of: task, 0, as: .errand, isHelper: true)
    }

    private mutating func makeReady(
        _ job: UnownedJob,
        by route: ReadyJob.Route,
        of task: Int,
        _ identifier: UInt64,
        as kind: TraceStep.Kind,
        isHelper: Bool = false,
        at place: UInt32 = 0,
        afterWake: Bool = false
    ) {
        let ready = ReadyJob(
            job: job,
            route: route,
            task: task,
            identifier: identifier,
            kind: kind,
            // A helper of the runtime is a task, too, which nobody has seen created.
            isOfActor: kind == .errand && !isHelper,
            since: now,
            rank: chooser.rank(at: place, afterWake: afterWake),
            cause: latestStep?.number,
            place: place,
            isResumption: kind == .errand && route != .main && inspectsTasks
                && TaskView.isResumption(job)
        )
        self.ready.append(ready)
    }

    /// A task that is ready before its helper fired was cancelled: the helper must not hold up the end
    /// of the simulation until a time at which nothing happens any more.
    private mutating func dropHelper(of task: Int) {
        guard !helpers.isEmpty, let timer = helpers.removeValue(forKey: task),
            case .helper(let job, _) = timers.cancel(timer)
        else { return }
        staleHelpers.append(job)
    }

    /// Counts an event that the schedule did not cause.
    mutating func noteOrigin(_ origin: ThreadIdentity) {
        if origin != owner { foreignWakes += 1 }
    }

    /// Notes what time it is after a slice that may have slept on its thread.
    mutating func noteTime(_ time: Duration) {
        guard time > now else { return }
        now = time
        if now > limits.time, case .active = phase { phase = .stopped(.timeLimit) }
    }

    /// What to do next, when it is so late at least.
    ///
    /// - Parameters:
    ///   - areOthersDone: Whether no task is known to be in the hands of another thread; `nil` if there is no reason to
    ///   ask. Time does not pass before that is known.
    ///   - handOvers: How often work was handed to other threads so far.
    mutating func next(
        notBefore time: Duration,
        areOthersDone: Bool?,
        handOvers: Int
    ) -> EngineAction {
        noteTime(time)
        noteSlice(handOvers)
        if case .stopped(let stop) = phase { return .stop(stop) }
        if let handle = tasks.nextReleased() { return .release(handle) }
        if let helper = staleHelpers.popLast() { return .clean(helper) }
        if !ready.isEmpty { return runNext() }
        guard let deadline = timers.earliest() else { return .rest }
        guard areOthersDone ?? !tasks.mayAnyoneBeInOtherHands else { return .hold }
        guard deadline <= limits.time else { return halt(.timeLimit) }
        return advance(to: deadline)
    }

    /// Notes what became of the task of the latest slice.
    private mutating func noteSlice(_ handOvers: Int) {
        defer { self.handOvers = handOvers }
        guard let step = latestStep else { return }
        latestStep = nil
        tasks.noteSlice(of: running.identifier, step: step.number, time: step.time)
        if handOvers > self.handOvers {
            tasks.noteHandOver(by: isOnErrand ? nil : running.identifier)
        }
    }

    /// Work that tasks handed to other threads so far is not waited for any more.
    mutating func giveUpOnOutside() { tasks.giveUpOnOutside() }

    private mutating func runNext() -> EngineAction {
        let step = steps.count
        guard step < limits.steps else { return halt(.stepLimit) }
        let deadline = passingDeadline()
        let count = ready.count + (deadline == nil ? 0 : 1)
        var position = 0
        if count > 1 {
            do {
                position = try chooser.choose(among: ready, orPassing: deadline != nil, step: step)
            } catch {
                return halt(.diverged(error))
            }
            choices.append(position)
        }
        if let deadline, position == ready.count {
            details?.note(cause: nil)
            note(.passing, of: running.index, position, among: count)
            return advance(to: deadline)
        }
        let chosen = ready.remove(at: position)
        details?.note(
            tasks.view(of: chosen.identifier),
            cause: chosen.cause,
            isResumption: chosen.isResumption
        )
        running = (chosen.task, chosen.identifier)
        latestStep = (step, now)
        isOnErrand = chosen.isOfActor
        if chosen.kind == .task { tasks.noteStart(of: chosen.identifier) }
        note(chosen.kind, of: chosen.task, position, among: count)
        return .run(chosen.job, chosen.route, ofActor: chosen.isOfActor)
    }

    /// The next deadline, if it is near enough for time to pass though slices are ready.
    private mutating func passingDeadline() -> Duration? {
        guard limits.latency > .zero, let deadline = timers.earliest(),
            deadline - ready[0].since <= limits.latency, deadline <= limits.time
        else { return nil }
        return deadline
    }

    private mutating func advance(to deadline: Duration) -> EngineAction {
        now = max(now, deadline)
        return .wake(timers.popEarliest(), now)
    }

    private mutating func note(
        _ kind: TraceStep.Kind,
        of task: Int,
        _ choice: Int,
        among count: Int
    ) {
        steps.append(
            TraceStep(time: now, kind: kind, task: task, readyCount: count, choice: choice)
        )
    }

    private mutating func halt(_ stop: SimulationStop) -> EngineAction {
        phase = .stopped(stop)
        return .stop(stop)
    }

    /// Ends the simulation and lets go of all it holds; nil when it has ended before.
    mutating func end(_ departures: Departures) -> EngineRecord? {
        let stop: SimulationStop?
        switch phase {
        case .stopped(let reason):
            stop = reason
        case .new, .active:
            stop = chooser.unusedChoices(after: steps.count).map { .diverged($0) }
        case .ended:
            return nil
        }
        phase = .ended
        defer {
            steps = TraceSteps()
            choices = []
            ready = ReadyQueue()
            timers = TimerQueue()
            chooser = ScheduleChooser(.firstInFirstOut, isLearntFrom: false)
            details = nil
            (helpers, staleHelpers) = ([:], [])
        }
        noteSlice(handOvers)
        let atRest = departures.isEmpty && foreignWakes == 0
        let pending = tasks.pending(atRest: atRest)
        let left = tasks.end(atRest: atRest)
        let errands = (0..<ready.count).map { ready[$0] }.filter(\.isOfActor).map(\.job)
        return EngineRecord(
            stop: stop,
            steps: steps,
            choices: choices,
            elapsed: now,
            foreignWakes: foreignWakes,
            pending: pending,
            log: chooser.log,
            details: details,
            departures: departures,
            abandoned: left.unfinished,
            released: left.released,
            errands: errands
        )
    }
}
