import Foundation
import Interleaving
import Testing

@Suite struct ForeignWakeTests {
    private let patient = SimulationLimits(foreignGrace: .seconds(60))

    @Test func `A wake from another thread is counted`() throws {
        let run = Simulation(limits: patient).run {
            await withUnsafeContinuation { (waiting: UnsafeContinuation<Int, Never>) in
                Thread.detachNewThread { waiting.resume(returning: 5) }
            }
        }
        #expect(try run.result == 5)
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
            try await Task.detached { try await clock.sleep(for: .seconds(3_600)) }.value
        }
        try run.result
        #expect(run.elapsed == .seconds(3_600))
        #expect(!run.isReproducible)
    }
}
