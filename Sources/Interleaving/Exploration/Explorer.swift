import RepriseFloor

/// An exploration under way.
struct Explorer {
    private let exploration: Exploration
    private var runs = 0
    private var traces: Set<UInt64> = []
    private var disturbed: SimulationRecord?
    private var capabilities = Capabilities.publicAPI
    private var replayed: TokenComparison?
    private let start = ContinuousClock.now
    private var reported = ContinuousClock.now

    init(exploration: Exploration) {
        self.exploration = exploration
    }

    mutating func run(_ attempt: (Schedule) -> Attempt) -> ExplorationReport {
        var source = ScheduleSource(exploration)
        var isComplete = false
        while runs < exploration.schedules, hasTime {
            guard let schedule = source.next() else {
                isComplete = true
                break
            }
            let result = attempt(schedule)
            note(result)
            source.learn(from: result)
            if let failure = result.failure {
                return report(confirm(schedule, result, failure, attempt), isComplete: false)
            }
        }
        return report(nil, isComplete: isComplete || source.isExhausted)
    }

    private var hasTime: Bool {
        guard let budget = exploration.timeBudget else { return true }
        return start.duration(to: .now) < budget
    }

    private mutating func note(_ attempt: Attempt) {
        runs += 1
        traces.insert(attempt.record.trace.stableHash)
        if disturbed == nil, !attempt.record.isReproducible { disturbed = attempt.record }
        capabilities = attempt.record.capabilities
        if runs == 1, let token = exploration.token {
            replayed = TokenComparison(token: token, trace: attempt.record.trace.stableHash)
        }
        guard let progress = exploration.progress else { return }
        let now = ContinuousClock.now
        guard reported.duration(to: now) >= exploration.progressInterval else { return }
        reported = now
        progress(runs, exploration.schedules)
    }

    private func report(_ failure: ExplorationFailure?, isComplete: Bool) -> ExplorationReport {
        ExplorationReport(
            schedules: runs,
            distinct: traces.count,
            isComplete: isComplete,
            disturbed: disturbed,
            capabilities: capabilities,
            replayed: replayed,
            failure: failure
        )
    }

    /// Runs a failing schedule again, and shrinks it if it fails again in the same way and was not
    /// given by the user.
    private func confirm(
        _ schedule: Schedule,
        _ first: Attempt,
        _ failure: Attempt.Failure,
        _ attempt: (Schedule) -> Attempt
    ) -> ExplorationFailure {
        let again = attempt(.choices(first.record.choices))
        let parting = first.record.trace.firstDifference(from: again.record.trace)
        guard parting == nil, again.failure?.kind == failure.kind else {
            return ExplorationFailure(
                failure: failure,
                run: runs,
                schedule: schedule,
                shrunk: .choices(first.record.choices),
                attempt: first,
                partsAtStep: parting ?? first.record.trace.steps.count,
                settings: exploration
            )
        }
        if case .replay = exploration.method {
            return ExplorationFailure(
                failure: failure,
                run: runs,
                schedule: schedule,
                shrunk: schedule,
                attempt: first,
                partsAtStep: nil,
                settings: exploration
            )
        }
        let shrinker = Shrinker(kind: failure.kind, budget: exploration.shrinkingRuns)
        let search = shrinker.shrink(first, attempt)
        return ExplorationFailure(
            failure: search.best.failure ?? failure,
            run: runs,
            schedule: schedule,
            shrunk: .lenient(search.choices),
            attempt: search.best,
            partsAtStep: nil,
            shrinkingRuns: search.runs,
            settings: exploration
        )
    }
}

/// Which schedule comes next.
struct ScheduleSource {
    private let method: Exploration.Method
    private var seeds: SeededGenerator
    private var index = 0
    /// Choices that a run is expected to have.
    private var length = 1
    /// Prefixes still to be run by an exhaustive search, fewest deviations first.
    private var prefixes: [[Int]] = [[]]
    private var nextPrefix = 0

    init(_ exploration: Exploration) {
        method = exploration.method
        seeds = SeededGenerator(seed: exploration.seed)
    }

    /// Whether every schedule that was asked for has been given out.
    var isExhausted: Bool {
        switch method {
        case .portfolio, .strategies: false
        case .exhaustive: nextPrefix == prefixes.count
        case .replay: index > 0
        }
    }

    /// The next schedule; nil when there is none.
    mutating func next() -> Schedule? {
        defer { index += 1 }
        switch method {
        case .replay(let schedule):
            return index == 0 ? schedule : nil
        case .exhaustive:
            guard nextPrefix < prefixes.count else { return nil }
            nextPrefix += 1
            return .lenient(prefixes[nextPrefix - 1])
        case .portfolio:
            guard index > 0 else { return .firstInFirstOut }
            return .sampled(by: .portfolio(index - 1), seed: seeds.next(), length: length)
        case .strategies(let strategies):
            guard index > 0, !strategies.isEmpty else {
                return index == 0 ? .firstInFirstOut : nil
            }
            let strategy = strategies[(index - 1) % strategies.count]
            return .sampled(by: strategy, seed: seeds.next(), length: length)
        }
    }

    /// Takes note of the schedule given out last.
    mutating func learn(from attempt: Attempt) {
        if index == 1 { length = max(1, attempt.record.choices.count) }
        guard case .exhaustive(let bound) = method else { return }
        let prefix = prefixes[nextPrefix - 1]
        guard prefix.count(where: { $0 != 0 }) < bound else { return }
        let counts = attempt.record.trace.steps.lazy.map(\.readyCount).filter { $0 > 1 }
        for (place, count) in counts.enumerated() where place >= prefix.count {
            let padding = Array(repeating: 0, count: place - prefix.count)
            for choice in 1..<count { prefixes.append(prefix + padding + [choice]) }
        }
    }
}
