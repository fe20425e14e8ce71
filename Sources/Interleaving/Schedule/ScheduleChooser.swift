import RepriseFloor

/// Makes the choices of one run.
struct ScheduleChooser {
    /// Where the tasks have been, if anybody learns from that.
    private(set) var log = PlaceLog()
    /// Whether it is noted where tasks have been, which takes longer than to choose among them: only where the
    /// schedule goes by places, or an exploration learns from them.
    let notesPlaces: Bool

    private let schedule: Schedule
    private var generator: SeededGenerator
    /// Choices made so far.
    private var made = 0
    private var priorities: TaskPriorities
    /// The choices at which a strategy that makes few changes still has to make them, last first; one may occur twice.
    private var changes: [Int] = []
    private var fairness = Fairness()
    /// The rank of the passing of time, for strategies that rank slices: drawn when it is first asked for, and anew when
    /// time has passed.
    private var rankOfPassing: UInt64?
    private var weights: TaskWeights?
    /// The task that a random walk stays with.
    private var current = -1
    /// What stands for places here, where they are ranked or held at random.
    private let salt: UInt64

    /// - Parameter isLearntFrom: Whether the record of the run is to say where tasks have been.
    init(_ schedule: Schedule, isLearntFrom: Bool) {
        self.schedule = schedule
        notesPlaces = isLearntFrom || schedule.goesByPlaces
        var generator = SeededGenerator(seed: schedule.seed)
        salt = generator.next()
        priorities = TaskPriorities(seed: salt)
        if case .strategy(.prioritized(let depth), _, let length) = schedule.kind {
            for _ in 1..<depth { changes.append(generator.next(below: length)) }
            changes.sort(by: >)
        }
        if case .weighted(let slices, _) = schedule.kind {
            weights = TaskWeights(expecting: slices, keepsHalf: salt & 1 == 1)
        }
        // A plain seed draws from the beginning of its generator.
        self.generator = changes.isEmpty ? SeededGenerator(seed: schedule.seed) : generator
    }

    /// Notes that a task is ready to go on at a place; see ``PlaceLog/arrive(_:at:wokenBy:)``.
    ///
    /// - Returns: 0 for the place if nobody asks for places.
    mutating func arrive(
        _ task: Int,
        at place: @autoclosure () -> UInt32,
        wokenBy waker: Int?
    ) -> (place: UInt32, hasWoken: Bool) {
        notesPlaces ? log.arrive(task, at: place(), wokenBy: waker) : (0, false)
    }

    /// The rank of a slice that becomes ready at a place, 0 for an errand.
    ///
    /// - Parameter afterWake: Whether its task made another ready since it was ready itself.
    mutating func rank(at place: UInt32, afterWake: Bool) -> UInt64 {
        switch schedule.kind {
        case .strategy(.ranked, _, _), .branch:
            generator.next()
        case .strategy(.placed, _, let length):
            place == 0 ? generator.next() : rank(of: place, in: made / Schedule.reach(of: length))
        case .probe(let probe):
            if let hold = probe.holds.firstIndex(of: place) {
                UInt64(1 + probe.holds.count - hold)
            } else {
                afterWake && probe.order == .wakersLast ? 1 : 0
            }
        default:
            0
        }
    }

    /// The rank of a place in a stretch of the run; another in the next, so that no two tasks keep missing each other for ever.
    private func rank(of place: UInt32, in stretch: Int) -> UInt64 {
        PlaceLog.mix(salt &+ UInt64(stretch) ^ UInt64(place))
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
        let position = try position(among: ready, orPassing: mayPass, step: step)
        made += 1
        if position < ready.count { weights?.noteSlice(of: ready[position].task) }
        guard notesPlaces else { return position }
        if mayPass { log.timeCouldPass = true }
        if position == ready.count { log.decide(0) } else { log.choose(ready[position].place) }
        return position
    }

    private mutating func position(
        among ready: ReadyQueue,
        orPassing mayPass: Bool,
        step: Int
    ) throws(ScheduleDivergence) -> Int {
        let count = ready.count + (mayPass ? 1 : 0)
        switch schedule.kind {
        case .firstInFirstOut:
            return 0
        case .choices(let choices):
            return try follow(choices, among: count, step: step)
        case .lenient(let choices):
            return follow(leniently: choices, among: count)
        case .branch(let choices, _) where made < choices.count:
            return follow(leniently: choices, among: count)
        case .probe(let probe):
            guard made < probe.reach else { return 0 }
            if fairness.isDue { return fairness.oldest() }
            if probe.order == .pass(made) { return 1 }
            return fairness.note(follow(probe, among: ready, orPassing: mayPass), among: count)
        case .seeded, .weighted, .strategy, .branch:
            if fairness.isDue { return fairness.oldest() }
            // What only makes a task ready again is no event of the program: whatever comes between it and its task could as well come
            // before it.
            if let position = ready.firstResumption { return position }
            return fairness.note(sample(ready, orPassing: mayPass), among: count)
        }
    }

