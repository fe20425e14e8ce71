import Interleaving
import RepriseFloor
import Testing

/// Every construct that inherits an executor preference takes part without being told.
@Suite(.endsInTime) struct ConstructTests {
    /// Runs `body` and checks that all of it ran in the simulation.
    private func expectCaptured<Result: Sendable & Equatable>(
        _ expected: Result,
        _ body: @escaping @Sendable () async throws -> Result
    ) throws {
        for seed in 0..<20 as Range<UInt64> {
            let run = Simulation(schedule: .seeded(seed)).run(body)
            #expect(try run.result == expected)
            #expect(run.isReproducible)
        }
    }

    @Test func `Task groups take part`() throws {
        try expectCaptured(45) {
            await withTaskGroup { group in
                for number in 0..<10 {
                    group.addTask {
                        await Task.yield()
                        return number
                    }
                }
                return await group.reduce(0, +)
            }
        }
    }

    @Test func `Discarding groups take part`() throws {
        try expectCaptured(3) {
            let log = Log<Int>()
            await withDiscardingTaskGroup { group in
                for number in 0..<3 { group.addTask { log.append(number) } }
            }
            return log.entries.count
        }
    }

    @Test func `Child tasks of async let take part`() throws {
        @Sendable func double(_ number: Int) async -> Int {
            await Task.yield()
            return number * 2
        }
        try expectCaptured(6) {
            async let one = double(1)
            async let two = double(2)
            return await one + two
        }
    }

    @Test func `Default actors take part`() throws {
        actor Counter {
            private(set) var count = 0
            func increment() { count += 1 }
        }
        try expectCaptured(10) {
            let counter = Counter()
            await withTaskGroup { group in
                for _ in 0..<10 { group.addTask { await counter.increment() } }
            }
            return await counter.count
        }
    }

    @Test func `Streams take part`() throws {
        try expectCaptured([1, 2, 3]) {
            let (stream, input) = AsyncStream<Int>.makeStream()
            async let received = stream.reduce(into: []) { $0.append($1) }
            for number in 1...3 {
                input.yield(number)
                await Task.yield()
            }
            input.finish()
            return await received
        }
    }

    @Test func `Concurrent functions take part`() throws {
        @Sendable @concurrent func work() async -> Int {
            await Task.yield()
            return 1
        }
        try expectCaptured(1) { await work() }
    }

    @Test func `Cancellation reaches children`() throws {
        try expectCaptured(true) {
            await withTaskGroup { group in
                group.addTask {
                    while !Task.isCancelled { await Task.yield() }
                    return true
                }
                group.cancelAll()
                return await group.next() ?? false
            }
        }
    }

    @Test func `An actor may name the simulation's executor`() throws {
        actor Guest {
            let executor: any TaskExecutor & SerialExecutor
            nonisolated var unownedExecutor: UnownedSerialExecutor {
                executor.asUnownedSerialExecutor()
            }
            init(_ executor: any TaskExecutor & SerialExecutor) { self.executor = executor }
            func visit() async -> Bool {
                preconditionIsolated()
                await Task.yield()
                return true
            }
        }
        let simulation = Simulation()
        let guest = Guest(simulation.executor)
        let run = simulation.run { await guest.visit() }
        #expect(try run.result)
        #expect(run.isReproducible)
    }

    @Test func `Task-local values of the caller are those of the body`() throws {
        let name = TaskNames.$current.withValue("outside") {
            Simulation().run {
                await withTaskGroup { group in
                    group.addTask { TaskNames.current }
                    return await group.next()
                }
            }
        }
        #expect(try name.result == "outside")
    }
}

enum TaskNames {
    @TaskLocal static var current = "none"
}
