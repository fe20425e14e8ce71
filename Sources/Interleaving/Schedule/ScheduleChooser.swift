import RepriseFloor

/// Makes the choices of one run.
struct ScheduleChooser {
    private let schedule: Schedule
    private var generator: SeededGenerator
    /// Choices made so far.
    private var made = 0
    private var priorities: TaskPriorities
    /// The choices at which a strategy that makes few changes makes them; one may occur twice.
    private var changes: [Int] = []
    private var fairness = Fairness()
    /// The rank of the passing of time, for strategies that rank slices: drawn when it is first asked for, and anew when
    /// time has passed.
    private var rankOfPassing: UInt64?

    init(_ schedule: Schedule) {
        self.schedule = schedule
        var generator = SeededGenerator(seed: schedule.seed)
        priorities = TaskPriorities(seed: generator.next())
        if case .strategy(let strategy, _, let length) = schedule.kind {
            let count =
                switch strategy {
                case .prioritized(let depth): depth - 1
                case .delayed(let times): times
                case .random, .ranked: 0
                }
            for _ in 0..<count { changes.append(generator.next(below: length)) }
        }
        // A plain seed draws from the beginning of its generator.
        self.generator = changes.isEmpty ? SeededGenerator(seed: schedule.seed) : generator
    }

    /// The rank of a slice that becomes ready.
    mutating func rank() -> UInt64 {
        guard case .strategy(.ranked, _, _) = schedule.kind else { return 0 }
        return generator.next()
    }

    /// The position of the slice to run next, 0 the one ready for longest; their count where time passes instead.
    ///
    /// - Parameter mayPass: Whether time may pass instead.
    /// - Precondition: there are at least two alternatives.
    mutating func choose(
        among ready: ReadyQueue,
        orPassing mayPass: Bool,
        step: Int
    ) throws(ScheduleDivergence) -> Int {
        defer { made += 1 }
        let count = ready.count + (mayPass ? 1 : 0)
        switch schedule.kind {
        case .firstInFirstOut:
            return 0
        case .choices(let choices):
            return try follow(choices, among: count, step: step)
        case .lenient(let choices):
            return follow(leniently: choices, among: count)
        case .seeded, .strategy:
            if fairness.isDue { return fairness.oldest() }
            return fairness.note(sample(ready, orPassing: mayPass))
        }
    }

    private mutating func sample(_ ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        switch schedule.kind {
        case .strategy(.ranked, _, _):
            let first = ready.position(whichPrecedes: { $0.rank > $1.rank })
            guard mayPass else { return first }
            let rank = rankOfPassing ?? generator.next()
            let passes = rank > ready[first].rank
            rankOfPassing = passes ? nil : rank
            return passes ? ready.count : first
        case .strategy(.prioritized, _, _):
            return chooseByPriority(among: ready, orPassing: mayPass)
        case .strategy(.delayed, _, _):
            return min(delays, mayPass ? ready.count : ready.count - 1)
        case .seeded, .strategy(.random, _, _), .firstInFirstOut, .choices, .lenient:
            return generator.next(below: mayPass ? ready.count + 1 : ready.count)
        }
    }

    /// One of `count` alternatives that are no slices, 0 the plain one.
    ///
    /// Nothing has a priority or a rank there, so strategies that go by them draw.
    ///
    /// - Precondition: there are at least two.
    mutating func decide(among count: Int, step: Int) throws(ScheduleDivergence) -> Int {
        defer { made += 1 }
        switch schedule.kind {
        case .firstInFirstOut:
            return 0
        case .seeded, .strategy(.random, _, _), .strategy(.ranked, _, _),
            .strategy(.prioritized, _, _):
            return generator.next(below: count)
        case .strategy(.delayed, _, _):
            return min(delays, count - 1)
        case .choices(let choices):
            return try follow(choices, among: count, step: step)
        case .lenient(let choices):
            return follow(leniently: choices, among: count)
        }
    }

    /// How many of the schedule's delays fall on the present choice.
    private var delays: Int { changes.count { $0 == made } }

    private func follow(leniently choices: [Int], among count: Int) -> Int {
        guard made < choices.count, (0..<count).contains(choices[made]) else { return 0 }
        return choices[made]
    }

