public import Interleaving
public import RepriseHarness
public import SlackBot
public import SlackReplay
public import SlackTransport

/// Replays a recorded session to a bot under many schedules and asserts that properties hold under each,
/// in XCTest and in Swift Testing alike.
///
///     try explore("greeting", against: greeter, .repliesInArrivalOrder(.channel))
///
/// The first failing schedule is run again, shrunk to few deviations from the recorded order, and reported
/// as one failure at the line of the call: what is broken, the timeline, what each unfinished task waits
/// for, and a line that replays exactly it. The pure twin is `Replay.explore(_:processing:under:_:)`.
///
/// A bot that keeps something from one event to the next is made in a closure, anew for each schedule; one that is not
/// and keeps something is found out. What left the simulation is a warning.
///
/// The environment overrides `exploration`: `REPRISE_SCHEDULE` (a token from a failure, to run first, in the test that
/// it is from), `REPRISE_SCHEDULES` (how many), `REPRISE_SEED`, `REPRISE_SECONDS` (real time to spend), and
/// `REPRISE_STRATEGIES` (for example `random,uniform` or `exhaustive2`). Long explorations say on stderr
/// how far they are.
///
/// - Parameters:
///   - fixture: The fixture's name; see ``replaySession(_:against:processing:options:perturbation:faults:limits:tier:randomSeed:schedule:fileID:filePath:)``.
///   - bot: The bot under test, the same under every schedule.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - perturbation: Another timing than the recorded one; `nil` for that of `options`.
///   - faults: What goes wrong on the way between bot and session.
///   - exploration: How many schedules, of which kind, from which seed, for how long, within which limits and tier.
///   - property: What must hold under every schedule.
///   - others: What else must hold.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
///   - function: The test that a schedule belongs to, by default the caller.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `FixtureNotFound`, `FixtureError`, `ReplayError`, `ExplorationEnvironmentError` for a
///   variable that cannot be used, or `ReplayTokenMismatch` for a token that was found with another recording, other faults or
///   settings. What the bot does wrong is not thrown.
@discardableResult
public func explore(
    _ fixture: String,
    against bot: Bot,
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    perturbation: Perturbation? = nil,
    faults: FaultPlan = FaultPlan(),
    under exploration: Exploration = Exploration(),
    _ property: ReplayProperty,
    _ others: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column,
    function: StaticString = #function
) throws -> ReplayExplorationReport {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    let exploration = try exploration.inTests(of: "\(fileID) \(function) \(fixture)")
    return try caller.judge(fixture, options, perturbation, faults, exploration) {
        replay,
        exploration in
        try replay.explore(bot, processing: processing, under: exploration, [property] + others)
    }
}

/// Replays a recorded session under many schedules to a bot that is made anew for each, and asserts that properties
/// hold under each.
///
///     try explore("greeting", against: { makeGreeter(Database()) }, .repliesInArrivalOrder(.channel))
///
/// - Parameters:
///   - fixture: The fixture's name; see ``replaySession(_:against:processing:options:perturbation:faults:limits:tier:randomSeed:schedule:fileID:filePath:)``.
///   - make: Makes the bot under test; it runs in the simulation, so what it starts is simulated, too.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - perturbation: Another timing than the recorded one; `nil` for that of `options`.
///   - faults: What goes wrong on the way between bot and session.
///   - exploration: How many schedules, of which kind, from which seed, for how long, within which limits and tier.
///   - property: What must hold under every schedule.
///   - others: What else must hold.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
///   - function: The test that a schedule belongs to, by default the caller.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `FixtureNotFound`, `FixtureError`, `ReplayError`, `ExplorationEnvironmentError` for a
///   variable that cannot be used, or `ReplayTokenMismatch` for a token that was found with another recording, other faults or
///   settings. What the bot does wrong is not thrown.
@discardableResult
public func explore(
    _ fixture: String,
    against make: @escaping @Sendable () throws -> Bot,
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    perturbation: Perturbation? = nil,
    faults: FaultPlan = FaultPlan(),
    under exploration: Exploration = Exploration(),
    _ property: ReplayProperty,
    _ others: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column,
    function: StaticString = #function
) throws -> ReplayExplorationReport {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    let exploration = try exploration.inTests(of: "\(fileID) \(function) \(fixture)")
    return try caller.judge(fixture, options, perturbation, faults, exploration) {
        replay,
        exploration in
        try replay.explore(
            making: make,
            processing: processing,
            under: exploration,
            [property] + others
        )
    }
}

