import RepriseFloor

typealias TimerContinuation = UnsafeContinuation<Void, any Error>

/// Who sleeps.
enum Sleeper {
    /// A task, on the simulation's clock.
    case continuation(TimerContinuation)

    /// The runtime's helper that will wake a task out of `Task.sleep`.
    case helper(UnownedJob, of: Int)

    /// Nobody; something is done in no task.
    case alarm(@Sendable () -> Void)
}

/// Sleepers by deadline; those of one deadline in the order in which they went to sleep.
///
/// A timer lives through `new → armed → fired` or `new → cancelled`; cancellation may come before it
/// is armed, because a task can be cancelled by another thread at any time.
struct TimerQueue {
    /// What a timer is doing.
    private enum Phase {
        /// Its task is about to suspend.
        case new
        /// Its task sleeps.
        case armed(Sleeper)
        /// Its task was cancelled before it suspended.
        case cancelled
    }

    /// When a timer is due; those of one deadline in the order in which they were made.
    private struct Deadline: Comparable {
        let time: Duration
        let id: Int

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.time, left.id) < (right.time, right.id)
        }
    }

    private var phases: [Int: Phase] = [:]
    private var deadlines = Heap<Deadline>()
    private var nextID = 0

    /// Registers a timer about to be armed.
    mutating func make() -> Int {
        defer { nextID += 1 }
        phases[nextID] = .new
        return nextID
    }

    /// Starts the timer, or hands the continuation back because its task is cancelled already.
    mutating func arm(
        _ id: Int,
        at deadline: Duration,
        _ continuation: TimerContinuation
    ) -> TimerContinuation? {
        guard case .new = phases[id] else {
            phases[id] = nil
            return continuation
        }
        arm(id, at: deadline, .continuation(continuation))
        return nil
    }

    /// Starts a timer for a helper of the runtime.
    mutating func arm(_ helper: UnownedJob, of task: Int, at deadline: Duration) -> Int {
        let id = make()
        arm(id, at: deadline, .helper(helper, of: task))
        return id
    }

    /// Starts a timer for something that is done in no task.
    mutating func arm(_ alarm: @escaping @Sendable () -> Void, at deadline: Duration) -> Int {
        let id = make()
        arm(id, at: deadline, .alarm(alarm))
        return id
    }

    private mutating func arm(_ id: Int, at deadline: Duration, _ sleeper: Sleeper) {
        phases[id] = .armed(sleeper)
        deadlines.insert(Deadline(time: deadline, id: id))
    }

    /// Cancels the timer and hands back who sleeps on it.
    mutating func cancel(_ id: Int) -> Sleeper? {
        switch phases[id] {
        case .new:
            phases[id] = .cancelled
            return nil
        case .armed(let sleeper):
            phases[id] = nil
            return sleeper
        case .cancelled, nil:
            return nil
        }
    }

    /// The deadline of the next sleeper.
    mutating func earliest() -> Duration? {
        dropCancelled()
        return deadlines.first?.time
    }

    /// Removes the sleepers of the earliest deadline, in the order in which they went to sleep.
    mutating func popEarliest() -> [Sleeper] {
        guard let due = earliest() else { return [] }
        var fired: [Sleeper] = []
        while earliest() == due {
            guard let next = deadlines.popFirst() else { break }
            if case .armed(let sleeper) = phases.removeValue(forKey: next.id) { fired.append(sleeper) }
        }
        return fired
    }

    private mutating func dropCancelled() {
        while let first = deadlines.first, phases[first.id] == nil { deadlines.popFirst() }
    }
}
