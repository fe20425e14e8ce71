import Testing

@testable import Interleaving

/// What decides whether code fails, in words.
@Suite(.wholeProgram, .endsInTime) struct ExplanationTests {
    private struct LostUpdate: Error {}

    private actor Store {
        private(set) var count = 0
        func set(_ count: Int) { self.count = count }
    }

    private static func increment(_ store: Store) async {
        let count = await store.count
        await store.set(count + 1)
    }

    private func lostUpdate() throws -> ExplorationFailure {
        let report = Exploration().run { simulation in
            let store = Store()
            let tasks = (1...2).map { number in
                Task.detached {
                    simulation.label("event \(number)")
                    await Self.increment(store)
                }
            }
            for task in tasks { await task.value }
            return await store.count
        } verify: { count in
            guard count == 2 else { throw LostUpdate() }
        }
        return try #require(report.failure)
    }

    @Test func `The report names the pair of steps whose order decides`() throws {
        let failure = try lostUpdate()
        let explanation = try #require(failure.explanation)
        let text = explanation.report
        #expect(explanation.step != nil)
        #expect(text.contains("the order that decides, at step"))
        #expect(text.contains("(event 1)") && text.contains("(event 2)"))
        #expect(text.contains("ExplanationTests.swift:"))
        #expect(text.contains("it fails") && text.contains("it holds"))
        #expect(text.contains("what led there"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(failure.report.contains(text))
    }

    @Test func `A failure of the plain order is explained by a schedule that holds`() throws {
        let report = Exploration().run { _ in
            let log = Log<Int>()
            await withTaskGroup { group in
                for number in 0..<2 { group.addTask { log.append(number) } }
            }
            return log.entries
        } verify: { order in
            if order == [0, 1] { throw LostUpdate() }
        }
        let explanation = try #require(report.failure?.explanation)
        #expect(report.failure?.deviations == 0)
        #expect(explanation.holding?.choices.contains(1) == true)
    }

    @Test func `Where every order fails none is blamed`() throws {
        let report = Exploration().run { _ in
            async let one: Void = Task.yield()
            async let two: Void = Task.yield()
            _ = await (one, two)
            throw LostUpdate()
        }
        let explanation = try #require(report.failure?.explanation)
        #expect(explanation.holding == nil && explanation.runs > 0)
        #expect(explanation.report.contains("none holds"))
    }

    @Test func `Where the order of the failure holds, too, nobody says that none holds`() throws {
        let runs = Log<Int>()
        let report = Exploration().run { _ in
            runs.append(0)
            // Kept from one run to the next: it fails the first three times, in the only order that there is.
            return runs.entries.count
        } verify: { run in
            if run < 4 { throw LostUpdate() }
        }
        let explanation = try #require(report.failure?.explanation)
        #expect(explanation.absence == .sameOrder)
        #expect(explanation.holding == nil)
        #expect(!explanation.report.contains("none holds"))
        #expect(explanation.report.contains("something other than order decides"))
    }

    @Test func `A cycle of tasks that wait for each other is named`() throws {
        let report = Exploration(schedules: 1).run { _ in
            let (stream, input) = AsyncStream<Task<Void, Never>>.makeStream()
            let first = Task {
                for await other in stream {
                    await other.value
                    return
                }
            }
            let second = Task { await first.value }
            input.yield(second)
            await second.value
        }
        let failure = try #require(report.failure)
        let pending = failure.attempt.record.pending
        let cycle = try #require(pending.cycle)
        #expect(cycle.count == 2)
        #expect(failure.report.contains("they wait for each other: "))
    }

    @Test func `Text is broken at spaces, and side by side it keeps to its column`() {
        let both = SideBySide(
            (["one two three four five six seven eight nine ten eleven", "b"], "left"),
            ([String(repeating: "x", count: 100)], "right")
        )
        #expect(both.lines.allSatisfy { $0.count <= 80 })
        #expect(both.lines[2].hasPrefix("one two three four five six seven"))
        #expect(both.lines[3].hasPrefix("  eight nine ten eleven"))
        #expect(both.lines[3].hasSuffix("…"), "two rows are enough")
        #expect(both.lines[4] == "b" + String(repeating: " ", count: 37) + " |")
    }

    @Test(arguments: [0, 35, 36, 37, 38, 39, 45, 200])
    func `A line may begin with more spaces than there is room`(spaces: Int) {
        for text in ["^", "^ here", String(repeating: "x", count: 50), ""] {
            let line = String(repeating: " ", count: spaces) + text
            let pieces = line.pieces(of: 38, indent: 2)
            #expect(pieces.allSatisfy { $0.count <= 38 })
            #expect(pieces.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }
}
