public import Interleaving
public import RepriseHarness
public import SlackBot
public import SlackReplay

/// Replays a recorded session to a bot under many schedules and asserts that properties hold under each,
/// in XCTest and in Swift Testing alike.
///
///     try explore("greeting", against: greeter, .repliesInArrivalOrder(.channel))
///
/// The first failing schedule is run again, shrunk to few deviations from the recorded order, and reported
/// as one failure at the line of the call: what is broken, the timeline, what each unfinished task waits
/// for, and a line that replays exactly it. The pure twin is `Replay.explore(_:processing:under:_:)`.
///
/// The environment overrides `exploration`: `REPRISE_SCHEDULE` (a token from a failure, to run alone),
/// `REPRISE_SCHEDULES` (how many), `REPRISE_SEED`, `REPRISE_SECONDS` (real time to spend), and
/// `REPRISE_STRATEGIES` (for example `random,delayed3` or `exhaustive2`). Long explorations say on stderr
/// how far they are.
///
/// - Parameters:
///   - fixture: The fixture's name; see `replay(_:against:processing:options:schedule:filePath:)`.
///   - bot: The bot under test.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - exploration: How many schedules, of which kind, from which seed, for how long.
///   - property: What must hold under every schedule.
///   - others: What else must hold.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `FixtureNotFound`, `FixtureError`, `ReplayError`, or `ExplorationEnvironmentError` for a
///   variable that cannot be used. What the bot does wrong is not thrown.
@discardableResult
public func explore(
    _ fixture: String,
    against bot: Bot,
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    under exploration: Exploration = Exploration(),
    _ property: ReplayProperty,
    _ others: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column
) throws -> ReplayExplorationReport {
    let path = try FixtureLocator(sourceFile: "\(filePath)").path(of: fixture)
    let report = try Replay(contentsOf: path, options: options).explore(
        bot,
        processing: processing,
        under: try exploration.inTests(),
        [property] + others
    )
    warn(of: report.exploration.disturbed)
    if !report.holds {
        Caller(fileID: fileID, filePath: filePath, line: line, column: column)
            .report(report.description)
    }
    return report
}

/// Runs any concurrent code under many schedules and asserts that it never throws, in XCTest and in Swift
/// Testing alike.
///
///     try explore { simulation in
///         let store = Store()
///         async let one: Void = store.increment()
///         async let two: Void = store.increment()
///         _ = await (one, two)
///         guard await store.count == 2 else { throw LostUpdate() }
///     }
///
/// A failure is that `body` throws, or that it does not return: a deadlock ends at once, without a
/// time-out. Do not use `#expect` or `XCTAssert` in `body`, which runs many times; throw. The failure
/// report and the environment are as with fixtures.
///
/// - Parameters:
///   - exploration: How many schedules, of which kind, from which seed, for how long.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
///   - body: The code, which is given the simulation that it runs in.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `ExplorationEnvironmentError` for a variable that cannot be used.
@discardableResult
public func explore(
    under exploration: Exploration = Exploration(),
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column,
    _ body: @escaping @Sendable (Simulation) async throws -> Void
) throws -> ExplorationReport {
    let report = try exploration.inTests().run(body)
    warn(of: report.disturbed)
    if let failure = report.failure {
        let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
        caller.report(
            "\(failure.report)\n\(failure.replaying(variable: Exploration.scheduleVariable))"
        )
    }
    return report
}
