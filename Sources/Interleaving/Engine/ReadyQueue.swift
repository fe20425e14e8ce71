import RepriseFloor

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

    /// Whether it is an actor's, which may run tasks of others.
    let isOfActor: Bool

    /// When it became ready.
    let since: Duration

    /// A random number, for strategies that rank slices.
    let rank: UInt64

    /// The step in which it became ready; `nil` if it was in none.
    var cause: Int?

    /// Where the task goes on; 0 for an errand.
    var place: UInt32 = 0

    /// Whether it is an errand that does nothing but make its task ready again.
    var isResumption = false

    /// How many slices became ready before it.
    var arrival = 0
}

/// The slices that may run next, in the order in which they became ready.
///
/// The main actor is a serial queue: what it was given first it does first, whatever priorities say (SE-0431 promises
/// that for tasks, and its executor is such a queue). So of its slices one may run, and the others wait behind that.
///
/// Taking the first is constant time on average; taking another moves those behind it.
struct ReadyQueue {
    private var jobs: [ReadyJob] = []
    private var head = 0
    /// The main actor's slices behind the one that may run.
    private var behindMain = FIFO<ReadyJob>()
    private var hasMain = false
    /// Slices that have become ready so far.
    private var arrivals = 0
    /// How many of those that may run only make a task ready again.
    private var resumptions = 0

    var count: Int { jobs.count - head }
    var isEmpty: Bool { head == jobs.count }

    mutating func append(_ job: ReadyJob) {
        var job = job
        job.arrival = arrivals
        arrivals += 1
        if job.route == .main {
            if hasMain { return behindMain.append(job) }
            hasMain = true
        }
        if job.isResumption { resumptions += 1 }
        jobs.append(job)
    }

    /// The position of the first slice that only makes a task ready again.
    var firstResumption: Int? {
        resumptions == 0 ? nil : jobs[head...].firstIndex { $0.isResumption }.map { $0 - head }
    }

    /// The slice at `position`, where 0 has waited longest.
    subscript(position: Int) -> ReadyJob { jobs[head + position] }

    /// Takes out the slice at `position`.
    mutating func remove(at position: Int) -> ReadyJob {
        let job = take(position)
        if job.isResumption { resumptions -= 1 }
        if job.route == .main {
            if let next = behindMain.popFirst() { insert(next) } else { hasMain = false }
        }
        return job
    }

    /// Puts a slice among those that may run, in its place.
    private mutating func insert(_ job: ReadyJob) {
        var (low, high) = (head, jobs.count)
        while low < high {
            let middle = (low + high) / 2
            if jobs[middle].arrival < job.arrival { low = middle + 1 } else { high = middle }
        }
        jobs.insert(job, at: low)
    }

    private mutating func take(_ position: Int) -> ReadyJob {
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
