import Foundation
import Interleaving
import Testing

/// What a simulation says of children that live in their parent's frame.
@Suite(.wholeProgram, .endsInTime) struct ChildReportTests {
    /// A stream that a child waits for.
    private struct Gate {
        let stream: AsyncStream<Int>
        let input: AsyncStream<Int>.Continuation

        init() { (stream, input) = AsyncStream.makeStream() }
    }

    /// A function of its own, also where the compiler would rather not have one.
    @inline(never)
    private static func sum(_ stream: AsyncStream<Int>) async -> Int {
        var sum = 0
        for await number in stream { sum += number }
        return sum
    }

    private func pending<Result>(_ session: SimulationSession<Result>) throws -> PendingTasks {
        try #require(session.runUntilQuiescent().pending, "the body has not finished")
    }

    @Test func `A child that waits is named, with what for and where`() throws {
        let gate = Gate()
        let session = Simulation(tier: .wholeProgram).start {
            async let sum = Self.sum(gate.stream)
            return await sum
        }
        for number in 1...3 {
            let pending = try pending(session)
            #expect(pending.isComplete)
            #expect(pending.tasks.map(\.index) == [0, 1])
            #expect(pending.tasks.map(\.wait) == [.task(1), .continuation])
            let place = try #require(pending.tasks.last?.place.frames.first)
            #expect(place.file.hasSuffix("ChildReportTests.swift"))
            session.perform { _ = gate.input.yield(number) }
        }
        session.perform { gate.input.finish() }
        #expect(session.runUntilQuiescent() == .finished)
        let run = session.finish()
        #expect(try run.result == 6)
        #expect(run.pending.tasks.isEmpty)
        #expect(run.isReproducible)
    }

    @Test func `A child that nobody awaits holds up the end of its scope`() throws {
        let gate = Gate()
        let session = Simulation(tier: .wholeProgram).start {
            // It does not care that it is cancelled.
            async let _: Int = withUnsafeContinuation { waiting in
                Task.detached {
                    for await number in gate.stream { waiting.resume(returning: number) }
                }
            }
        }
        let pending = try pending(session)
        #expect(pending.tasks.map(\.index) == [0, 1, 2])
        #expect(pending.tasks.map(\.wait) == [.task(1), .continuation, .continuation])
        session.perform {
            gate.input.yield(1)
            gate.input.finish()
        }
        #expect(session.runUntilQuiescent() == .finished)
        #expect(session.finish().pending.tasks.isEmpty)
    }

    @Test func `A child that has finished is not unfinished, though its scope goes on`() throws {
        let gate = Gate()
        let session = Simulation(tier: .wholeProgram).start {
            async let done = 1
            let sum = await gate.stream.reduce(0, +)
            return await done + sum
        }
        #expect(try pending(session).tasks.map(\.index) == [0])
        session.perform { gate.input.finish() }
        #expect(session.runUntilQuiescent() == .finished)
        #expect(try session.finish().result == 1)
    }

    @Test func `A child on its parent's actor is named, too`() throws {
        actor Room {
            func wait(_ stream: AsyncStream<Int>) async -> Int { await stream.reduce(0, +) }
            func both(_ stream: AsyncStream<Int>) async -> Int {
                async let sum = wait(stream)
                return await sum
            }
        }
        let gate = Gate()
        let session = Simulation(tier: .wholeProgram).start { await Room().both(gate.stream) }
        #expect(try pending(session).tasks.map(\.wait) == [.task(1), .continuation])
        session.perform { gate.input.finish() }
        #expect(session.runUntilQuiescent() == .finished)
        #expect(session.finish().pending.tasks.isEmpty)
    }

    @Test func `A run that ends stuck or stopped names them`() throws {
        let stuck = Simulation(tier: .wholeProgram).run {
            for _ in 0..<100 {
                async let passing: Void = Task.yield()
                await passing
            }
            async let waiting: Void = withUnsafeContinuation { _ in }
            await waiting
        }
        #expect(stuck.pending.tasks.map(\.index) == [0, 101])
        #expect(stuck.pending.tasks.map(\.wait) == [.task(101), .continuation])
        let stopped = Simulation(limits: .init(steps: 500), tier: .wholeProgram).run {
            async let turning: Void = { while true { await Task.yield() } }()
            await turning
        }
        #expect(stopped.trace.steps.count == 500)
        #expect(stopped.pending.tasks.map(\.index) == [0, 1])
    }

    @Test func `A child that another thread resumes ends its scope`() throws {
        for _ in 0..<100 {
            let waiting = Log<CheckedContinuation<Int, Never>>()
            let session = Simulation(tier: .wholeProgram).start {
                async let number = withCheckedContinuation { waiting.append($0) }
                async let other: Void = Task.yield()
                await other
                return await number
            }
            _ = try pending(session)
            let continuation = try #require(waiting.entries.first)
            let isDone = Latch("a thread resumes the child")
            Thread.detachNewThread {
                continuation.resume(returning: 7)
                isDone.open()
            }
            try isDone.wait()
            #expect(session.runUntilQuiescent() == .finished)
            let run = session.finish()
            #expect(try run.result == 7)
            #expect(run.foreignWakes == 1)
            #expect(run.pending.tasks.isEmpty)
        }
    }

    @Test func `A scope that ends on another executor ends`() throws {
        let limits = SimulationLimits(foreignGrace: .seconds(60))
        for _ in 0..<100 {
            let run = Simulation(limits: limits, tier: .wholeProgram).run {
                await Visitor().visit()
            }
            #expect(try run.result == 55)
            #expect(run.pending.tasks.isEmpty)
        }
    }
}

/// On a queue of its own, which no simulation captures.
private actor Visitor {
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        QueueExecutor.shared.asUnownedSerialExecutor()
    }

    func visit() async -> Int {
        var sum = 0
        for number in 1...10 {
            async let child = { @Sendable in
                await Task.yield()
                return number
            }()
            sum += await child
        }
        return sum
    }
}
