import Foundation
import RepriseFloor
import Testing

@testable import Interleaving

/// What an exploration keeps is bounded, however many schedules it runs.
@Suite(.endsInTime) struct BoundedSearchTests {
    /// A run whose choices had so many alternatives.
    private func record(_ counts: [Int]) -> SimulationRecord {
        let simulation = Simulation()
        return simulation.run {
            for count in counts { _ = simulation.decide(among: count) }
        }.record
    }

    /// The schedules within a bound where every choice has as many alternatives as `counts` says, in the order in which they come,
    /// and how many runs that took.
    private func schedules(_ counts: [Int], within bound: Int) -> (found: [[Int]], runs: Int) {
        var search = DeviationSearch(bound: bound)
        let record = record(counts)
        var (found, runs): ([[Int]], Int) = ([], 0)
        while let next = search.next() {
            runs += 1
            if !search.isRepeating { found.append(next) }
            search.learn(from: record)
        }
        return (found, runs)
    }

    /// How many lists of so many choices deviate at most `bound` times.
    private func expected(_ counts: [Int], within bound: Int) -> Int {
        var byDeviations = [1] + Array(repeating: 0, count: bound)
        for count in counts {
            for deviations in stride(from: bound, to: 0, by: -1) {
                byDeviations[deviations] += byDeviations[deviations - 1] * (count - 1)
            }
        }
        return byDeviations.reduce(0, +)
    }

    @Test(arguments: 0...4)
    func `Every schedule within the bound comes once, fewest deviations first`(bound: Int) {
        for counts in [[], [2], [2, 3, 2], [4, 2, 2, 3, 2, 2], [2, 2, 2, 2, 2, 2, 2, 2]] {
            let (found, runs) = schedules(counts, within: bound)
            #expect(Set(found).count == found.count)
            #expect(found.count == expected(counts, within: bound), "\(counts)")
            let deviations = found.map { $0.count { $0 != 0 } }
            #expect(deviations == deviations.sorted())
            #expect(runs < 2 * found.count + 2, "\(counts): few are run again")
        }
    }

    @Test func `Whether it is done is known as soon as it is`() {
        var search = DeviationSearch(bound: 1)
        for _ in 0..<3 {
            #expect(!search.isExhausted)
            _ = search.next()
            search.learn(from: record([2, 2]))
        }
        #expect(search.isExhausted)
        #expect(search.next() == nil)
    }

    @Test func `An exhaustive search keeps one run for each deviation`() {
        var search = DeviationSearch(bound: 3)
        let record = record(Array(repeating: 10, count: 200))
        for _ in 0..<5_000 {
            guard search.next() != nil else { break }
            search.learn(from: record)
            #expect(search.kept <= 4 * 200, "numbers that are kept")
        }
    }

    @Test func `Ten handlers are searched in little memory`() throws {
        let variable = "EXHAUSTIVE"
        guard ProcessInfo.processInfo.environment[variable] != nil else {
            return try TestProcess.run(
                test: "Ten handlers are searched in little memory",
                environment: [variable: "1"]
            )
        }
        let sizes = Log<Int>()
        let exploration = Exploration(
            schedules: 600,
            method: .exhaustive(deviations: 2),
            tier: .publicAPI
        )
        let report = exploration.run { _ in
            await withTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask { for _ in 0..<20 { await Task.yield() } }
                }
            }
            sizes.append(TestProcess.residentBytes)
        }
        #expect(report.holds && report.schedules == 600)
        let grown = sizes.entries[599] - sizes.entries[100]
        // Every prefix that may be tried, as it was kept once, is a gigabyte here.
        #expect(grown < 20_000_000 * TestProcess.memoryFactor, "\(grown) bytes")
    }

    @Test func `Different numbers are counted exactly, and estimated where there are very many`() {
        var (count, generator) = (DistinctCount(), SeededGenerator(seed: 1))
        for number in 0..<DistinctCount.most as Range<Int> {
            count.insert(UInt64(number))
            count.insert(UInt64(number / 2))
        }
        #expect(count.isExact)
        #expect(count.estimate == DistinctCount.most)
        let many = 1_000_000
        for _ in DistinctCount.most..<many { count.insert(generator.next()) }
        #expect(!count.isExact)
        #expect(count.size <= DistinctCount.most)
        #expect(abs(count.estimate - many) < many / 33, "\(count.estimate)")
    }
}
