import Interleaving
import Testing

@Suite(.endsInTime) struct EndingTests {
    struct Failure: Error, Equatable {}

    @Test func `What the body returns comes back`() throws {
        #expect(try Simulation().run { 6 * 7 }.result == 42)
    }

    @Test func `What the body throws comes back`() {
        let run = Simulation().run { throw Failure() }
        #expect(throws: Failure.self) { try run.result }
        guard case .failed(let error) = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(error as? Failure == Failure())
    }

    @Test func `A body that nobody resumes is stuck at once`() throws {
        let run = Simulation().run {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
        guard case .stuck(let pending) = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(pending.tasks.map(\.index) == [0])
        #expect(pending.tasks.first?.lastStep == 0)
        #expect(!pending.isComplete)
    }

    @Test func `Two tasks that wait for each other are stuck at once`() {
        let run = Simulation().run {
            let (first, toFirst) = AsyncStream<Void>.makeStream()
            let (second, toSecond) = AsyncStream<Void>.makeStream()
            await withTaskGroup { group in
                group.addTask {
                    for await _ in first { toSecond.yield() }
                }
                group.addTask {
                    for await _ in second { toFirst.yield() }
                }
            }
        }
        guard case .stuck = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(
            throws: SimulationFailure.self,
            performing: { try run.result }
        )
    }

    @Test func `A body that never rests is stopped`() {
        let limits = SimulationLimits(steps: 500)
        let run = Simulation(limits: limits).run {
            while true { await Task.yield() }
        }
        guard case .stepLimit = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(run.trace.steps.count == 500)
    }

    @Test func `A body that polls for ever is stopped by virtual time`() {
        let simulation = Simulation(limits: SimulationLimits(time: .seconds(3_600)))
        let clock = simulation.clock
        let run = simulation.run {
            while true { try await clock.sleep(for: .seconds(1)) }
        }
        guard case .timeLimit = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(run.elapsed == .seconds(3_600))
    }

    @Test func `Work left after the body is done before the run ends`() {
        let log = Log<String>()
        let simulation = Simulation()
        let executor = simulation.executor
        let run = simulation.run {
            Task(executorPreference: executor) {
                await Task.yield()
                log.append("later")
            }
            log.append("returned")
        }
        #expect(log.entries == ["returned", "later"])
        guard case .completed = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
    }
}
