public import Interleaving
public import RepriseHarness
public import SlackBot
public import SlackReplay

/// Replays a recorded session against a bot in virtual time, and returns what the bot did.
///
///     let replay = try replay("greeting", against: greeter, processing: .queued())
///     assertReplay(replay, .replies(["hi bob"]), .faithful)
///
/// Nothing is awaited and nothing sleeps: the call returns when nothing is left to release and nothing
/// in the bot can go on. Tests that replay may run in parallel.
///
/// - Parameters:
///   - fixture: The fixture's name, looked for in the folders `Fixtures` beside the test and above it; a
///     name with a slash is a path relative to the test's file. See `FixtureLocator`.
///   - bot: The bot under test.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - schedule: Which runnable task goes first; by default the one that has waited longest.
///   - filePath: The test's file, by default the caller's.
/// - Throws: `FixtureNotFound`, `FixtureError` or `ReplayError`. What the bot does wrong is not thrown; it
///   stands in the outcome.
public func replay(
    _ fixture: String,
    against bot: Bot,
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    schedule: Schedule = .firstInFirstOut,
    filePath: StaticString = #filePath
) throws -> ReplayOutcome {
    let path = try FixtureLocator(sourceFile: "\(filePath)").path(of: fixture)
    return try Replay(contentsOf: path, options: options)
        .run(bot, processing: processing, schedule: schedule)
}
