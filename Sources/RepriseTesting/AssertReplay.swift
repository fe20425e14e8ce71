public import RepriseHarness
import SlackReplay

/// Asserts that a replay has the given properties, in XCTest and in Swift Testing alike.
///
/// Every property that does not hold is one failure at the line of the call, and so is that the replay gives no ground
/// for a verdict (see `ReplayOutcome.unfounded`): the recording is truncated, the bot never connected or ended too
/// early, nothing happened. The pure twin is `ReplayOutcome.findings(_:)`, which returns every finding and fails nothing.
///
///     assertReplay(replay, .replies(["hi bob"]), .repliesInArrivalOrder(), .faithful)
///
/// - Parameters:
///   - outcome: The replay to look at.
///   - property: What must hold of it.
///   - others: What else must hold.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
public func assertReplay(
    _ outcome: ReplayOutcome,
    _ property: ReplayProperty,
    _ others: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column
) {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    for findings in outcome.findingsByProperty([property] + others) {
        caller.report(findings.text)
    }
    if let disturbance = outcome.simulation.disturbance { caller.warn(disturbance) }
}

extension [Finding] {
    /// How many findings beside the first are told, by their first line.
    private static let told = 5

    /// The first finding whole, and the others in a line each: a thousand of them have one cause.
    fileprivate var text: String {
        let others = dropFirst()
        guard let first, !others.isEmpty else { return first?.description ?? "" }
        let lines = others.prefix(Self.told).map { finding in
            "  " + finding.sentence + (finding.place.map { " (\($0))" } ?? "")
        }
        let rest = others.count - lines.count
        let more = rest > 0 ? ["  and \(rest) more; print(replay.report) has them all"] : []
        return (["\(first)", "and, perhaps for the same reason:"] + lines + more).joined(
            separator: "\n"
        )
    }
}
