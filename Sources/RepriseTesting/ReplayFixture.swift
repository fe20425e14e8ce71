public import Interleaving
public import RepriseHarness
public import SlackBot
public import SlackReplay
public import SlackTransport

/// Replays a recorded session against a bot in virtual time, and returns what the bot did.
///
///     let replay = try replaySession("greeting", against: greeter, processing: .queued())
///     assertReplay(replay, .replies(["hi bob"]), .faithful)
///
/// Nothing is awaited and nothing sleeps: the call returns when nothing is left to release and nothing
/// in the bot can go on. Tests that replay may run in parallel.
///
/// - Parameters:
///   - fixture: The fixture's name, looked for in the folders `Fixtures` beside the test and above it, and among the
///     resources of the test's target; a name with a slash is a path relative to the test's file. See `FixtureLocator`.
///   - bot: The bot under test.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - perturbation: Another timing than the recorded one; `nil` for that of `options`.
///   - faults: What goes wrong on the way between bot and session.
///   - limits: How far the replay may go before it is stopped.
///   - tier: How much of the bot's code is simulated; by default as much as this process can. Where what is asked for
///     cannot be had, no property holds.
///   - randomSeed: The seed of the random numbers that the bot draws, where they are captured.
///   - schedule: Which runnable task goes first; by default the one that has waited longest.
///   - fileID: The test's file, by default the caller's.
///   - filePath: The test's file, by default the caller's.
/// - Throws: `FixtureNotFound`, `FixtureError` or `ReplayError`. What the bot does wrong is not thrown; it
///   stands in the outcome.
public func replaySession(
    _ fixture: String,
    against bot: Bot,
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    perturbation: Perturbation? = nil,
    faults: FaultPlan = FaultPlan(),
    limits: SimulationLimits = .default,
    tier: SimulationTier = .automatic,
    randomSeed: UInt64 = 0,
    schedule: Schedule = .firstInFirstOut,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath
) throws -> ReplayOutcome {
    let caller = Caller(fileID: fileID, filePath: filePath)
    var replay = try caller.replay(fixture, options, perturbation, faults)
    replay.limits = limits
    replay.tier = tier
    replay.randomSeed = randomSeed
    return try replay.run(bot, processing: processing, schedule: schedule)
}

extension Caller {
    /// The fixture of that name as the caller finds it.
    func replay(
        _ fixture: String,
        _ options: ReplayOptions,
        _ perturbation: Perturbation?,
        _ faults: FaultPlan
    ) throws -> Replay {
        try replay(at: try path(of: fixture), options, perturbation, faults)
    }

    /// The path of the fixture of that name as the caller finds it.
    func path(of fixture: String) throws -> String {
        try FixtureLocator(sourceFile: "\(filePath)", module: module).path(of: fixture)
    }

    /// The fixture in a file.
    func replay(
        at path: String,
        _ options: ReplayOptions,
        _ perturbation: Perturbation?,
        _ faults: FaultPlan
    ) throws -> Replay {
        var options = options
        if let perturbation { options.perturbation = perturbation }
        return try Replay(
            contentsOf: path,
            options: options,
            faults: faults
        )
    }
}
