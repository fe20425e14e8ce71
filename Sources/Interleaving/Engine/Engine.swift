import RepriseLocking

/// Runs the slices of one simulation on the thread that drives it.
///
/// It is the executor of the simulated tasks, which keep it alive.
final class Engine: TaskExecutor, SerialExecutor {
    private let state: Locked<EngineState>

    init(schedule: Schedule, limits: SimulationLimits) {
        state = Locked(EngineState(schedule: schedule, limits: limits))
    }

    /// Virtual time since the simulation was made.
    var now: Duration { state.withLock { $0.now } }

    /// The tasks known to be unfinished while the body has not returned.
    var pendingTasks: PendingTasks {
        state.withLock { PendingTasks(tasks: [$0.tasks.pending(0)], isComplete: false) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let origin = ThreadIdentity.current
        state.withLock { $0.admit(job, from: origin) }
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
        adoptCurrentThread()
    }

    /// Makes the calling thread the one whose events the schedule accounts for.
    func adoptCurrentThread() {
        let here = ThreadIdentity.current
        state.withLock { $0.owner = here }
    }

    /// Runs until nothing is runnable and no timer is pending; the reason, when it was stopped before.
    func drive() -> SimulationStop? {
        let here = ThreadIdentity.current
        state.withLock { state in
            precondition(!state.isDriving, "A simulation cannot be driven from inside itself.")
            state.isDriving = true
            state.owner = here
        }
        defer { state.withLock { $0.isDriving = false } }
        while true {
            switch state.withLock({ $0.next() }) {
            case .run(let job):
                job.runSynchronously(on: asUnownedTaskExecutor())
            case .wake(let sleepers):
                for sleeper in sleepers { sleeper.resume() }
            case .rest:
                return nil
            case .stop(let stop):
                return stop
            }
        }
    }

    /// Waits for another thread to make something runnable; whether one did.
    func waitForForeignWake(atMost grace: Duration) -> Bool {
        let interval = 200_000
        var left = grace
        while left > .zero {
            if state.withLock({ $0.hasWork }) { return true }
            pauseForRealTime(nanoseconds: interval)
            left -= .nanoseconds(interval)
        }
        return state.withLock { $0.hasWork }
    }

    /// Abandons whatever has not finished; further calls change nothing.
    @discardableResult
    func end() -> EngineRecord {
        state.withLock { $0.end() }
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
        let sleeping = state.withLock { $0.timers.cancel(timer) }
        sleeping?.resume(throwing: CancellationError())
    }
}
