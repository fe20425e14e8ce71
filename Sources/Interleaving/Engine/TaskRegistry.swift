/// The tasks of one simulation in spawn order.
struct TaskRegistry {
    /// When a task last ran.
    struct Activity {
        var step: Int
        var time: Duration
    }

    private var indices: [UInt64: Int] = [:]
    private var activities: [Activity?] = []

    /// The place of the task in spawn order; a task not seen before gets the next one.
    mutating func index(of identifier: UInt64) -> Int {
        if let known = indices[identifier] { return known }
        let index = activities.count
        indices[identifier] = index
        activities.append(nil)
        return index
    }

    /// Notes that the task ran.
    mutating func noteActivity(of task: Int, step: Int, time: Duration) {
        activities[task] = Activity(step: step, time: time)
    }

    /// What is known of the task.
    func pending(_ task: Int) -> PendingTask {
        let last = activities.indices.contains(task) ? activities[task] : nil
        return PendingTask(index: task, lastStep: last?.step, lastRan: last?.time)
    }
}
