import Interleaving
import Testing

@Suite(.endsInTime) struct VirtualClockTests {
    @Test func `An hour takes no time`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            try await clock.sleep(for: .seconds(3_600))
            return clock.now.offset
        }
        #expect(try run.result == .seconds(3_600))
        #expect(run.elapsed == .seconds(3_600))
    }

    @Test func `Sleepers wake by deadline and not by when they went to sleep`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            await withTaskGroup { group in
                for seconds in [5, 1, 4, 2, 3] {
                    group.addTask {
                        try? await clock.sleep(for: .seconds(seconds))
                        return seconds
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(try run.result == [1, 2, 3, 4, 5])
    }

    @Test func `Time does not move while something is runnable`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            async let slept: Void = clock.sleep(for: .nanoseconds(1))
            for _ in 0..<100 { await Task.yield() }
            let before = clock.now.offset
            try await slept
            return [before, clock.now.offset]
        }
        #expect(try run.result == [.zero, .nanoseconds(1)])
    }

    @Test func `The order of sleepers due together belongs to the schedule`() throws {
        var orders: Set<[Int]> = []
        for seed in 0..<200 as Range<UInt64> {
            let simulation = Simulation(schedule: .seeded(seed))
            let clock = simulation.clock
            let log = Log<Int>()
            let run = simulation.run {
                await withTaskGroup { group in
                    for sleeper in 0..<3 {
                        group.addTask {
                            try? await clock.sleep(until: .init(offset: .seconds(1)))
                            log.append(sleeper)
                        }
                    }
                }
            }
            #expect(run.elapsed == .seconds(1))
            orders.insert(log.entries)
        }
        #expect(orders.count == 6)
    }

    @Test func `Cancelling a sleep ends it at once`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await clock.sleep(for: .seconds(100)) }
                try await clock.sleep(for: .seconds(1))
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(throws: CancellationError.self) { try run.result }
        #expect(run.elapsed == .seconds(1))
    }

    @Test func `A task cancelled before it sleeps does not sleep`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            await withTaskGroup { group in
                group.addTask {
                    await Task.yield()
                    do {
                        try await clock.sleep(for: .seconds(100))
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                group.cancelAll()
                return await group.next() ?? false
            }
        }
        #expect(try run.result)
        #expect(run.elapsed == .zero)
    }

    @Test func `A deadline in the past lets the others run first`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let log = Log<String>()
        let run = simulation.run {
            await withTaskGroup { group in
                group.addTask {
                    try? await clock.sleep(for: .seconds(-1))
                    log.append("slept")
                }
                group.addTask { log.append("ran") }
            }
        }
        #expect(log.entries == ["ran", "slept"])
        #expect(run.elapsed == .zero)
    }

    @Test func `A thousand sleepers wake in order`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            await withTaskGroup { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let deadline = Duration.milliseconds((number * 7_919) % 1_000)
                        try? await clock.sleep(until: .init(offset: deadline))
                        return clock.now.offset
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let times = try run.result
        #expect(times == times.sorted())
        #expect(Set(times).count == 1_000)
    }
}