/// Replays a recorded session under many schedules to a bot and the state it works on, both made anew for each, and
/// asserts that properties hold and that the state is as it should be.
///
///     try explore("tickets", against: { let desk = Desk(); return (bot(at: desk), desk) }, .faithful) { outcome, desk in
///         guard await desk.open == outcome.transcript.replies.count else { throw TicketsLost() }
///     }
///
/// - Parameters:
///   - fixture: The fixture's name; see ``replaySession(_:against:processing:options:perturbation:faults:limits:tier:randomSeed:schedule:fileID:filePath:)``.
///   - make: Makes the bot and its state; it runs in the simulation, so what it starts is simulated, too.
///   - processing: How the bot works through events; by default as the bot was made.
///   - options: How calls are matched and frames released.
///   - perturbation: Another timing than the recorded one; `nil` for that of `options`.
///   - faults: What goes wrong on the way between bot and session.
///   - exploration: How many schedules, of which kind, from which seed, for how long, within which limits and tier.
///   - properties: What else must hold under every schedule.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
///   - function: The test that a schedule belongs to, by default the caller.
///   - verify: Looks at a replay and at the state that it left, and throws what is wrong with it. Do not use `#expect`
///     or `XCTAssert`: it runs many times.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `FixtureNotFound`, `FixtureError`, `ReplayError`, `ExplorationEnvironmentError` for a
///   variable that cannot be used, or `ReplayTokenMismatch` for a token that was found with another recording, other faults or
///   settings. What the bot does wrong is not thrown.
@discardableResult
public func explore<State: Sendable>(
    _ fixture: String,
    against make: @escaping @Sendable () throws -> (Bot, State),
    processing: Processing? = nil,
    options: ReplayOptions = ReplayOptions(),
    perturbation: Perturbation? = nil,
    faults: FaultPlan = FaultPlan(),
    under exploration: Exploration = Exploration(),
    _ properties: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column,
    function: StaticString = #function,
    verifying verify: @escaping @Sendable (ReplayOutcome, State) async throws -> Void
) throws -> ReplayExplorationReport {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    let exploration = try exploration.inTests(of: "\(fileID) \(function) \(fixture)")
    return try caller.judge(fixture, options, perturbation, faults, exploration) {
        replay,
        exploration in
        try replay.explore(
            making: make,
            processing: processing,
            under: exploration,
            properties,
            verifying: verify
        )
    }
}

extension Caller {
    /// Explores a fixture, fails the test if something was found, keeps what failed, and warns of what left the simulation.
    fileprivate func judge(
        _ fixture: String,
        _ options: ReplayOptions,
        _ perturbation: Perturbation?,
        _ faults: FaultPlan,
        _ exploration: Exploration,
        exploring explore: (Replay, Exploration) throws -> ReplayExplorationReport
    ) throws -> ReplayExplorationReport {
        let path = try path(of: fixture)
        var exploration = exploration
        let corpus = exploration.corpus(besideFixture: path)
        exploration.failedBefore += corpus?.tokens ?? []
        let report = try explore(try replay(at: path, options, perturbation, faults), exploration)
        warn(of: report.exploration.disturbed)
        let kept = corpus.flatMap { keep(report.exploration, in: $0) }
        if report.holds {
            tellOfToken(report.exploration)
            warn(of: report.exploration.stop)
        } else {
            self.report([report.description, kept].compactMap(\.self).joined(separator: "\n"))
        }
        return report
    }

    /// Keeps a failure, and lets go of what applies no more; says where it is kept.
    private func keep(_ report: ExplorationReport, in corpus: FailureCorpus) -> String? {
        let found = report.failure.flatMap { $0.isKept ? $0.token : nil }
        do {
            try corpus.update(adding: found, removing: report.staleTokens)
            return found == nil ? nil : "kept in \(corpus.path), and tried first from now on"
        } catch {
            return "\(error)"
        }
    }

    /// Says what came of a schedule that was to be seen again, where nothing fails and so nothing else is said.
    fileprivate func tellOfToken(_ report: ExplorationReport) {
        if let replayed = report.replayed { tell("reprise: \(replayed)\n") }
    }
}

extension ExplorationFailure {
    /// Whether the same can be expected of its schedule next time.
    fileprivate var isKept: Bool { partsAtStep == nil && !failure.isNotRepeatable }
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
///   - function: The test that a schedule belongs to, by default the caller.
///   - body: The code, which is given the simulation that it runs in.
/// - Returns: What was found, for tests that look closer.
/// - Throws: `ExplorationEnvironmentError` for a variable that cannot be used, `ReplayTokenMismatch` for a token that was found
///   under other limits.
@discardableResult
public func explore(
    under exploration: Exploration = Exploration(),
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column,
    function: StaticString = #function,
    _ body: @escaping @Sendable (Simulation) async throws -> Void
) throws -> ExplorationReport {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    var exploration = try exploration.inTests(of: "\(fileID) \(function)")
    try exploration.settleToken()
    let report = exploration.run(body)
    caller.warn(of: report.disturbed)
    if let failure = report.failure {
        caller.report(
            "\(failure.report)\n\(failure.replaying(variable: Exploration.scheduleVariable))"
        )
    } else if !report.holds {
        caller.report(report.nothingRun)
    } else {
        caller.tellOfToken(report)
        caller.warn(of: report.stop)
    }
    return report
}
