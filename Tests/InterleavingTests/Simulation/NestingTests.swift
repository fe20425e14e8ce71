import Interleaving
import Testing

@Suite(.endsInTime) struct NestingTests {
    @Test(arguments: 0..<40)
    func `Parallel tests do not disturb each other`(seed: Int) async throws {
        // The reference is the same run made alone, on this thread, right before.
        func trace() -> Trace {
            let simulation = Simulation(schedule: .seeded(UInt64(seed)))
            return simulation.run(Workloads.mixed(in: simulation)).trace
        }
        let reference = trace()
        for _ in 0..<10 {
            await Task.yield()
            #expect(trace() == reference)
        }
    }

    @Test func `A simulation runs inside a task of another`() throws {
        let outer = Simulation(schedule: .seeded(1))
        let clock = outer.clock
        let run = outer.run {
            try await withThrowingTaskGroup { group in
                for seed in 0..<5 as Range<UInt64> {
                    group.addTask {
                        try await clock.sleep(for: .seconds(1))
                        let inner = Simulation(schedule: .seeded(seed))
                        let text = try inner.run(Workloads.mixed(in: inner)).result
                        try await clock.sleep(for: .seconds(1))
                        return text.isEmpty
                    }
                }
                return try await group.contains(true)
            }
        }
        #expect(try run.result == false)
        #expect(run.isReproducible)
        #expect(run.elapsed == .seconds(2))
    }

    @MainActor
    @Test func `A simulation runs on the main actor`() throws {
        let simulation = Simulation()
        let run = simulation.run(Workloads.mixed(in: simulation))
        #expect(run.isReproducible)
        #expect(try !run.result.isEmpty)
    }
}
