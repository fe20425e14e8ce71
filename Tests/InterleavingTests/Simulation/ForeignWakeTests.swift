import Foundation
import Interleaving
import Testing

@Suite(.endsInTime) struct ForeignWakeTests {
    private let patient = SimulationLimits(foreignGrace: .seconds(60))

    @Test func `A wake from another thread is counted`() throws {
        let (opened, open) = AsyncStream<Void>.makeStream()
        let session = Simulation().start { for await _ in opened {} }
        guard case .waiting = session.runUntilQuiescent() else {
            Issue.record("not waiting")
            return
        }
        let isDone = Latch("a thread ends the stream")
        Thread.detachNewThread {
            open.finish()
            isDone.open()
        }
        try isDone.wait()
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        try run.result
        #expect(run.foreignWakes == 1)
        #expect(!run.isReproducible)
    }

    @Test func `Without grace a body that waits for another thread is stuck`() async throws {
        let (opened, open) = AsyncStream<Void>.makeStream()
        let run = Simulation().run {
            // Not captured by the public interface: it runs on the global pool.
            await Task.detached { for await _ in opened {} }.value
        }
        open.finish()
        guard case .stuck = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
    }

    @Test func `A sleep on the virtual clock from outside counts and takes no time`() throws {
        let simulation = Simulation(limits: patient)
        let clock = simulation.clock
        let run = simulation.run {
            let outside = Task(executorPreference: QueueExecutor.shared) {
                try await clock.sleep(for: .seconds(3_600))
            }
            try await outside.value
        }
        try run.result
        #expect(run.elapsed == .seconds(3_600))
        #expect(!run.isReproducible)
    }
}
