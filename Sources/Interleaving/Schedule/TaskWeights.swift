/// How likely each task is to go next, for a walk that goes by how much each has before it.
struct TaskWeights {
    /// How often each task is still expected to go on, by its number.
    private var remaining: [Int]
    /// What no weight falls below.
    private let least: [Int]

    /// - Parameters:
    ///   - slices: how often each task is expected to go on in all.
    ///   - keepsHalf: Whether no weight falls below half of that. A task with much to do goes far in one go then, and one that has more
    ///     to do than was expected does not starve.
    init(expecting slices: [Int], keepsHalf: Bool) {
        // As large as runs are, so that sums of what somebody wrote by hand are numbers, too.
        remaining = slices.map { min($0, 1 << 30) }
        least = remaining.map { keepsHalf ? max(1, ($0 + 1) / 2) : 1 }
    }

    /// The weight of a task, 1 for one that was not expected.
    subscript(task: Int) -> Int {
        task < remaining.count ? max(least[task], remaining[task]) : 1
    }

    /// Notes that the task goes on.
    mutating func noteSlice(of task: Int) {
        if task < remaining.count { remaining[task] -= 1 }
    }
}
