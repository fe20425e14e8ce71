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
        if exploration.schedules > 0, let schedule = exploration.firstSchedule {
            let result = attempt(schedule)
            note(result)
            compare(result)
            if let failure = result.failure {
                let found = confirm(schedule, result, failure, shrinks: false, attempt)
                return report(found, isComplete: false)
            }
        }
        var source = ScheduleSource(exploration)
        var isComplete = false
        var isFirst = true
        // A budget that is spent before anything ran is no reason to say that everything holds.
        while isFirst ? exploration.schedules > 0 : hasSchedules && hasTime {
            guard let schedule = source.next() else {
                isComplete = true
                break
            }
            let result = attempt(schedule)
            note(result)
            source.learn(from: result)
            if let failure = result.failure {
                let found = confirm(
                    schedule,
                    result,
                    failure,
                    shrinks: !exploration.method.isReplay,
                    attempt
                )
                return report(found, isComplete: false)
            }
            if isFirst, let found = repeated(schedule, result, attempt) {
                return report(found, isComplete: false)
            }
            isFirst = false
        }
        return report(nil, isComplete: isComplete || source.isExhausted)
    }

    private var hasSchedules: Bool { runs < exploration.schedules }

    private var hasTime: Bool {
        guard let budget = exploration.timeBudget else { return true }
        return start.duration(to: .now) < budget
    }

    /// Runs the first schedule again; a failure if that is another run, though nothing outside had a say.
    ///
    /// What the code keeps from one run to the next would make every later run one of something else.
    private func repeated(
        _ schedule: Schedule,
        _ first: Attempt,
        _ attempt: (Schedule) -> Attempt
    ) -> ExplorationFailure? {
        let again = attempt(schedule)
        guard first.record.isReproducible, again.record.isReproducible else { return nil }
        let parting = first.record.trace.firstDifference(from: again.record.trace)
        guard parting != nil || again.failure != nil else { return nil }
        return ExplorationFailure(
            failure: .notRepeatable(at: parting, again.failure),
            run: runs,
            schedule: schedule,
            shrunk: schedule,
            attempt: again,
            partsAtStep: parting,
            settings: exploration
        )
    }

    private mutating func note(_ attempt: Attempt) {
        runs += 1
        traces.insert(attempt.record.trace.stableHash)
        if disturbed == nil, !attempt.record.isReproducible { disturbed = attempt.record }
        capabilities = attempt.record.capabilities
        guard let progress = exploration.progress else { return }
        let now = ContinuousClock.now
        guard reported.duration(to: now) >= exploration.progressInterval else { return }
        reported = now
        progress(runs, exploration.schedules)
    }

    private mutating func compare(_ attempt: Attempt) {
        guard let token = exploration.token else { return }
        replayed = TokenComparison(token: token, trace: attempt.record.trace.stableHash)
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

    /// Runs a failing schedule again, and shrinks it if it fails again in the same way.
    ///
    /// - Parameter shrinks: Whether it may be shrunk: one that the user gave is left as it is.
    private func confirm(
        _ schedule: Schedule,
        _ first: Attempt,
        _ failure: Attempt.Failure,
        shrinks: Bool,
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
        guard shrinks else {
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