    /// The passing of time has a priority as the tasks have.
    private mutating func chooseByPriority(
        among ready: ReadyQueue,
        orPassing mayPass: Bool
    ) -> Int {
        for position in 0..<ready.count { priorities.meet(ready[position].task) }
        let first = inFront(of: ready, orPassing: mayPass)
        guard changes.contains(made) else { return first }
        priorities.lower(first == ready.count ? nil : ready[first].task)
        return inFront(of: ready, orPassing: mayPass)
    }

    private func inFront(of ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        let order = priorities
        let first = ready.position(whichPrecedes: { order[$0.task] > order[$1.task] })
        return mayPass && order.ofPassing > order[ready[first].task] ? ready.count : first
    }

    private func follow(
        _ choices: [Int],
        among count: Int,
        step: Int
    ) throws(ScheduleDivergence) -> Int {
        guard made < choices.count else {
            throw ScheduleDivergence(
                step: step,
                kind: .recordTooShort(choices: choices.count, ready: count)
            )
        }
        guard (0..<count).contains(choices[made]) else {
            throw ScheduleDivergence(
                step: step,
                kind: .noSuchTask(choice: choices[made], ready: count)
            )
        }
        return choices[made]
    }

    /// The divergence of a strict record that the finished run did not use up.
    func unusedChoices(after steps: Int) -> ScheduleDivergence? {
        guard case .choices(let choices) = schedule.kind, made < choices.count else { return nil }
        return ScheduleDivergence(step: steps, kind: .recordTooLong(unused: choices.count - made))
    }
}

/// Sees to it that no slice waits for ever, as none does in reality: code that waits by yielding until another task has
/// done something is correct, and a strategy that always prefers it would never end.
struct Fairness {
    /// How often the slice that has waited longest may be passed over in a row, and how long the turns of all last then.
    ///
    /// Far more than any race needs, and few enough that a run which spins ends.
    static let bound = 1_000

    private var passedOver = 0
    /// Choices left in which each slice has its turn.
    private var turns = 0

    /// Whether the slice that has waited longest goes next.
    var isDue: Bool { turns > 0 }

    /// The position of the slice that has waited longest, whose turn it is.
    mutating func oldest() -> Int {
        turns -= 1
        return 0
    }

    /// Notes a strategy's choice, and gives it back.
    mutating func note(_ position: Int) -> Int {
        passedOver = position == 0 ? 0 : passedOver + 1
        if passedOver == Fairness.bound { (passedOver, turns) = (0, Fairness.bound) }
        return position
    }
}

/// A random priority for each task and for the passing of time, and lower ones for what fell behind.
struct TaskPriorities {
    private var generator: SeededGenerator
    private var values: [Int64] = []
    /// The priority of the passing of time.
    private(set) var ofPassing: Int64
    private var lowest: Int64 = -1

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        // From a generator of its own, so that those of the tasks are the same whether or not time may pass.
        var passing = SeededGenerator(seed: ~seed)
        ofPassing = Int64(passing.next() >> 1)
    }

    /// Gives the task a priority unless it has one.
    mutating func meet(_ task: Int) {
        while values.count <= task { values.append(Int64(generator.next() >> 1)) }
    }

    /// The task's priority; a task not met has the lowest.
    subscript(task: Int) -> Int64 { task < values.count ? values[task] : .min }

    /// Puts the task behind all others, or the passing of time if it is none.
    mutating func lower(_ task: Int?) {
        if let task { values[task] = lowest } else { ofPassing = lowest }
        lowest -= 1
    }
}

extension ReadyQueue {
    /// The position of the first slice that `precedes` all others.
    fileprivate func position(whichPrecedes precedes: (ReadyJob, ReadyJob) -> Bool) -> Int {
        var best = 0
        for position in 1..<count where precedes(self[position], self[best]) { best = position }
        return best
    }
}

extension Schedule {
    fileprivate var seed: UInt64 {
        switch kind {
        case .seeded(let seed), .strategy(_, let seed, _): seed
        case .firstInFirstOut, .choices, .lenient: 0
        }
    }
}
