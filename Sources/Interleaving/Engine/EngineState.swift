/// What the driving thread does next.
enum EngineAction {
    /// Run this slice.
    case run(UnownedJob)

    /// Wake these sleepers, in this order.
    case wake([TimerContinuation])

    /// Nothing can go on by itself.
    case rest

    /// The simulation is over before it was quiescent.
    case stop(SimulationStop)
}

/// What a simulation leaves behind.
struct EngineRecord {
    let stop: SimulationStop?
    let steps: [TraceStep]
    let choices: [Int]
    let elapsed: Duration
    let foreignWakes: Int
}

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
    private(set) var lateWakes = 0
    private(set) var choices: [Int] = []
    private(set) var steps: [TraceStep] = []
    private(set) var tasks = TaskRegistry()
    var timers = TimerQueue()
    var isDriving = false
    var owner = ThreadIdentity.current

    /// The task of the latest slice.
    private var running = 0
    private var ready = ReadyQueue()
    private var chooser: ScheduleChooser
    private let limits: SimulationLimits

    /// Why an ended simulation was stopped.
    private var stop: SimulationStop?

    /// Whether driving would do something.
    var hasWork: Bool {
        mutating get { !ready.isEmpty || timers.earliest() != nil }
    }

    init(schedule: Schedule, limits: SimulationLimits) {
        chooser = ScheduleChooser(schedule)
        self.limits = limits
    }

    mutating func begin() {
        guard case .new = phase else {
            preconditionFailure("A Simulation is used once; make another one to run again.")
        }
        phase = .active
    }

    /// Takes in a job made ready on thread `origin`.
    mutating func admit(_ job: UnownedJob, from origin: ThreadIdentity) {
        if case .ended = phase {
            lateWakes += 1
            return
        }
        noteOrigin(origin)
        let identifier = taskIdentifier(of: job)
        if identifier == 0 {
            ready.append(ReadyJob(job: job, task: running, kind: .errand))
        } else {
            ready.append(ReadyJob(job: job, task: tasks.index(of: identifier), kind: .task))
        }
    }

    /// Counts an event that the schedule did not cause.
    mutating func noteOrigin(_ origin: ThreadIdentity) {
        if origin != owner { foreignWakes += 1 }
    }

    /// What to do next.
    mutating func next() -> EngineAction {
        if case .stopped(let stop) = phase { return .stop(stop) }
        if !ready.isEmpty { return runNext() }
        guard let deadline = timers.earliest() else { return .rest }
        guard deadline <= limits.time else { return halt(.timeLimit) }
        now = max(now, deadline)
        return .wake(timers.popEarliest())
    }

    private mutating func runNext() -> EngineAction {
        let step = steps.count
        guard step < limits.steps else { return halt(.stepLimit) }
        var position = 0
        if ready.count > 1 {
            do {
                position = try chooser.choose(among: ready.count, step: step)
            } catch {
                return halt(.diverged(error))
            }
            choices.append(position)
        }
        let count = ready.count
        let chosen = ready.remove(at: position)
        running = chosen.task
        steps.append(
            TraceStep(
                time: now,
                kind: chosen.kind,
                task: chosen.task,
                readyCount: count,
                choice: position
            )
        )
        tasks.noteActivity(of: chosen.task, step: step, time: now)
        return .run(chosen.job)
    }

    private mutating func halt(_ stop: SimulationStop) -> EngineAction {
        phase = .stopped(stop)
        return .stop(stop)
    }

    /// Ends the simulation; again changes nothing.
    mutating func end() -> EngineRecord {
        switch phase {
        case .stopped(let reason):
            stop = reason
        case .new, .active:
            stop = chooser.unusedChoices(after: steps.count).map { .diverged($0) }
        case .ended:
            break
        }
        phase = .ended
        return EngineRecord(
            stop: stop,
            steps: steps,
            choices: choices,
            elapsed: now,
            foreignWakes: foreignWakes
        )
    }
}
