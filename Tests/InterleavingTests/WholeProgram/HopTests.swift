import Interleaving
import Testing

/// Each change of actor is a scheduling point.
@Suite(.wholeProgram, .endsInTime) struct HopTests {
    private actor Store {
        private var value = 0
        func get() -> Int { value }
        func set(_ value: Int) { self.value = value }
    }

    private static func total(schedule: Schedule) throws -> (Int, SimulationRun<Int>) {
        let run = Simulation(schedule: schedule, tier: .wholeProgram).run {
            let store = Store()
            let writers = (0..<2).map { _ in
                Task.detached {
                    let value = await store.get()
                    await store.set(value + 1)
                }
            }
            for writer in writers { await writer.value }
            return await store.get()
        }
        return (try run.result, run)
    }

    @Test func `A lost update is found by most seeds`() throws {
        var lost = 0
        for seed in 0..<2_000 as Range<UInt64> {
            if try HopTests.total(schedule: .seeded(seed)).0 == 1 { lost += 1 }
        }
        #expect(lost > 1_000)
        #expect(lost < 2_000)
    }

    @Test func `Recorded choices find it again`() throws {
        for seed in 0..<20 as Range<UInt64> {
            let (total, recorded) = try HopTests.total(schedule: .seeded(seed))
            let (again, replayed) = try HopTests.total(schedule: .choices(recorded.choices))
            #expect(again == total)
            #expect(replayed.trace == recorded.trace)
        }
    }
}
