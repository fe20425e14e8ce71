import Dispatch
import Foundation
import Testing

@testable import Interleaving

/// What leaves a simulation is noticed.
@Suite(.wholeProgram, .endsInTime) struct EscapeTests {
    private func run<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) -> SimulationRun<Result> {
        let limits = SimulationLimits(foreignGrace: .seconds(60))
        return Simulation(limits: limits, tier: .wholeProgram).run(body)
    }

    @Test func `Work handed to Dispatch is noticed`() throws {
        let run = run {
            // A queue of its own: the global ones may have no thread left while tests block theirs.
            let queue = DispatchQueue(label: "outside")
            queue.async {}
            await withCheckedContinuation { waiting in
                queue.asyncAfter(deadline: .now()) { waiting.resume() }
            }
        }
        try run.result
        #expect(run.departures.dispatch == 2)
        #expect(run.departures.places.count == 2)
        #expect(!run.isReproducible)
    }

    @Test func `A thread that resumes a task is noticed`() throws {
        let (go, done) = (Latch("the test says go"), Latch("a thread resumes the task"))
        let session = Simulation(tier: .wholeProgram).start {
            await withCheckedContinuation { waiting in
                Thread.detachNewThread {
                    go.waitPatiently()
                    waiting.resume()
                    done.open()
                }
            }
        }
        guard case .waiting = session.runUntilQuiescent() else {
            Issue.record("not waiting")
            return
        }
        go.open()
        try done.wait()
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        #expect(run.foreignWakes == 1)
        #expect(!run.isReproducible)
    }

    @available(macOS 26, *)
    @Test func `An immediate task that another thread resumes first stays inside`() throws {
        let (go, done) = (Latch("the test says go"), Latch("a thread resumes the task"))
        let waiting = Log<CheckedContinuation<Void, Never>>()
        Thread.detachNewThread {
            go.waitPatiently()
            for continuation in waiting.entries { continuation.resume() }
            done.open()
        }
        let session = Simulation(tier: .wholeProgram).start {
            let task = Task.immediate {
                await withCheckedContinuation { waiting.append($0) }
                return ThreadIdentity.current
            }
            return (ThreadIdentity.current, await task.value)
        }
        session.runUntilQuiescent()
        go.open()
        try done.wait()
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        let (driver, resumed) = try run.result
        #expect(driver == resumed)
        #expect(run.foreignWakes == 1)
        #expect(run.pending.tasks.isEmpty)
    }

    @Test func `A call that blocks is noticed`() throws {
        let run = run { _ = poll(nil, 0, 1) }
        try run.result
        #expect(run.departures.blockingCalls == 1)
        let place = try #require(run.departures.places.first?.frames.first)
        #expect(place.file.hasSuffix("EscapeTests.swift"))
        #expect(!run.isReproducible)
    }

    @Test func `A wait for Dispatch is noticed, unless it is free`() throws {
        let free = run {
            let semaphore = DispatchSemaphore(value: 0)
            semaphore.signal()
            semaphore.wait()
        }
        try free.result
        #expect(free.departures.isEmpty)
        let waiting = run { DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(1)) }
        #expect(try waiting.result == .timedOut)
        #expect(waiting.departures.blockingCalls == 1)
    }

    @Test func `A slice that does not come to its end is reported, with where it stands`() throws {
        let limits = SimulationLimits(sliceTime: .milliseconds(1))
        let simulation = Simulation(limits: limits, tier: .wholeProgram)
        let run = simulation.run {
            // The watchdog itself ends the wait: it is what the slice waits for.
            while simulation.engine.departures.stalls == 0 {}
            await Task.yield()
        }
        try run.result
        #expect(run.departures.stalls >= 1)
        #expect(!run.isReproducible)
        #expect(run.departures.report.contains("slice(s) that held the thread up"))
        if !TestProcess.isSanitized {
            let files = run.departures.places.flatMap(\.frames).map(\.file)
            #expect(files.contains { $0.hasSuffix("EscapeTests.swift") })
        }
    }

    @Test func `A slice that takes its time is not reported while nobody asks for it`() throws {
        let (go, done) = (Latch("the slice has begun"), Latch("the watchdog has looked twice"))
        Thread.detachNewThread {
            go.waitPatiently()
            for _ in 0..<2 { _ = Self.isReported(after: .milliseconds(1)) }
            done.open()
        }
        let limits = SimulationLimits(sliceTime: .zero)
        let run = Simulation(limits: limits, tier: .wholeProgram).run {
            // As long as it takes to report another slice that began later.
            go.open()
            try done.wait()
        }
        try run.result
        #expect(run.departures.stalls == 0)
    }

    /// Whether a slice that goes on until it is reported was; that it comes back says so.
    private static func isReported(after time: Duration) -> Bool {
        let simulation = Simulation(limits: .init(sliceTime: time), tier: .wholeProgram)
        let run = simulation.run {
            while simulation.engine.departures.stalls == 0 {}
        }
        return run.departures.stalls > 0
    }

    @Test func `An actor on its own queue is noticed`() throws {
        let run = run {
            let loner = Loner()
            return await loner.answer()
        }
        #expect(try run.result == 42)
        #expect(!run.isReproducible)
    }

    @Test func `A task resumed after the end never runs`() async throws {
        let log = Log<Int>()
        let (frames, input) = AsyncStream<Int>.makeStream()
        let run = Simulation(tier: .wholeProgram).run {
            Task.detached {
                for await frame in frames { log.append(frame) }
            }
        }
        _ = try run.result
        #expect(run.pending.tasks.map(\.index) == [1])
        #expect(run.pending.isComplete)
        // Were it given to the platform, it would run while others do.
        input.yield(1)
        for _ in 0..<100 { await Task.detached { await Task.yield() }.value }
        // Were it adopted by another simulation, it would run there.
        let next = Simulation(tier: .wholeProgram).run {
            input.yield(2)
            await Task.yield()
        }
        #expect(next.isReproducible)
        #expect(next.trace.steps.count == 3)
        #expect(log.entries.isEmpty)
    }

    @Test func `A deadlock names every task that waits`() throws {
        let run = Simulation(tier: .wholeProgram).run {
            let (first, toFirst) = AsyncStream<Void>.makeStream()
            let (second, toSecond) = AsyncStream<Void>.makeStream()
            let one = Task.detached { for await _ in first { toSecond.yield() } }
            let two = Task.detached { for await _ in second { toFirst.yield() } }
            await one.value
            await two.value
        }
        guard case .stuck(let pending) = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(pending.tasks.map(\.index) == [0, 1, 2])
        #expect(pending.isComplete)
        #expect(pending.tasks.map(\.wait) == [.task(1), .continuation, .continuation])
        for task in pending.tasks {
            let place = try #require(task.place.frames.first)
            #expect(place.file.hasSuffix("EscapeTests.swift"))
        }
        #expect(pending.report.contains("EscapeTests.swift:"))
    }
}

private actor Loner {
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        QueueExecutor.shared.asUnownedSerialExecutor()
    }

    private var answers = 0

    func answer() async -> Int {
        answers += 1
        await Task.yield()
        return 41 + answers
    }
}
