import Foundation
import Interleaving
import Testing

/// Every bug of the table is found, shrunk, and replayed from the printed line.
@Suite(.wholeProgram) struct BugTableTests {
    private static let bugVariable = "INTERLEAVING_TEST_BUG"
    private static let outputVariable = "INTERLEAVING_TEST_OUTPUT"

    private static func explore(_ bug: Bug, with exploration: Exploration) -> ExplorationReport {
        exploration.run { _ in try await bug.run() }
    }

    @Test(arguments: Bug.allCases)
    func `The default portfolio finds it within the stated number of schedules`(bug: Bug) throws {
        for seed in 1..<3 as Range<UInt64> {
            let exploration = Exploration(schedules: bug.expectedSchedules, seed: seed)
            let report = BugTableTests.explore(bug, with: exploration)
            let failure = try #require(report.failure, "seed \(seed)")
            #expect(failure.failure.kind.contains("Broken"))
            #expect(failure.partsAtStep == nil)
            #expect(report.isReproducible)
        }
    }

    @Test(arguments: Bug.allCases)
    func `It is shrunk to what matters, and the printed line replays it`(bug: Bug) throws {
        let exploration = Exploration(schedules: bug.expectedSchedules, shrinkingRuns: 5_000)
        let found = try #require(BugTableTests.explore(bug, with: exploration).failure)
        #expect(found.shrunk.token.hasPrefix("lenient:"))
        // Without any one of the deviations left, the bug does not show.
        let choices = found.attempt.record.choices
        for place in choices.indices where choices[place] != 0 {
            var fewer = choices
            fewer[place] = 0
            let run = exploration.simulation(.lenient(fewer)).run { try await bug.run() }
            #expect(throws: Never.self) { try run.result }
        }
        let lines = found.description.split(separator: "\n")
        let line = try #require(lines.last { $0.contains("INTERLEAVING_SCHEDULE=") })
        let text = try #require(line.split(separator: "=").last)
        let token = try ReplayToken(String(text))
        var replay = Exploration()
        try replay.configure(from: ["INTERLEAVING_SCHEDULE": token.description])
        let again = try #require(BugTableTests.explore(bug, with: replay).failure)
        #expect(again.run == 1)
        #expect(again.failure == found.failure)
        #expect(again.attempt.record.trace == found.attempt.record.trace)
        #expect(again.attempt.record.trace.stableHash == token.traceHash)
    }

    // Runs in the processes that the next test starts, and nowhere else.
    @Test(.enabled(if: ProcessInfo.processInfo.environment[bugVariable] != nil))
    func replayForAnotherProcess() throws {
        let environment = ProcessInfo.processInfo.environment
        let bug = try #require(Bug(rawValue: environment[Self.bugVariable] ?? ""))
        var replay = Exploration()
        try replay.configure(from: environment)
        let failure = try #require(BugTableTests.explore(bug, with: replay).failure)
        try "\(failure.failure.message) \(failure.attempt.record.trace.stableHash)"
            .write(
                toFile: try #require(environment[Self.outputVariable]),
                atomically: true,
                encoding: .utf8
            )
    }

    @Test(
        .enabled(if: ProcessInfo.processInfo.environment[bugVariable] == nil),
        arguments: Bug.allCases
    )
    func `The printed line replays it in a fresh process`(bug: Bug) throws {
        let exploration = Exploration(schedules: bug.expectedSchedules)
        let found = try #require(BugTableTests.explore(bug, with: exploration).failure)
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("interleaving-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TestProcess.run(
            test: "replayForAnotherProcess",
            environment: [
                Self.bugVariable: bug.rawValue, Self.outputVariable: path,
                "INTERLEAVING_SCHEDULE": found.token.description,
            ]
        )
        #expect(
            try String(contentsOfFile: path, encoding: .utf8)
                == "\(found.failure.message) \(found.attempt.record.trace.stableHash)"
        )
    }
}
