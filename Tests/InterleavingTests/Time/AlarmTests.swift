import Interleaving
import RepriseFloor
import Testing

@Suite(.endsInTime) struct AlarmTests {
    @Test func `Alarms go off in the order of their time, which passes at once`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let log = Log<Int>()
        let run = simulation.run {
            for seconds in [3, 1, 2] {
                _ = clock.alarm(at: .init(offset: .seconds(seconds))) { log.append(seconds) }
            }
        }
        #expect(log.entries == [1, 2, 3])
        #expect(run.elapsed == .seconds(3))
        #expect(run.isReproducible)
    }

    @Test func `An alarm that was taken back does not go off and holds nothing up`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let log = Log<Int>()
        let run = simulation.run {
            let alarm = clock.alarm(at: .init(offset: .seconds(5))) { log.append(5) }
            try await clock.sleep(for: .seconds(1))
            alarm.cancel()
        }
        #expect(log.entries.isEmpty)
        #expect(run.elapsed == .seconds(1))
    }

    @Test func `An alarm resumes whoever waits, at its time`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            await withUnsafeContinuation { waiting in
                _ = clock.alarm(at: .init(offset: .seconds(2))) { waiting.resume() }
            }
            return clock.now.offset
        }
        #expect(try run.result == .seconds(2))
    }

    @Test func `Whoever is resumed at one instant goes first as the schedule says`() throws {
        let orders = try (0..<20 as Range<UInt64>).map { seed in
            let simulation = Simulation(schedule: .seeded(seed))
            let clock = simulation.clock
            let run = simulation.run {
                let log = Log<Int>()
                await withTaskGroup { group in
                    for number in 0..<3 {
                        group.addTask {
                            await withUnsafeContinuation { waiting in
                                _ = clock.alarm(at: .init(offset: .seconds(1))) { waiting.resume() }
                            }
                            log.append(number)
                        }
                    }
                }
                return log.entries
            }
            return try run.result
        }
        #expect(Set(orders).count > 1)
    }

    @Test func `After the end nothing goes off`() {
        let simulation = Simulation()
        let clock = simulation.clock
        let log = Log<Int>()
        let session = simulation.start {
            _ = clock.alarm(at: .init(offset: .seconds(1))) { log.append(1) }
        }
        session.runUntilQuiescent()
        _ = session.finish()
        let late = clock.alarm(at: .init(offset: .seconds(2))) { log.append(2) }
        // Were it pending, its time would come now.
        session.runUntilQuiescent()
        late.cancel()
        #expect(log.entries == [1])
        #expect(session.elapsed == .seconds(1))
    }
}
