/// A slice that is ready to run.
struct ReadyJob {
    /// Which executor the job was given to.
    enum Route {
        /// The simulation's own, by preference of the task.
        case preferred
        /// The process's default executor.
        case global
        /// The main actor's.
        case main
    }

    let job: UnownedJob

    /// Where it is to run.
    let route: Route

    /// The task it belongs to, in spawn order.
    let task: Int

    /// The number of that task, or 0.
    let identifier: UInt64

    /// What will run.
    let kind: TraceStep.Kind

    /// A random number, for strategies that rank slices.
    let rank: UInt64
}

/// The ready slices in the order in which they became ready.
///
/// Taking the first is constant time on average; taking another moves those behind it.
struct ReadyQueue {
    private var jobs: [ReadyJob] = []
    private var head = 0

    var count: Int { jobs.count - head }
    var isEmpty: Bool { head == jobs.count }

    mutating func append(_ job: ReadyJob) {
        jobs.append(job)
    }

    /// The slice at `position`, where 0 has waited longest.
    subscript(position: Int) -> ReadyJob { jobs[head + position] }

    /// Takes out the slice at `position`.
    mutating func remove(at position: Int) -> ReadyJob {
        guard position == 0 else { return jobs.remove(at: head + position) }
        let first = jobs[head]
        head += 1
        if head == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= jobs.count {
            jobs.removeFirst(head)
            head = 0
        }
        return first
    }
}
