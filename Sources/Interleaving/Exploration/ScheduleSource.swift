import RepriseFloor

/// Which schedule comes next.
struct ScheduleSource {
    private let method: Exploration.Method
    private var seeds: SeededGenerator
    private var index = 0
    /// Choices that a run is expected to have.
    private var length = 1
    /// Tasks by whose slices schedules are weighted, since each such schedule carries them.
    private static let mostTasks = 4_096

    /// How often each task went on in the plain order; empty where there are too many.
    private var slices: [Int] = []
    /// What an exhaustive search has still to run.
    private var exhaustive: DeviationSearch
    private var probes = ProbeQueue()
    private var branches = BranchPoints()
    /// What was given out last.
    private var latest = Schedule.firstInFirstOut

    init(_ exploration: Exploration) {
        method = exploration.method
        seeds = SeededGenerator(seed: exploration.seed)
        if case .exhaustive(let bound) = method {
            exhaustive = DeviationSearch(bound: bound)
        } else {
            exhaustive = DeviationSearch(bound: 0)
        }
    }

    /// Whether every schedule that was asked for has been given out.
    var isExhausted: Bool {
        switch method {
        case .portfolio, .strategies: false
        case .exhaustive: exhaustive.isExhausted
        case .replay: index > 0
        }
    }

    /// Whether the schedule given out last was run before, and is run again only to see where it may be deviated from.
    var isRepeating: Bool {
        if case .exhaustive = method { exhaustive.isRepeating } else { false }
    }

    /// The next schedule; nil when there is none.
    mutating func next() -> Schedule? {
        defer { index += 1 }
        guard let next = following() else { return nil }
        latest = next
        return next
    }

    private mutating func following() -> Schedule? {
        switch method {
        case .replay(let schedule):
            return index == 0 ? schedule : nil
        case .exhaustive:
            return exhaustive.next().map { .lenient($0) }
        case .portfolio:
            return index == 0 ? .firstInFirstOut : schedule(by: .portfolio(index - 1))
        case .strategies(let strategies):
            guard index > 0 else { return .firstInFirstOut }
            guard !strategies.isEmpty else { return nil }
            return schedule(by: strategies[(index - 1) % strategies.count])
        }
    }

    private mutating func schedule(by strategy: Strategy) -> Schedule {
        let seed = seeds.next()
        switch strategy {
        case .probing:
            if let probe = probes.next() { return .probe(probe) }
            return schedule(by: .branching)
        case .branching:
            if let choices = branches.next(seed) { return .branch(from: choices, seed: seed) }
        case .uniform:
            return .weighted(by: slices, seed: seed)
        case .random, .ranked, .prioritized, .placed:
            break
        }
        return .sampled(by: strategy, seed: seed, length: length)
    }

    /// Takes note of how the schedule given out last went.
    mutating func learn(from attempt: Attempt) {
        let record = attempt.record
        switch method {
        case .replay:
            return
        case .exhaustive:
            exhaustive.learn(from: record)
        case .portfolio, .strategies:
            if index == 1 {
                length = max(1, record.choices.count)
                slices = record.log.slices
                if slices.count > ScheduleSource.mostTasks { slices = [] }
                probes.begin(with: record)
            }
            probes.learn(from: record, of: latest)
            branches.learn(from: record)
        }
    }
}

/// Probes that earlier runs gave reason for, most promising first.
struct ProbeQueue {
    /// Places of a long program that are tried.
    private static let mostPlaces = 4_096

    /// Orders that need no reason, by the number of the probe; in between comes what the first of them showed.
    private var orders: [Int: Probe.Order] = [:]
    /// Probes given out.
    private var given = 0
    /// How far each goes.
    private var reach = Schedule.reach(of: 1)
    private var known: Set<UInt32> = []
    /// What each run gave reason for, the latest run's last: tasks held in the middle of what they do, and tasks held before they have
    /// done anything to speak of.
    private var (middle, early): ([FIFO<Probe>], [FIFO<Probe>]) = ([], [])

