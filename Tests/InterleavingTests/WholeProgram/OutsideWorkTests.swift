import Dispatch
import Foundation
import Interleaving
import Testing

/// Virtual time does not leap ahead of work that another thread does for a task.
@Suite(.wholeProgram, .endsInTime) struct OutsideWorkTests {
    private enum First: Equatable { case answer, timeOut }

    /// What comes first in a simulation that waits for others outside for so long: an answer or a time-out of thirty seconds.
    private func race(
        grace: Duration,
        _ schedule: Schedule = .firstInFirstOut,
        answer: @escaping @Sendable () async -> Void
    ) -> SimulationRun<First> {
        let limits = SimulationLimits(outsideGrace: grace)
        return Simulation(schedule: schedule, limits: limits, tier: .wholeProgram).run {
            let (firsts, input) = AsyncStream<First>.makeStream()
            Task {
                await answer()
                input.yield(.answer)
            }
            Task {
                try? await Task.sleep(for: .seconds(30))
                input.yield(.timeOut)
            }
            for await first in firsts { return first }
            return .timeOut
        }
    }

    private func expectAnswer(_ answer: @escaping @Sendable () async -> Void) throws {
        for schedule in [Schedule.firstInFirstOut] + (0..<10).map(Schedule.seeded) {
            let run = race(grace: .seconds(120), schedule, answer: answer)
            #expect(try run.result == .answer)
            #expect(!run.isReproducible)
            #expect(run.departures.dispatch + run.departures.threads > 0, "what is named")
        }
    }

    @Test func `A time-out does not overtake an answer from a queue`() throws {
        let queue = DispatchQueue(label: "client")
        try expectAnswer {
            await withCheckedContinuation { waiting in queue.async { waiting.resume() } }
        }
    }

    @Test(.enabled(if: !TestProcess.isSanitized, "a sanitizer stands in for what starts threads"))
    func `A time-out does not overtake an answer from a thread`() throws {
        try expectAnswer {
            await withCheckedContinuation { waiting in
                Thread.detachNewThread { waiting.resume() }
            }
        }
    }

    @Test func `A time-out does not overtake an answer that an actor waits for`() throws {
        try expectAnswer { await Client().fetch() }
    }

    @Test func `A time-out does not overtake an answer that a child waits for`() throws {
        let queue = DispatchQueue(label: "client")
        try expectAnswer {
            async let answer: Void = withCheckedContinuation { waiting in
                queue.async { waiting.resume() }
            }
            await answer
        }
    }

    @Test func `An answer that never comes is waited for once`() throws {
        let queue = DispatchQueue(label: "log")
        let answer: @Sendable () async -> Void = {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in queue.async {} }
        }
        #expect(try race(grace: .milliseconds(1), answer: answer).result == .timeOut)
        // Were it waited for again, the test would not end in time.
        #expect(try race(grace: .seconds(3_600), answer: answer).result == .timeOut)
    }

    private actor Client {
        private let queue = DispatchQueue(label: "client")

        func fetch() async {
            await withCheckedContinuation { waiting in queue.async { waiting.resume() } }
        }
    }
}
