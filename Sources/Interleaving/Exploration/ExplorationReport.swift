/// What an exploration found.
public struct ExplorationReport: Sendable {
    /// Schedules that were run, not counting those for shrinking.
    public let schedules: Int

    /// Different traces among them.
    public let distinct: Int

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

    /// The failure, if one was found.
    public let failure: ExplorationFailure?

    /// Whether at least one schedule was run and none failed.
    public var holds: Bool { failure == nil && schedules > 0 }

    /// That nothing can be said, for want of a schedule; for people.
    package var nothingRun: String {
        "no schedule was run, so nothing can be said: Exploration(schedules:) takes 1 or more"
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

    /// The line that replays exactly this failure.
    public let token: ReplayToken

    init(
        failure: Attempt.Failure,
        run: Int,
        schedule: Schedule,
        shrunk: Schedule,
        attempt: Attempt,
        partsAtStep: Int?,
        shrinkingRuns: Int = 0,
        settings: Exploration
    ) {
        self.failure = failure
        self.run = run
        self.schedule = schedule
        self.shrunk = shrunk
        self.attempt = attempt
        self.partsAtStep = partsAtStep
        self.shrinkingRuns = shrinkingRuns
        token = ReplayToken(
            schedule: shrunk,
            randomSeed: settings.randomSeed,
            traceHash: attempt.record.trace.stableHash,
            tier: attempt.record.capabilities.tier,
            build: BuildIdentity.current,
            subject: settings.subject
        )
    }

    /// How often the shrunk schedule deviates from the plain order.
    public var deviations: Int { attempt.record.choices.count { $0 != 0 } }
}
