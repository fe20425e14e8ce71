import Interleaving
import Testing

@Suite(.endsInTime) struct SessionTests {
    @Test func `The caller acts at rest and the body goes on`() throws {
        let (frames, input) = AsyncStream<Int>.makeStream()
        let log = Log<Int>()
        let session = Simulation().start {
            for await frame in frames { log.append(frame) }
            return log.entries.count
        }
        for number in 1...3 {
            guard case .waiting = session.runUntilQuiescent() else {
                Issue.record("not waiting for frame \(number)")
                return
            }
            #expect(log.entries == Array(1..<number))
            session.perform { _ = input.yield(number) }
            #expect(log.entries == Array(1..<number))
        }
        session.perform { input.finish() }
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        #expect(try run.result == 3)
        #expect(run.isReproducible)
    }

    @Test func `Cancelling the body ends it`() throws {
        let simulation = Simulation()
        let clock = simulation.clock
        let (frames, _) = AsyncStream<Int>.makeStream()
        let session = simulation.start {
            for await _ in frames {}
            try? await clock.sleep(for: .seconds(60))
            return Task.isCancelled
        }
        guard case .waiting = session.runUntilQuiescent() else {
            Issue.record("not waiting")
            return
        }
        session.cancel()
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        #expect(try run.result)
        #expect(run.elapsed == .zero)
    }

    @Test func `A stopped session stays stopped`() {
        let session = Simulation(limits: SimulationLimits(steps: 10)).start {
            while true { await Task.yield() }
        }
        #expect(session.runUntilQuiescent() == .stopped(.stepLimit))
        #expect(session.runUntilQuiescent() == .stopped(.stepLimit))
        let run = session.finish()
        #expect(run.trace.steps.count == 10)
    }

    @Test func `Finishing twice says the same`() throws {
        let session = Simulation(schedule: .choices([3])).start { 1 }
        session.runUntilQuiescent()
        let first = session.finish()
        let second = session.finish()
        guard case .diverged(let one) = first.ending, case .diverged(let two) = second.ending else {
            Issue.record("ended as \(first.ending) and \(second.ending)")
            return
        }
        #expect(one == two)
    }

    @Test func `A task resumed after the end never runs`() {
        let (frames, input) = AsyncStream<Int>.makeStream()
        let log = Log<Int>()
        let session = Simulation().start {
            for await frame in frames { log.append(frame) }
        }
        session.runUntilQuiescent()
        session.perform { _ = input.yield(1) }
        session.runUntilQuiescent()
        let run = session.finish()
        guard case .stuck = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        session.perform { _ = input.yield(2) }
        // Were it ready, it would run now.
        session.runUntilQuiescent()
        #expect(log.entries == [1])
    }

    @Test func `Steps of a session may run on different threads`() async throws {
        let (frames, input) = AsyncStream<Int>.makeStream()
        let session = Simulation().start { await frames.reduce(0, +) }
        for number in 1...20 {
            await Task.yield()
            _ = session.runUntilQuiescent()
            await Task.yield()
            session.perform { _ = input.yield(number) }
        }
        session.perform { input.finish() }
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        #expect(try run.result == 210)
        #expect(run.isReproducible)
    }
}
