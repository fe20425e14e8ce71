public import RepriseHarness
import Testing
import XCTest

/// Asserts that a replay has the given properties, in XCTest and in Swift Testing alike.
///
/// Every finding becomes one failure at the line of the call. The pure twin is
/// `ReplayOutcome.findings(_:)`, which returns the findings and fails nothing.
///
///     assertReplay(replay, .replies(["hi bob"]), .repliesInArrivalOrder(), .faithful)
///
/// - Parameters:
///   - outcome: The replay to look at.
///   - properties: What must hold of it.
///   - fileID: The file to report, by default the caller's.
///   - filePath: The file to report, by default the caller's.
///   - line: The line to report, by default the caller's.
///   - column: The column to report, by default the caller's.
public func assertReplay(
    _ outcome: ReplayOutcome,
    _ properties: ReplayProperty...,
    fileID: StaticString = #fileID,
    filePath: StaticString = #filePath,
    line: UInt = #line,
    column: UInt = #column
) {
    let caller = Caller(fileID: fileID, filePath: filePath, line: line, column: column)
    for finding in outcome.findings(properties) {
        caller.report(finding.description)
    }
}
