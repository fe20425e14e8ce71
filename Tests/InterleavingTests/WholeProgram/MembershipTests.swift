import Foundation
import Interleaving
import RepriseFloor
import Testing

/// A simulation owns the tasks that were created in it, and no others.
@Suite(.wholeProgram, .endsInTime) struct MembershipTests {
    /// Holds the continuation of a task that waits.
    private final class Bell: Sendable {
        private let waiting = Locked<CheckedContinuation<Int, Never>?>(nil)

        func wait() async -> Int {
            await withCheckedContinuation { continuation in
                waiting.withLock { $0 = continuation }
            }
        }

        /// The waiting task, once it waits.
        func continuation() async -> CheckedContinuation<Int, Never> {
            while true {
                if let waiting = waiting.withLock({ $0.take() }) { return waiting }
                await Task.yield()
            }
        }
    }

    /// What a task sees of the world that it is in, after it has gone through several hands.
    private static func yearsFromNow(_ start: Date) async throws -> Double {
        try await Task.sleep(for: .milliseconds(1))
        await MainActor.run {}
        return abs(Date().timeIntervalSince(start)) / 31_557_600
    }

    @Test func `A task from outside that simulated code wakes goes on outside, and is told`()
        async throws
    {
        for _ in 0..<20 {
            let (bell, start) = (Bell(), Date())
            let outside = Task { (await bell.wait(), try await Self.yearsFromNow(start)) }
            let continuation = await bell.continuation()
            let run = Simulation(tier: .wholeProgram).run {
                continuation.resume(returning: 7)
                for _ in 0..<5 { await Task.yield() }
                return Date()
            }
            #expect(
                try run.result.timeIntervalSince(start) < -31_557_600,
                "the simulation has its own time"
            )
            let (value, years) = try await outside.value
            #expect(value == 7)
            #expect(years < 0.5)
            #expect(run.departures.tasksFromOutside == 1)
            #expect(!run.isReproducible)
            #expect(run.departures.report.contains("1 task(s) from outside woken"))
            #expect(run.departures.report.contains("MembershipTests.swift"))
        }
    }

    @Test func `A task of one simulation that another wakes goes on in its own`() throws {
        let bell = Bell()
        let (first, second) = (Simulation(tier: .wholeProgram), Simulation(tier: .wholeProgram))
        let waiting = first.start {
            let value = await bell.wait()
            return (value, Date())
        }
        _ = waiting.runUntilQuiescent()
        let ringing = second.run { await bell.continuation().resume(returning: 7) }
        #expect(ringing.departures.tasksFromOutside == 0)
        _ = waiting.runUntilQuiescent()
        let (value, date) = try waiting.finish().result
        #expect(value == 7)
        #expect(date.timeIntervalSince1970 < 1_600_000_000, "it is in its own time")
    }

    @Test func `Whatever is created inside is inside`() throws {
        let run = Simulation(tier: .wholeProgram).run {
            let immediate = Task.immediate {
                await Task.yield()
                return 1
            }
            async let child = Task.detached { 2 }.value
            let grouped = await withTaskGroup(of: Int.self) { group in
                group.addTask { await Task { 3 }.value }
                group.addTask { await Task { @MainActor in 4 }.value }
                return await group.reduce(0, +)
            }
            let (stream, input) = AsyncStream<Int>.makeStream()
            let reader = Task { await stream.reduce(0, +) }
            input.yield(5)
            input.finish()
            return await immediate.value + child + grouped + reader.value
        }
        #expect(try run.result == 15)
        #expect(run.isReproducible, "\(run.departures)")
    }
}
