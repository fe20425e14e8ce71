import Foundation
import Interleaving
import Testing

/// Simulated and other tests side by side.
@Suite(.endsInTime) struct ParallelTests {
    @Test(.wholeProgram, arguments: 0..<80)
    func `A simulated test is not disturbed`(seed: Int) async throws {
        let reference = try WholeProgramWorkload.run(seed: UInt64(seed))
        for _ in 0..<5 {
            await Task.yield()
            let again = try WholeProgramWorkload.run(seed: UInt64(seed))
            #expect(again == reference)
        }
    }

    @Test(arguments: 0..<40)
    func `A test that is not simulated lives in the real world`(number: Int) async throws {
        let before = Date()
        await MainActor.run { MainActor.assertIsolated() }
        let sum = await withTaskGroup { group in
            for child in 0..<20 {
                group.addTask {
                    await Task.yield()
                    return await Task.detached { child }.value
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 190)
        let start = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(1))
        #expect(start.duration(to: .now) >= .milliseconds(1))
        #expect(abs(Date().timeIntervalSince1970 - before.timeIntervalSince1970) < 100_000)
    }
}

/// Unmodified code that uses much of what Swift concurrency offers.
enum WholeProgramWorkload {
    struct Outcome: Equatable {
        let result: String
        let trace: UInt64
        let isReproducible: Bool
    }

    static func run(seed: UInt64) throws -> Outcome {
        let schedule = seed == 0 ? Schedule.firstInFirstOut : .seeded(seed)
        let run = Simulation(schedule: schedule, randomSeed: seed, tier: .wholeProgram).run {
            try await body()
        }
        return Outcome(
            result: try run.result,
            trace: run.trace.stableHash,
            isReproducible: run.isReproducible
        )
    }

    private static func body() async throws -> String {
        let ledger = Ledger()
        let (stream, input) = AsyncStream<Int>.makeStream()
        let sum = Task { await stream.reduce(0, +) }
        let workers = (0..<6).map { worker in
            Task.detached {
                for round in 0..<3 {
                    let pause = Int.random(in: 0...3)
                    try await Task.sleep(for: .milliseconds(pause))
                    await ledger.note("\(worker).\(round)@\(Date().timeIntervalSince1970)")
                    input.yield(pause)
                    await MainActor.run {}
                }
            }
        }
        for worker in workers { try await worker.value }
        input.finish()
        let words = Set((0..<10).map { "\($0)" }).joined()
        return await ledger.text + " \(await sum.value) \(words)"
    }
}
