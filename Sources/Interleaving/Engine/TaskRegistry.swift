/// The tasks of one simulation in spawn order.
struct TaskRegistry {
    /// When a task last ran.
    private struct Activity {
        var step: Int
        var time: Duration
    }

    private var indices = TaskIndexTable()
    private var identifiers: [UInt64] = []
    private var activities: [Activity?] = []
    private var handles: [TaskHandle] = []

    /// The place of the task of `job` in spawn order; a task not seen before gets the next one.
    mutating func index(of identifier: UInt64, job: UnownedJob, keeping: Bool) -> Int {
        if let known = indices.index(of: identifier) { return known }
        let index = identifiers.count
        indices.insert(identifier, index)
        identifiers.append(identifier)
        activities.append(nil)
        if keeping { handles.append(TaskHandle(keeping: job)) }
        return index
    }

    /// Whether the task was seen before.
    func knows(_ identifier: UInt64) -> Bool { indices.index(of: identifier) != nil }

    /// The place of a task seen before.
    func index(of identifier: UInt64) -> Int? { indices.index(of: identifier) }

    /// Notes that the task ran.
    mutating func noteActivity(of task: Int, step: Int, time: Duration) {
        if activities.indices.contains(task) {
            activities[task] = Activity(step: step, time: time)
        }
    }

    /// The tasks that have not finished, as far as that can be known.
    ///
    /// - Parameter atRest: whether no other thread can be running one of them, so that what they wait
    ///   for can be read.
    func pending(atRest: Bool) -> PendingTasks {
        guard !handles.isEmpty else {
            return PendingTasks(tasks: [describe(0, nil)], isComplete: false)
        }
        let unfinished = handles.indices.filter { !handles[$0].isComplete }
        let tasks = unfinished.map { describe($0, atRest ? handles[$0] : nil) }
        return PendingTasks(tasks: tasks, isComplete: true)
    }

    private func describe(_ task: Int, _ handle: TaskHandle?) -> PendingTask {
        let last = activities.indices.contains(task) ? activities[task] : nil
        let wait = handle?.wait { indices.index(of: $0) } ?? .unknown
        let place = handle?.place ?? CodePlace(kind: .suspended, addresses: [])
        return PendingTask(
            index: task,
            lastStep: last?.step,
            lastRan: last?.time,
            wait: wait,
            place: place
        )
    }

    /// Lets go of the tasks and says which of them have not finished.
    mutating func release() -> [UInt64] {
        var unfinished: [UInt64] = []
        for (index, handle) in handles.enumerated() {
            if !handle.isComplete { unfinished.append(identifiers[index]) }
            handle.release()
        }
        handles = []
        return unfinished
    }
}
