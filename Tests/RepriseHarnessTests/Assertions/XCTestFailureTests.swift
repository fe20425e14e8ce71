#if !canImport(ObjectiveC)
import RepriseTesting
import XCTest

/// What an assertion reports under XCTest when it fails: each finding at the caller's file and line.
///
/// The failing test runs within the test, with a run of its own that nobody counts. As XCTest forgets which test runs
/// then, these tests fail by what they throw.
final class XCTestFailureTests: XCTestCase {
    private func outcome() throws -> ReplayOutcome {
        try Replay(try Sittings.record()).run(Sittings.echo, processing: .queued())
    }

    /// What is reported while `body` runs as a test.
    private func failures(_ body: @escaping () throws -> Void) -> [Failure] {
        let inner = InnerTest(name: "inner") { _ in try body() }
        inner.run()
        return (inner.testRun as? InnerRun)?.failures ?? []
    }

    private func demand(_ holds: Bool, _ failures: [Failure], line: Int = #line) throws {
        guard holds else { throw Unexpected(line: line, failures: failures) }
    }

    func testEachFindingIsAFailureAtTheLineOfTheCall() throws {
        let outcome = try outcome()
        var line = 0
        let found = failures {
            line = #line + 1
            assertReplay(outcome, .replyCount(99), .replies(["nothing"], in: "C0GENERAL"))
        }
        let expected = outcome.findings(.replyCount(99), .replies(["nothing"], in: "C0GENERAL"))
        try demand(expected.count == 2 && found.count == 2, found)
        try demand(found.allSatisfy { $0.file == #filePath && $0.line == line }, found)
        try demand(found.allSatisfy(\.isExpected), found)
        for (failure, finding) in zip(found, expected) {
            try demand(failure.text.contains(finding.description), found)
        }
    }

    func testWhatHoldsIsNoFailure() throws {
        let outcome = try outcome()
        let found = failures { assertReplay(outcome, .replyCount(3), .faithful) }
        try demand(found.isEmpty, found)
    }

    func testAFailingScheduleIsOneFailureAtTheLineOfTheCall() throws {
        struct Broken: Error {}
        var line = 0
        let found = failures {
            line = #line + 1
            try explore(under: Exploration(schedules: 2)) { _ in throw Broken() }
        }
        try demand(found.count == 1, found)
        try demand(found.allSatisfy { $0.file == #filePath && $0.line == line }, found)
        try demand(found.allSatisfy { $0.text.contains("REPRISE_SCHEDULE=") }, found)
    }

    func testTheCallerOfAHelperIsReportedIfTheHelperPassesItOn() throws {
        let outcome = try outcome()
        func assertThree(file: StaticString = #filePath, line: UInt = #line) {
            assertReplay(outcome, .replyCount(4), filePath: file, line: line)
        }
        var line = 0
        let found = failures {
            line = #line + 1
            assertThree()
        }
        try demand(found.map(\.line) == [line], found)
    }
}

/// One failure as XCTest is told it.
private struct Failure: CustomStringConvertible {
    var text: String
    var file: String
    var line: Int
    var isExpected: Bool

    var description: String { "\(file):\(line): \(text)" }
}

private struct Unexpected: Error, CustomStringConvertible {
    var line: Int
    var failures: [Failure]

    var description: String { "line \(line) does not hold; reported were \(failures)" }
}

/// A test that runs within another one.
private final class InnerTest: XCTestCase {
    override var testRunClass: AnyClass? { InnerRun.self }
}

/// Keeps failures to itself: what the inner test reports is no failure of the suite.
private final class InnerRun: XCTestCaseRun {
    private(set) var failures: [Failure] = []

    override func start() {}
    override func stop() {}

    override func recordFailure(
        withDescription description: String,
        inFile filePath: String?,
        atLine lineNumber: Int,
        expected: Bool
    ) {
        failures.append(
            Failure(
                text: description,
                file: filePath ?? "",
                line: lineNumber,
                isExpected: expected
            )
        )
    }
}
#endif
