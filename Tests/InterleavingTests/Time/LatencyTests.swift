import Interleaving
import Testing

/// Time passes a little while slices are ready, as the schedule decides.
@Suite struct LatencyTests {
    /// Two tasks that sleep, and the order in which they go on.
    private func order(
        _ first: Duration,
        _ second: Duration,
        _ schedule: Schedule,
        limits: SimulationLimits = .default
    ) throws -> [Int] {
        let simulation = Simulation(schedule: schedule, limits: limits)
        let clock = simulation.clock
        let log = Log<Int>()
        try simulation.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, duration) in [first, second].enumerated() {
                    group.addTask {
                        try await clock.sleep(for: duration)
                        log.append(number)
                    }
                }
                try await group.waitForAll()
            }
        }.result
        return log.entries
    }

    private func orders(
        _ first: Duration,
        _ second: Duration,
        limits: SimulationLimits = .default
    ) throws -> Set<[Int]> {
        var found: Set<[Int]> = []
        for seed in 0..<100 as Range<UInt64> {
            for strategy in [Strategy.random, .ranked, .prioritized(depth: 2), .placed] {
                let schedule = Schedule.sampled(by: strategy, seed: seed, length: 8)
                found.insert(try order(first, second, schedule, limits: limits))
            }
        }
        return found
    }

    @Test func `Timers a millisecond apart may change places`() throws {
        #expect(try orders(.milliseconds(300), .milliseconds(301)) == [[0, 1], [1, 0]])
    }

    @Test func `Timers further apart than the latency keep their order`() throws {
        #expect(try orders(.milliseconds(300), .milliseconds(311)) == [[0, 1]])
    }

    @Test func `Without latency time moves when nothing is ready`() throws {
        let limits = SimulationLimits(latency: .zero)
        #expect(try orders(.milliseconds(300), .milliseconds(301), limits: limits) == [[0, 1]])
    }

    @Test func `In the plain order nothing is late`() throws {
        #expect(try order(.milliseconds(300), .milliseconds(301), .firstInFirstOut) == [0, 1])
    }

    /// Yields while a child sleeps for a millisecond.
    private func yielding(_ schedule: Schedule) -> SimulationRun<Void> {
        let simulation = Simulation(schedule: schedule)
        let clock = simulation.clock
        return simulation.run {
            async let child: Void = clock.sleep(for: .milliseconds(1))
            for _ in 0..<20 { await Task.yield() }
            try await child
        }
    }

    @Test func `That time passed is a choice, which can be repeated`() throws {
        let run = yielding(.seeded(3))
        let passed = run.trace.steps.filter { $0.kind == .passing }
        try #require(passed.count == 1, "time passed while the body was ready")
        #expect(passed[0].choice == passed[0].readyCount - 1)
        #expect(passed[0].time == .zero)
        #expect(yielding(.choices(run.choices)).trace == run.trace)
    }
}