    /// The most promising probe that was not given out yet.
    mutating func next() -> Probe? {
        defer { given += 1 }
        if let order = orders.removeValue(forKey: given) {
            return Probe(order: order, reach: reach)
        }
        return ProbeQueue.next(of: &middle, given) ?? ProbeQueue.next(of: &early, given)
    }

    /// What the plain order showed, and what was found by doing otherwise, turn and turn about.
    private static func next(of batches: inout [FIFO<Probe>], _ turn: Int) -> Probe? {
        batches.removeAll { $0.isEmpty }
        guard !batches.isEmpty else { return nil }
        return batches[turn % 2 == 0 ? batches.count - 1 : 0].popFirst()
    }

    /// Takes note of the plain order.
    mutating func begin(with record: SimulationRecord) {
        reach = Schedule.reach(of: record.choices.count)
        let counts = record.trace.steps.map(\.readyCount).filter { $0 > 1 }
        // Early, since who has passed stays ahead; but where there is something to pass.
        guard let most = counts.max(), let choice = counts.firstIndex(where: { $0 * 2 >= most })
        else { return }
        orders = [0: .pass(choice), 1: .newestFirst, 2: .wakersLast, 5: .inTurn]
        if record.log.timeCouldPass { orders[3] = .timeFirst }
    }

    /// Adds a probe for each place that was not known before, on top of what the schedule was if it was a probe.
    mutating func learn(from record: SimulationRecord, of schedule: Schedule) {
        var base = Probe(reach: reach)
        if case .probe(let probe) = schedule.kind { base = probe }
        var (middle, early) = (FIFO<Probe>(), FIFO<Probe>())
        for arrival in record.log.arrivals {
            guard known.count < ProbeQueue.mostPlaces, known.insert(arrival.place).inserted else {
                continue
            }
            let probe = Probe(
                order: base.order,
                reach: reach,
                holds: base.holds + [arrival.place]
            )
            if arrival.isEarly { early.append(probe) } else { middle.append(probe) }
        }
        if !middle.isEmpty { self.middle.append(middle) }
        if !early.isEmpty { self.early.append(early) }
    }
}

/// Runs that reached a state of all tasks that none had reached before, to be gone on with otherwise.
///
/// After Go-Explore (Ecoffet and others, 2021) and greybox fuzzing of schedules (Wolff and others, 2024).
struct BranchPoints {
    /// What is kept at most: runs, of which the newest lead farthest, and choices of one run.
    private static let (mostRuns, mostChoices) = (64, 8_192)
    /// States are told apart as far as so many bits do.
    private static let bits = 18

    private var runs: [[UInt16]] = []
    private var oldest = 0
    private var seen = [UInt64](repeating: 0, count: 1 << (bits - 6))

    /// The choices of a run up to its last new state, or a little less.
    mutating func next(_ seed: UInt64) -> [Int]? {
        var generator = SeededGenerator(seed: seed ^ 0x5EED)
        // What is quite different from all runs so far is wanted, too.
        guard !runs.isEmpty, generator.next(below: 8) > 0 else { return nil }
        let run = runs[generator.next(below: runs.count)]
        let length = max(0, run.count - generator.next(below: 4))
        return run.prefix(length).map(Int.init)
    }

    /// Keeps the run if it reached a new state.
    mutating func learn(from record: SimulationRecord) {
        var last: Int?
        for (choice, state) in record.log.states.enumerated() where state != 0 {
            if note(state) { last = choice }
        }
        guard let last, last < BranchPoints.mostChoices else { return }
        let run = record.choices.prefix(last + 1).map { UInt16(clamping: $0) }
        if runs.count < BranchPoints.mostRuns {
            runs.append(run)
        } else {
            runs[oldest] = run
            oldest = (oldest + 1) % runs.count
        }
    }

    /// Whether the state is new.
    private mutating func note(_ state: UInt32) -> Bool {
        let bit = Int(state >> (32 - UInt32(BranchPoints.bits)))
        let mask: UInt64 = 1 << UInt64(bit & 63)
        defer { seen[bit >> 6] |= mask }
        return seen[bit >> 6] & mask == 0
    }
}
