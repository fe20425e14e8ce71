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

    /// Whether a task is woken.
    var isTask: Bool {
        if case .alarm = self { false } else { true }
    }
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
        let order: Int
        let id: Int

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.time, left.order) < (right.time, right.order)
        }
    }

    /// A place for one timer at a time.
    private struct Slot {
        /// The number of the timer that has it, or had it last.
        var id: Int
        /// `nil` if none has it.
        var phase: Phase?
        /// The place of the timer in the order in which all were made.
        var order = 0
    }

    /// The timers, each in the slot that the low half of its number says: looking one up hashes nothing.
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var deadlines = Heap<Deadline>()
    private var made = 0
    /// How many tasks sleep.
    private(set) var sleepingTasks = 0

    /// Registers a timer about to be armed.
    mutating func make() -> Int {
        made += 1
        guard let slot = free.popLast() else {
            slots.append(Slot(id: slots.count, phase: .new, order: made))
            return slots.count - 1
        }
        // The high half counts who had the slot, so that a number is never used again.
        slots[slot].id &+= 1 << 32
        slots[slot].phase = .new
        slots[slot].order = made
        return slots[slot].id
    }

    private func slot(of id: Int) -> Int? {
        let slot = id & 0xffff_ffff
        return slots.indices.contains(slot) && slots[slot].id == id ? slot : nil
    }

    private func phase(of id: Int) -> Phase? { slot(of: id).flatMap { slots[$0].phase } }

    /// Lets go of a timer; what it was doing.
    @discardableResult
    private mutating func remove(_ id: Int) -> Phase? {
        guard let slot = slot(of: id), let phase = slots[slot].phase else { return nil }
        slots[slot].phase = nil
        free.append(slot)
        if case .armed(let sleeper) = phase, sleeper.isTask { sleepingTasks -= 1 }
        return phase
    }

    /// Starts the timer, or hands the continuation back because its task is cancelled already.
    mutating func arm(
        _ id: Int,
        at deadline: Duration,
        _ continuation: TimerContinuation
    ) -> TimerContinuation? {
        guard case .new = phase(of: id) else {
            remove(id)
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
        guard let slot = slot(of: id) else { return }
        slots[slot].phase = .armed(sleeper)
        if sleeper.isTask { sleepingTasks += 1 }
        deadlines.insert(Deadline(time: deadline, order: slots[slot].order, id: id))
    }

    /// Cancels the timer and hands back who sleeps on it.
    mutating func cancel(_ id: Int) -> Sleeper? {
        switch phase(of: id) {
        case .new:
            if let slot = slot(of: id) { slots[slot].phase = .cancelled }
            return nil
        case .armed(let sleeper):
            remove(id)
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
            if case .armed(let sleeper) = remove(next.id) {
                fired.append(sleeper)
            }
        }
        return fired
    }

    private mutating func dropCancelled() {
        while let first = deadlines.first, phase(of: first.id) == nil { deadlines.popFirst() }
    }
}
