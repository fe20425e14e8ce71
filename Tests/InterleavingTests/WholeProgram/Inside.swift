import Foundation
import Interleaving
import RepriseFloor
import Testing

extension Trait where Self == ConditionTrait {
    /// Runs a test only where the whole program can be captured.
    static var wholeProgram: Self {
        .enabled("needs: a process in which the whole program can be captured") {
            Capabilities.current.tier == .wholeProgram
        }
    }
}

/// Notes the threads on which code runs.
final class Witness: Sendable {
    private let threads = Locked<Set<UInt>>([])

    /// Says that the caller runs on this thread.
    @inline(never)
    func mark() {
        let here = UInt(pthread_self())
        threads.withLock { _ = $0.insert(here) }
    }

    var marked: Set<UInt> { threads.withLock { $0 } }
}

/// Runs `body` under so many schedules, the plain one first, and checks that all it marked ran on the simulating thread, that
/// nothing left the simulation, and that it gave `expected`.
func expectInside<Result: Sendable & Equatable>(
    _ expected: Result,
    elapsed: Duration = .zero,
    schedules: UInt64 = 20,
    _ body: @escaping @Sendable (Witness) async throws -> Result
) throws {
    for seed in 0..<schedules {
        let schedule = seed == 0 ? Schedule.firstInFirstOut : .seeded(seed)
        let here = Witness()
        here.mark()
        let witness = Witness()
        let run = Simulation(schedule: schedule, tier: .wholeProgram).run {
            witness.mark()
            defer { witness.mark() }
            return try await body(witness)
        }
        #expect(try run.result == expected)
        #expect(run.isReproducible)
        #expect(run.elapsed == elapsed)
        #expect(run.pending.tasks.isEmpty)
        #expect(witness.marked == here.marked)
    }
}
