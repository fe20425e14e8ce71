import Foundation
import Testing

@testable import Interleaving

/// Tasks that a simulation leaves unfinished cost what they hold, and nothing else.
@Suite(.wholeProgram, .endsInTime) struct LeftoverTests {
    /// Leaves a task that waits for ever, which holds the simulation's clock as a bot's tasks do.
    private static func leaveOne() {
        let simulation = Simulation(tier: .wholeProgram)
        let clock = simulation.clock
        let run = simulation.run {
            Task.detached {
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                _ = clock.now
            }
        }
        #expect(run.pending.tasks.count == 1)
    }

    @Test func `A task that is left over takes little`() throws {
        let variable = "LEFTOVERS"
        // What else this process does meanwhile takes memory, too.
        guard ProcessInfo.processInfo.environment[variable] != nil else {
            return try TestProcess.run(
                test: "A task that is left over takes little",
                environment: [variable: "1"]
            )
        }
        for _ in 0..<1_000 { Self.leaveOne() }
        let before = TestProcess.residentBytes
        for _ in 0..<5_000 { Self.leaveOne() }
        let each = (TestProcess.residentBytes - before) / 5_000
        #expect(
            each < 4_000 * TestProcess.memoryFactor,
            "\(each) bytes for each task that is left over"
        )
    }

    @Test func `Whatever was left over, other tasks are told from it without a lock`() async {
        Self.leaveOne()
        let count = 1_000
        var found = 0
        for _ in 0..<count {
            let task = Task { World.mayRunningTaskBeLeftover }
            if await task.value { found += 1 }
        }
        // Bits are shared by chance now and then.
        #expect(found < count / 10)
    }
}
