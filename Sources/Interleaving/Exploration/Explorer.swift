import RepriseFloor

/// An exploration under way.
struct Explorer {
    private let exploration: Exploration
    private var runs = 0
    private var traces = DistinctCount()
    private var disturbed: SimulationRecord?
    private var capabilities = Capabilities.publicAPI
    private var replayed: TokenComparison?
    private var staleTokens: [ReplayToken] = []
    private let leftovers = Leftovers()
    private let start = ContinuousClock.now
    private var reported = ContinuousClock.now

    /// Counts the tasks that runs have left unfinished, those to shrink and to explain among them.
    private final class Leftovers {
        var count = 0
    }

    init(exploration: Exploration) {
        self.exploration = exploration
    }

    mutating func run(_ attempt: (Schedule) -> Attempt) -> ExplorationReport {
        let leftovers = leftovers
        func counted(_ schedule: Schedule) -> Attempt {
            let result = attempt(schedule)
            leftovers.count += result.record.pending.tasks.count
            return result
        }
        return explore(counted)
    }

    private mutating func explore(_ attempt: (Schedule) -> Attempt) -> ExplorationReport {
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
        while isFirst ? exploration.schedules > 0 : hasSchedules && hasTime && !isStopped {
            guard let schedule = source.next() else {
                isComplete = true
                break
            }
            let result = attempt(schedule)
            if !source.isRepeating { note(result) }
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
            if isFirst, let found = repeated(schedule, result, attempt) ?? failedAgain(attempt) {
                return report(found, isComplete: false)
            }
            isFirst = false
        }
        isComplete = isComplete || source.isExhausted
        let isCut = !isComplete && hasSchedules && hasTime && isStopped
        return report(nil, isComplete: isComplete, stop: isCut ? .leftovers(leftovers.count) : nil)
    }

    /// Runs the schedules under which the code failed before.
    private mutating func failedAgain(_ attempt: (Schedule) -> Attempt) -> ExplorationFailure? {
        guard !exploration.method.isReplay else { return nil }
        for token in exploration.failedBefore {
            guard isForNow(token) else {
                if isOfEarlierInput(token) { staleTokens.append(token) }
                continue
            }
            guard hasSchedules, hasTime else { return nil }
            let result = attempt(token.schedule)
            note(result)
            if let failure = result.failure {
                return confirm(token.schedule, result, failure, shrinks: true, attempt)
            }
            if result.record.trace.stableHash != token.traceHash { staleTokens.append(token) }
        }
        return nil
    }

    /// Whether a token can be replayed by this exploration as it is.
    private func isForNow(_ token: ReplayToken) -> Bool {
        do { try exploration.check(token) } catch { return false }
        return token.randomSeed == exploration.randomSeed && token.tier == capabilities.tier
    }

    /// Whether a token is of this subject as it was: of a recording that has been made anew since, which is never to come again.
    private func isOfEarlierInput(_ token: ReplayToken) -> Bool {
        guard let subject = exploration.subject, token.isFor(subject) else { return false }
        return token.differences(from: exploration.allCircumstances).contains(.input)
    }

    /// Whether there is a reason to end before it is done.
    private var isStopped: Bool { leftovers.count >= exploration.leftoverLimit }

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
            .notRepeatable(at: parting, again.failure),
            run: runs,
            schedule: schedule,
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
        replayed = TokenComparison(token: token, attempt)
    }

    private func report(
        _ failure: ExplorationFailure?,
        isComplete: Bool,
        stop: ExplorationStop? = nil
    ) -> ExplorationReport {
        ExplorationReport(
            schedules: runs,
            distinct: traces.estimate,
            isDistinctExact: traces.isExact,
            isComplete: isComplete,
            disturbed: disturbed,
            capabilities: capabilities,
            replayed: replayed,
            stop: stop,
            staleTokens: staleTokens,
            failure: failure
        )
    }

    /// Runs a failing schedule again, and shrinks it if it fails again in the same way.
    ///
    /// - Parameter shrinks: Whether it may be shrunk and explained by other runs: one that the user gave is left as it is, and
    ///   nothing else is run, so that a debugger and what the code prints show that run.
    private mutating func confirm(
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
                failure,
                run: runs,
                schedule: schedule,
                attempt: first,
                partsAtStep: parting ?? first.record.trace.steps.count,
                settings: exploration
            )
        }
        var found = ExplorationFailure(
            failure,
            run: runs,
            schedule: schedule,
            attempt: first,
            settings: exploration
        )
        if shrinks {
            exploration.failureFound?(found)
            found = found.shrunk(by: shrink(first, failure, attempt), settings: exploration)
        }
        guard shrinks, exploration.shrinkingRuns > 0 else { return found }
        return withoutActuallyEscaping(attempt) { attempt in
            var search = ExplanationSearch(found, attempt)
            return found.explained(by: search.explanation(of: found.attempt.record.choices))
        }
    }

    private mutating func shrink(
        _ first: Attempt,
        _ failure: Attempt.Failure,
        _ attempt: (Schedule) -> Attempt
    ) -> ShrinkSearch {
        let start = ContinuousClock.now
        let budgets = [exploration.shrinkingTime, exploration.timeBudget].compactMap(\.self)
        var reported = start
        let shrinker = Shrinker.keeping(
            failure.kind,
            budget: exploration.shrinkingRuns,
            deadline: budgets.min().map { start + $0 }
        ) { [exploration] runs, deviations in
            let now = ContinuousClock.now
            guard reported.duration(to: now) >= exploration.progressInterval else { return }
            reported = now
            exploration.shrinkingProgress?(runs, deviations)
        }
        return shrinker.shrink(first, attempt)
    }
}