    private func follow(_ probe: Probe, among ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        let first =
            switch probe.order {
            case .plain, .pass, .wakersLast, .timeFirst:
                ready.position { $0.rank < $1.rank }
            case .newestFirst:
                ready.firstResumption ?? ready.position { $0.rank <= $1.rank }
            case .inTurn:
                ready.firstResumption ?? ready.position { ($0.rank, $0.task) < ($1.rank, $1.task) }
            }
        // Whoever is held waits for time, too.
        return mayPass && (probe.order == .timeFirst || ready[first].rank > 0) ? ready.count : first
    }

    private mutating func sample(_ ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        switch schedule.kind {
        case .strategy(.ranked, _, _):
            return highest(of: ready, orPassing: mayPass)
        case .strategy(.placed, _, let length):
            if mayPass { rankOfPassing = rank(of: 0, in: made / Schedule.reach(of: length)) }
            return highest(of: ready, orPassing: mayPass)
        case .strategy(.prioritized, _, _):
            return chooseByPriority(among: ready, orPassing: mayPass)
        case .branch:
            return walk(ready, orPassing: mayPass)
        default:
            if let weights { return weigh(ready, weights, orPassing: mayPass) }
            return generator.next(below: mayPass ? ready.count + 1 : ready.count)
        }
    }

    private mutating func highest(of ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        let first = ready.position { $0.rank > $1.rank }
        guard mayPass else { return first }
        let rank = rankOfPassing ?? generator.next()
        let passes = rank > ready[first].rank
        rankOfPassing = passes ? nil : rank
        return passes ? ready.count : first
    }

    /// Each task by how much is before it; the passing of time counts as much as a task in the mean.
    private mutating func weigh(
        _ ready: ReadyQueue,
        _ weights: TaskWeights,
        orPassing mayPass: Bool
    ) -> Int {
        var sum = 0
        for position in 0..<ready.count { sum += weights[ready[position].task] }
        var draw = generator.next(below: sum + (mayPass ? max(1, sum / ready.count) : 0))
        for position in 0..<ready.count {
            draw -= weights[ready[position].task]
            if draw < 0 { return position }
        }
        return ready.count
    }

    /// By rank, or stays with a task half of the time, where it can go on.
    private mutating func walk(_ ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        if salt & 1 == 0 { return highest(of: ready, orPassing: mayPass) }
        if generator.next() & 1 == 0,
            let position = (0..<ready.count).first(where: { ready[$0].task == current })
        {
            return position
        }
        let position = generator.next(below: mayPass ? ready.count + 1 : ready.count)
        if position < ready.count { current = ready[position].task }
        return position
    }

    /// One of `count` alternatives that are no slices, 0 the plain one.
    ///
    /// Nothing has a priority or a rank there, so strategies that go by them draw.
    ///
    /// - Precondition: there are at least two.
    mutating func decide(among count: Int, step: Int) throws(ScheduleDivergence) -> Int {
        let choice: Int
        switch schedule.kind {
        case .firstInFirstOut:
            choice = 0
        case .probe(let probe):
            choice = probe.order == .pass(made) ? 1 : 0
        case .choices(let choices):
            choice = try follow(choices, among: count, step: step)
        case .lenient(let choices):
            choice = follow(leniently: choices, among: count)
        case .branch(let choices, _) where made < choices.count:
            choice = follow(leniently: choices, among: count)
        case .seeded, .weighted, .strategy, .branch:
            choice = generator.next(below: count)
        }
        made += 1
        if notesPlaces { log.decide(choice) }
        return choice
    }

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
        var first = inFront(of: ready, orPassing: mayPass)
        while let change = changes.last, change <= made {
            changes.removeLast()
            priorities.lower(first == ready.count ? nil : ready[first].task)
            first = inFront(of: ready, orPassing: mayPass)
        }
        return first
    }

    private func inFront(of ready: ReadyQueue, orPassing mayPass: Bool) -> Int {
        let order = priorities
        let first = ready.position { order[$0.task] > order[$1.task] }
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
    /// How often the slice that has waited longest may be passed over in a row where few are ready, and how long the turns of all
    /// last then.
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

    /// Notes a strategy's choice among so many, and gives it back.
    mutating func note(_ position: Int, among count: Int) -> Int {
        passedOver = position == 0 ? 0 : passedOver + 1
        // Where many are ready it takes long until each has had a few turns.
        if passedOver >= Fairness.bound * (1 + count / 8) {
            (passedOver, turns) = (0, Fairness.bound)
        }
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
    /// Whether it asks where tasks go on.
    fileprivate var goesByPlaces: Bool {
        switch kind {
        case .strategy(.placed, _, _), .probe: true
        case .firstInFirstOut, .seeded, .weighted, .strategy, .branch, .choices, .lenient: false
        }
    }

    fileprivate var seed: UInt64 {
        switch kind {
        case .seeded(let seed), .weighted(_, let seed), .strategy(_, let seed, _),
            .branch(_, let seed):
            seed
        case .firstInFirstOut, .probe, .choices, .lenient: 0
        }
    }
}
