import Foundation
import RepriseFloor
import Testing

@testable import Interleaving

/// What has finished is let go, and what is gone is not touched.
@Suite(.wholeProgram, .endsInTime) struct TaskMemoryTests {
    /// Counts how many of its kind are alive, and how many were at most.
    private final class Token: Sendable {
        static let census = Locked((alive: 0, most: 0))

        init() {
            Token.census.withLock { census in
                census.alive += 1
                census.most = max(census.most, census.alive)
            }
        }

        deinit { Token.census.withLock { $0.alive -= 1 } }
    }

    /// Whether all that the finished tasks of a body returned was let go while it went on.
    private func expectLetGo(
        _ body: @escaping @Sendable (_ number: Int) async -> Void
    ) throws {
        let sizes = Log<Int>()
        Token.census.withLock { $0.most = 0 }
        let simulation = Simulation(schedule: .seeded(1), tier: .wholeProgram)
        let run = simulation.run {
            for number in 0..<5_000 {
                await body(number)
                sizes.append(simulation.engine.rememberedTasks)
            }
        }
        try run.result
        #expect(run.pending.tasks.isEmpty)
        #expect(sizes.entries.count == 5_000)
        #expect(sizes.entries.max() ?? .max < 200)
        let census = Token.census.withLock { $0 }
        #expect(census.alive == 0)
        #expect(census.most < 200)
    }

    private actor Room {
        func enter() -> Token { Token() }
    }

    /// One of this test's own: an actor that tests side by side share is one world's at a time.
    @globalActor private actor Librarian {
        static let shared = Librarian()
    }

    // One test, because they share the census.
    @available(macOS 26, *)
    @Test func `Thousands of finished tasks leave nothing behind`() throws {
        try expectLetGo { _ in _ = await Task { Token() }.value }
        try expectLetGo { _ in
            _ = await Task.detached {
                await Task.yield()
                return Token()
            }.value
        }
        try expectLetGo { _ in
            _ = await Task.immediate { Token() }.value
            await Task.yield()
        }
        try expectLetGo { _ in
            async let one = Token()
            async let other = { @Sendable in
                await Task.yield()
                return Token()
            }()
            _ = await (one, other)
        }
        try expectLetGo { _ in
            await withTaskGroup { group in
                for _ in 0..<2 { group.addTask { Token() } }
                for await _ in group {}
            }
        }
        try expectLetGo { _ in
            await withDiscardingTaskGroup { group in
                for _ in 0..<2 { group.addTask { _ = Token() } }
            }
        }
        // Finished within an errand of the actor, which no slice of theirs tells.
        let room = Room()
        try expectLetGo { _ in _ = await Task { await room.enter() }.value }
        try expectLetGo { _ in _ = await Task { @Librarian in Token() }.value }
        try expectLetGo { _ in _ = await Task { @MainActor in Token() }.value }
    }

    /// Ends a stream when it goes.
    fileprivate final class Farewell: Sendable {
        let input: AsyncStream<Int>.Continuation
        init(_ input: AsyncStream<Int>.Continuation) { self.input = input }
        deinit { input.finish() }
    }

    @Test func `What a task returned goes with it, and may resume others`() throws {
        for seed in 0..<200 as Range<UInt64> {
            let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                let (streams, inputs) = Farewell.streams(count: 3)
                // Nobody else holds what they return.
                Task.detached { Farewell(inputs[0]) }
                Task { @ZooKeeper in Farewell(inputs[1]) }
                Task { @MainActor in Farewell(inputs[2]) }
                var sum = 0
                for stream in streams { sum += await stream.reduce(7, +) }
                return sum
            }
            #expect(try run.result == 21)
            #expect(run.isReproducible)
            #expect(run.pending.tasks.isEmpty)
        }
    }

    @Test func `What goes with the end of a run may resume what is abandoned`() throws {
        let (stream, input) = AsyncStream<Int>.makeStream()
        let run = Simulation(limits: .init(steps: 20), tier: .wholeProgram).run {
            Task.detached { await stream.reduce(0, +) }
            let task = Task.detached { Farewell(input) }
            while true { await Task.yield() }
            withExtendedLifetime(task) {}
        }
        guard case .stepLimit = run.ending else {
            Issue.record("ended as \(run.ending)")
            return
        }
        #expect(run.pending.tasks.map(\.index) == [0, 1])
    }

    // Freed memory is overwritten there, so that whoever looks at it sees something else.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["MALLOC_PERTURB_"] == nil,
            "needs: to be the process that starts others"
        ),
        arguments: ["AsyncLetTests", "ChildReportTests", "ZooTests"]
    )
    func `Where freed memory is overwritten, nobody notices`(suite: String) throws {
        try TestProcess.run(
            test: "InterleavingTests.\(suite)",
            environment: ["MALLOC_PERTURB_": "165"]
        )
    }
}

extension TaskMemoryTests.Farewell {
    fileprivate static func streams(
        count: Int
    ) -> ([AsyncStream<Int>], [AsyncStream<Int>.Continuation]) {
        let pairs = (0..<count).map { _ in AsyncStream<Int>.makeStream() }
        return (pairs.map(\.stream), pairs.map(\.continuation))
    }
}
