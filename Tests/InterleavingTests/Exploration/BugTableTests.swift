import Interleaving
import Testing

/// Every bug of the table is found, shrunk, and replayed from the printed line.
@Suite(.wholeProgram, .endsInTime) struct BugTableTests {
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

    @Test(arguments: Bug.allCases)
    func `The printed line replays it in a fresh process`(bug: Bug) async throws {
        let exploration = Exploration(schedules: bug.expectedSchedules)
        let found = try #require(BugTableTests.explore(bug, with: exploration).failure)
        let (name, token) = (bug.rawValue, found.token.description)
        let (message, hash) = (found.failure.message, found.attempt.record.trace.stableHash)
        await #expect(processExitsWith: .success) {
            [
                name = name as String, token = token as String, message = message as String,
                hash = hash as UInt64
            ] in
            let bug = try #require(Bug(rawValue: name))
            var replay = Exploration()
            try replay.configure(from: ["INTERLEAVING_SCHEDULE": token])
            let again = try #require(BugTableTests.explore(bug, with: replay).failure)
            #expect(again.run == 1)
            #expect(again.failure.message == message)
            #expect(again.attempt.record.trace.stableHash == hash)
        }
    }
}
