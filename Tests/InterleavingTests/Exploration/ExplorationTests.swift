import Interleaving
import RepriseFloor
import Testing

/// Exploring with the public interface alone, as on every platform.
@Suite(.endsInTime) struct ExplorationTests {
    private struct Wrong: Error {}

    private func exploration(
        _ schedules: Int = 1_000,
        method: Exploration.Method = .portfolio
    ) -> Exploration {
        Exploration(schedules: schedules, method: method, tier: .publicAPI)
    }

    /// The order in which three workers are done, two steps each.
    private static func order() async -> [String] {
        let log = Log<String>()
        await Workloads.threeWorkers(log)
        return log.entries
    }

    @Test func `Code that keeps its promise passes all schedules`() {
        let report = exploration(300).run { _ in
            await ExplorationTests.order()
        } verify: { order in
            guard order.count == 6 else { throw Wrong() }
        }
        #expect(report.failure == nil)
        #expect(report.schedules == 300)
        #expect(report.distinct > 50)
        #expect(!report.isComplete)
    }

    @Test func `The plain order is run first`() throws {
        let report = exploration().run { _ in
            await ExplorationTests.order()
        } verify: { order in
            if order == ["a1", "b1", "c1", "a2", "b2", "c2"] { throw Wrong() }
        }
        let failure = try #require(report.failure)
        #expect(failure.run == 1)
        #expect(failure.schedule == .firstInFirstOut)
        #expect(failure.deviations == 0)
        #expect(failure.token.schedule == .lenient([]))
    }

    @Test func `A failure is shrunk to the deviation that matters`() throws {
        let report = exploration().run { _ in
            await ExplorationTests.order()
        } verify: { order in
            if order.firstIndex(of: "b1") ?? 0 < order.firstIndex(of: "a1") ?? 0 { throw Wrong() }
        }
        let failure = try #require(report.failure)
        #expect(failure.deviations == 1)
        #expect(failure.shrunk == .lenient([1]))
        #expect(failure.description.contains("shrunk to 1 deviation from the plain order in"))
    }

    @Test func `Shrinking keeps the kind of failure`() throws {
        struct Other: Error {}
        let report = exploration().run { _ in
            await ExplorationTests.order()
        } verify: { order in
            if order.first == "b1" { throw Other() }
            if order.first == "c1", order.last == "a2" { throw Wrong() }
        }
        let failure = try #require(report.failure)
        let kind = failure.failure.kind
        let run = Simulation(schedule: failure.shrunk).run { await ExplorationTests.order() }
        let order = try run.result
        if kind.contains("Other") {
            #expect(order.first == "b1")
        } else {
            #expect(order.first == "c1")
            #expect(order.last == "a2")
        }
    }

    @Test func `A deadlock under some schedules is found`() throws {
        let report = exploration().run { _ in
            let log = Log<Int>()
            await withTaskGroup { group in
                for number in 0..<3 { group.addTask { log.append(number) } }
            }
            guard log.entries.first == 0 else {
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                return
            }
        }
        let failure = try #require(report.failure)
        #expect(failure.failure.kind == "stuck")
        #expect(failure.deviations == 1)
        #expect(failure.description.contains("unfinished:\nthe body"))
    }

    @Test func `Within a bound every schedule is run once`() throws {
        // Three workers of one step each: all 3! orders are at most two deviations from the plain one.
        let seen = Locked<[[Int]]>([])
        let report = exploration(method: .exhaustive(deviations: 2)).run { _ in
            let log = Log<Int>()
            await withTaskGroup { group in
                for number in 0..<3 { group.addTask { log.append(number) } }
            }
            return log.entries
        } verify: { order in
            seen.withLock { $0.append(order) }
        }
        #expect(report.isComplete)
        #expect(report.failure == nil)
        #expect(report.distinct == report.schedules)
        #expect(Set(seen.withLock { $0 }).count == 6)
    }

    @Test func `A bound of no deviation is the plain order`() {
        let report = exploration(method: .exhaustive(deviations: 0)).run { _ in
            await ExplorationTests.order()
        }
        #expect(report.schedules == 1)
        #expect(report.isComplete)
    }

    @Test func `A failure that does not repeat says where the runs part`() throws {
        let runs = Locked(0)
        let report = exploration().run { _ in
            let number = runs.withLock {
                $0 += 1
                return $0
            }
            // Not under the schedule's control: the first run yields once, the second twice.
            for _ in 0..<number { await Task.yield() }
            throw Wrong()
        }
        let failure = try #require(report.failure)
        #expect(failure.partsAtStep == 3)
        #expect(failure.description.contains("parted from the first at step 3"))
    }

    @Test func `Nothing holds where no schedule was run`() {
        let report = exploration(0).run { _ in }
        #expect(!report.holds)
        #expect(report.failure == nil)
        #expect(report.nothingRun.contains("no schedule was run"))
        #expect(exploration(1).run { _ in }.holds)
    }

    @Test func `A budget that is spent before it begins still has the plain order run`() {
        var exploration = exploration()
        exploration.timeBudget = .zero
        #expect(exploration.run { _ in }.schedules == 1)
        let report = exploration.run { _ in throw Wrong() }
        #expect(report.failure != nil)
    }

    @Test func `State that survives a run is no base for a verdict`() throws {
        let seen = Locked<Set<Int>>([])
        let report = exploration().run { _ in
            let order = Log<Int>()
            await withTaskGroup { group in
                for number in 0..<3 {
                    group.addTask {
                        guard seen.withLock({ $0.insert(number).inserted }) else { return }
                        await Task.yield()
                        order.append(number)
                    }
                }
            }
        }
        let failure = try #require(report.failure)
        #expect(report.schedules == 1)
        #expect(failure.failure.kind == "not repeatable")
        #expect(failure.description.contains("something is kept from one run to the next"))
        #expect(!report.holds)
    }

    @Test func `A schedule that is run first does not stand for the others`() throws {
        var again = exploration(200)
        again.firstSchedule = .firstInFirstOut
        let report = again.run { _ in
            await ExplorationTests.order()
        } verify: { order in
            if order.first == "b1" { throw Wrong() }
        }
        let failure = try #require(report.failure)
        #expect(failure.run > 2)
        again.firstSchedule = failure.shrunk
        let repeated = again.run { _ in
            await ExplorationTests.order()
        } verify: { order in
            if order.first == "b1" { throw Wrong() }
        }
        #expect(repeated.failure?.run == 1)
        #expect(repeated.failure?.shrunk == failure.shrunk)
    }

    @Test func `Progress is reported`() {
        let counts = Log<Int>()
        var exploration = exploration(5)
        exploration.progress = { done, all in counts.append(10 * done + all) }
        exploration.progressInterval = .zero
        _ = exploration.run { _ in }
        #expect(counts.entries == [15, 25, 35, 45, 55])
    }

    @Test func `A time budget ends an exploration`() {
        var exploration = exploration(.max)
        exploration.timeBudget = .milliseconds(1)
        #expect(exploration.run { _ in }.schedules < .max)
    }

    @Test func `One seed explores the same schedules`() {
        func traces(_ seed: UInt64) -> [UInt64] {
            let log = Log<UInt64>()
            let exploration = Exploration(schedules: 100, seed: seed, tier: .publicAPI)
            _ = exploration.explore { schedule in
                let run = exploration.simulation(schedule).run { await ExplorationTests.order() }
                log.append(run.trace.stableHash)
                return Attempt(run)
            }
            return log.entries
        }
        #expect(traces(1) == traces(1))
        #expect(traces(1) != traces(2))
    }
}
