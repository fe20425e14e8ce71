/// What an exploration found.
public struct ExplorationReport: Sendable {
    /// Schedules that were run, not counting those for shrinking.
    public let schedules: Int

    /// Different traces among them: counted up to 65,536, and beyond that an estimate, half a per cent off as a rule.
    public let distinct: Int

    /// Whether ``distinct`` was counted.
    public let isDistinctExact: Bool

    /// Whether every schedule that was asked for was run.
    ///
    /// All within the bound of an exhaustive search, that is; samples are never all.
    public let isComplete: Bool

    /// The first run in which something outside the simulation had a say; nil when there was none.
    public let disturbed: SimulationRecord?

    /// Whether no run was disturbed from outside.
    public var isReproducible: Bool { disturbed == nil }

    /// What was captured; what was not, was not explored.
    public let capabilities: Capabilities

    /// How the run compares with the one that the token stands for, where one was replayed.
    public let replayed: TokenComparison?

    /// Why the exploration ended before it was done; `nil` if it did not.
    public let stop: ExplorationStop?

    /// Tokens of ``Exploration/failedBefore`` that do not apply any more: their schedules hold, in other runs than those that failed.
    public let staleTokens: [ReplayToken]

    /// The failure, if one was found.
    public let failure: ExplorationFailure?

    /// Whether at least one schedule was run and none failed.
    public var holds: Bool { failure == nil && schedules > 0 }

    /// That nothing can be said, for want of a schedule; for people.
    package var nothingRun: String {
        "no schedule was run, so nothing can be said: Exploration(schedules:) takes 1 or more"
    }
}

/// Why an exploration ended before it was done.
public enum ExplorationStop: Hashable, Sendable {
    /// The runs had left so many tasks unfinished; see ``Exploration/leftoverLimit``.
    case leftovers(Int)
}

extension ExplorationStop: CustomStringConvertible {
    /// One sentence for people, without a full stop.
    public var description: String {
        switch self {
        case .leftovers(let count):
            "ended early: the runs have left \(count) tasks that wait for ever, whose memory cannot be given back; end "
                + "them (cancel, finish the stream), or raise Exploration.leftoverLimit"
        }
    }
}

/// A schedule under which code broke its promise.
public struct ExplorationFailure: Error, Sendable {
    /// How it failed, under the shrunk schedule.
    public let failure: Attempt.Failure

    /// The number of the schedule, counted from 1.
    public let run: Int

    /// The schedule under which it failed first.
    public let schedule: Schedule

    /// The smallest schedule found under which it fails in the same way.
    public let shrunk: Schedule

    /// The run under the shrunk schedule.
    public let attempt: Attempt

    /// The step at which a second run under the same schedule parted from the first; nil when it was
    /// the same.
    public let partsAtStep: Int?

    /// Runs spent on shrinking.
    public let shrinkingRuns: Int

    /// Whether shrinking ended because its runs or its time were spent.
    public let isShrinkingCut: Bool

    /// The line that replays the failure as it was found, before it was shrunk.
    public let firstToken: ReplayToken

    /// The line that replays exactly this failure.
    ///
    /// That of the shrunk schedule, unless it is longer than ``longestToken`` and longer than ``firstToken``.
    public let token: ReplayToken

    /// Which order decides, as far as that was found out.
    public let explanation: FailureExplanation?

    /// Characters of a token that a terminal still shows in a line or two.
    static let longestToken = 200

    /// How often the shrunk schedule deviates from the plain order.
    public var deviations: Int { attempt.record.choices.count { $0 != 0 } }
}

extension ExplorationFailure {
    /// A failure that is not shrunk.
    init(
        _ failure: Attempt.Failure,
        run: Int,
        schedule: Schedule,
        attempt: Attempt,
        partsAtStep: Int? = nil,
        settings: Exploration
    ) {
        let token = ReplayToken(of: attempt, under: schedule, settings)
        self.init(
            failure: failure,
            run: run,
            schedule: schedule,
            shrunk: schedule,
            attempt: attempt,
            partsAtStep: partsAtStep,
            shrinkingRuns: 0,
            isShrinkingCut: false,
            firstToken: token,
            token: token,
            explanation: nil
        )
    }

    /// The failure as a search for a smaller schedule left it.
    func shrunk(by search: ShrinkSearch, settings: Exploration) -> ExplorationFailure {
        let schedule = Schedule.lenient(search.choices)
        let own = ReplayToken(of: search.best, under: schedule, settings)
        let length = own.description.count
        let isTooLong = length > Self.longestToken && length > firstToken.description.count
        return ExplorationFailure(
            failure: search.best.failure ?? failure,
            run: run,
            schedule: self.schedule,
            shrunk: schedule,
            attempt: search.best,
            partsAtStep: nil,
            shrinkingRuns: search.runs,
            isShrinkingCut: search.isCut,
            firstToken: firstToken,
            token: isTooLong ? firstToken : own,
            explanation: nil
        )
    }

    /// The failure with which order decides.
    func explained(by explanation: FailureExplanation?) -> ExplorationFailure {
        ExplorationFailure(
            failure: failure,
            run: run,
            schedule: schedule,
            shrunk: shrunk,
            attempt: attempt,
            partsAtStep: partsAtStep,
            shrinkingRuns: shrinkingRuns,
            isShrinkingCut: isShrinkingCut,
            firstToken: firstToken,
            token: token,
            explanation: explanation
        )
    }
}

extension ReplayToken {
    fileprivate init(of attempt: Attempt, under schedule: Schedule, _ settings: Exploration) {
        self.init(
            schedule: schedule,
            randomSeed: settings.randomSeed,
            traceHash: attempt.record.trace.stableHash,
            tier: attempt.record.capabilities.tier,
            build: BuildIdentity.current,
            subject: settings.subject,
            circumstances: settings.allCircumstances
        )
    }
}
