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

extension PendingTasks {
    /// Tasks of which each waits for the next one and the last for the first, so that none ever goes on; `nil` if there are none such.
    ///
    /// Only what waits for a task's end, or for the body, can be told; who would resume a continuation is not known.
    public var cycle: [PendingTask]? {
        let byIndex = Dictionary(tasks.map { ($0.index, $0) }) { first, _ in first }
        var seen: Set<Int> = []
        for task in tasks where !seen.contains(task.index) {
            var path: [PendingTask] = []
            var next: PendingTask? = task
            while let here = next, seen.insert(here.index).inserted {
                path.append(here)
                guard case .task(let other?) = here.wait else { break }
                next = byIndex[other]
                if let start = path.firstIndex(where: { $0.index == other }) {
                    return Array(path[start...])
                }
            }
        }
        return nil
    }

    /// The ``cycle`` in words; `nil` if there is none.
    private var cycleReport: String? {
        cycle.map { cycle in
            let names = cycle.map { $0.index == 0 ? "the body" : "task \($0.index)" }
            return "they wait for each other: "
                + "\(names[0]) waits for "
                + (names.dropFirst() + [names[0]]).joined(separator: ", which waits for ")
        }
    }
}

extension PendingTasks: CustomStringConvertible {
    /// The tasks in one phrase: `the body waits for task 1, task 1 waits for a continuation`.
    public var description: String {
        let phrases = tasks.map { $0.description }.joined(separator: ", ")
        return isComplete ? phrases : phrases + ", and its children may wait"
    }

    /// One line for each task, with where it waits as far as that can be told, and one for a ``cycle``.
    ///
    /// Reads debug information, which takes a while.
    public var report: String {
        let lines = tasks.map { task in
            task.place.addresses.isEmpty ? "\(task)" : "\(task) at \(task.place)"
        }
        return (lines + [cycleReport].compactMap(\.self)).joined(separator: "\n")
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
