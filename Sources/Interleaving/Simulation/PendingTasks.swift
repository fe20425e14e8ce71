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
    /// What a task waits for.
    public enum Wait: Hashable, Sendable {
        /// It cannot be told.
        case unknown
        /// Another task's end; its place in spawn order, unless it is none of the simulation's.
        case task(Int?)
        /// A continuation that nobody has resumed: a stream's next element, a lock, a callback.
        case continuation
        /// A child of its task group.
        case group
        /// An executor to run it, one that is none of the simulation's.
        case executor
    }

    /// Its place in spawn order; the body's own task is 0.
    public let index: Int

    /// The step at which it last ran, counted from 0, or nil when it never did.
    public let lastStep: Int?

    /// Virtual time at which it last ran.
    public let lastRan: Duration?

    /// What it waits for.
    public let wait: Wait

    /// Where it waits.
    public let place: CodePlace
}

extension PendingTasks: CustomStringConvertible {
    /// The tasks in one phrase: `the body waits for task 1, task 1 waits for a continuation`.
    public var description: String {
        let phrases = tasks.map { $0.description }.joined(separator: ", ")
        return isComplete ? phrases : phrases + ", and its children may wait"
    }

    /// One line for each task, with where it waits as far as that can be told.
    ///
    /// Reads debug information, which takes a while.
    public var report: String {
        tasks.map { task in
            task.place.addresses.isEmpty ? "\(task)" : "\(task) at \(task.place)"
        }
        .joined(separator: "\n")
    }
}

extension PendingTask: CustomStringConvertible {
    /// The task and what it waits for, in one phrase.
    public var description: String {
        let what =
            switch wait {
            case .unknown: "waits"
            case .task(0): "waits for the body"
            case .task(let other?): "waits for task \(other)"
            case .task(nil): "waits for a task outside the simulation"
            case .continuation: "waits for a continuation"
            case .group: "waits for a child of its group"
            case .executor: "waits for an executor outside the simulation"
            }
        let last = lastStep.map { "last ran at step \($0)" } ?? "never ran"
        return "\(index == 0 ? "the body" : "task \(index)") (\(last)) \(what)"
    }
}
