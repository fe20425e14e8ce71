import Interleaving
import RepriseFloor
import Testing

@testable import SlackBot

/// Who works on what.
@Suite struct WorkersTests {
    /// Runs workers until `work` has posted all it wants, and finishes them; how many tasks were made.
    private func run(
        _ posts: [[Int]],
        schedule: Schedule = .firstInFirstOut
    ) throws -> (done: [Int], hires: Int) {
        let done = Locked<[Int]>([])
        let hires = Locked(0)
        let simulation = Simulation(schedule: schedule)
        let clock = simulation.clock
        _ = try simulation.run {
            let workers = Workers<Int>()
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for batch in posts {
                        for entry in batch { workers.post(entry) }
                        try? await clock.sleep(for: .seconds(1))
                    }
                    workers.finish()
                    workers.post(-1)
                }
                while let first = await workers.nextHire() {
                    hires.withLock { $0 += 1 }
                    group.addTask {
                        var next: Int? = first
                        while let entry = next {
                            done.withLock { $0.append(entry) }
                            next = await workers.nextEntry()
                        }
                    }
                }
            }
        }.result
        return (done.withLock { $0 }, hires.withLock { $0 })
    }

    @Test func `One after the other is done by one task`() throws {
        let (done, hires) = try run([[1], [2], [3]])
        #expect(done == [1, 2, 3])
        #expect(hires == 1)
    }

    @Test func `What comes together has a task each, and the next has one of them`() throws {
        let (done, hires) = try run([[1, 2, 3], [4], [5, 6]])
        #expect(done == [1, 2, 3, 4, 5, 6])
        #expect(hires == 3)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `Nothing is lost or done twice under any schedule, and nothing after the end`(
        seed: UInt64
    ) throws {
        let (done, _) = try run([[1, 2], [3, 4, 5], [6]], schedule: .seeded(seed))
        #expect(done.sorted() == [1, 2, 3, 4, 5, 6])
    }
}
