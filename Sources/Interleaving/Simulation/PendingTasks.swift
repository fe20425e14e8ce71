/// The tasks of a simulation that have not finished.
public struct PendingTasks: Hashable, Sendable {
    /// The tasks known to be unfinished, in spawn order.
    public let tasks: [PendingTask]

    /// Whether ``tasks`` is all of them.
    ///
    /// Without ``Capabilities/Feature/taskInspection`` only the body's own task is known to be
    /// unfinished; its children may be, too.
    public let isComplete: Bool
}

/// A task that has not finished.
public struct PendingTask: Hashable, Sendable {
    /// Its place in spawn order; the body's own task is 0.
    public let index: Int

    /// The step at which it last ran, counted from 0, or nil when it never did.
    public let lastStep: Int?

    /// Virtual time at which it last ran.
    public let lastRan: Duration?
}

extension PendingTasks: CustomStringConvertible {
    /// The tasks in one phrase.
    public var description: String {
        let names = tasks.map { task in
            let name = task.index == 0 ? "the body" : "task \(task.index)"
            guard let step = task.lastStep else { return "\(name) (never ran)" }
            return "\(name) (last ran at step \(step))"
        }
        let rest = isComplete ? "" : " or one of its children"
        return names.joined(separator: ", ") + rest + " waits"
    }
}
