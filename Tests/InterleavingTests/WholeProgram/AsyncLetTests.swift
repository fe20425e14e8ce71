import Interleaving
import RepriseFloor
import Testing

/// Children of `async let` live in their parent's frame, which nobody keeps alive for the simulation.
@Suite(.wholeProgram, .endsInTime) struct AsyncLetTests {
    private struct Wrong: Error, Equatable {}

    /// Something that takes a few slices.
    @Sendable private static func double(_ number: Int) async -> Int {
        await Task.yield()
        return await Task.detached { number * 2 }.value
    }

    @Sendable private static func fail() async throws -> Int {
        await Task.yield()
        throw Wrong()
    }

    private func expectInside<Result: Sendable & Equatable>(
        _ expected: Result,
        elapsed: Duration = .zero,
        _ body: @escaping @Sendable () async throws -> Result
    ) throws {
        try InterleavingTests.expectInside(expected, elapsed: elapsed, schedules: 200) { _ in
            try await body()
        }
    }

    @Test func `A loop of them`() throws {
        try expectInside(2_450) {
            var sum = 0
            for number in 0..<50 {
                async let one = Self.double(number)
                async let other = Self.double(number)
                sum += await (one + other) / 2
            }
            return sum
        }
    }

    @Test func `Handlers with two of them`() throws {
        try expectInside(60) {
            let handlers = (0..<10).map { _ in
                Task.detached {
                    async let one = Self.double(1)
                    async let two = Self.double(2)
                    return await one + two
                }
            }
            var sum = 0
            for handler in handlers { sum += await handler.value }
            return sum
        }
    }

    @available(macOS 26, *)
    @Test func `One inside the other, and frames too large for the scope itself`() throws {
        @Sendable func tree(_ depth: Int) async -> Int {
            // Live across the suspensions, so it is part of the frame.
            let ballast = InlineArray<128, Int>(repeating: depth)
            guard depth > 0 else { return await Self.double(1) }
            async let left = tree(depth - 1)
            async let right = tree(depth - 1)
            return await left + right + ballast[64] - depth
        }
        try expectInside(16) { await tree(3) }
    }

    @Test func `One that throws, with its sibling cancelled`() throws {
        try expectInside(true) {
            do {
                async let failing = Self.fail()
                async let sleeping: Void = Task.sleep(for: .seconds(3_600))
                _ = try await failing
                try await sleeping
                return false
            } catch {
                return error is Wrong
            }
        }
    }

    @Test func `One that nobody awaits is cancelled where its scope ends`() throws {
        try expectInside([true, true]) {
            let log = Log<Bool>()
            for _ in 0..<2 {
                async let _: Void = { @Sendable in
                    while !Task.isCancelled { await Task.yield() }
                    log.append(true)
                }()
            }
            return log.entries
        }
    }

    @Test func `One whose parent is cancelled`() throws {
        try expectInside(true, elapsed: .seconds(1)) {
            let parent = Task.detached {
                async let sleeping: Void = Task.sleep(for: .seconds(3_600))
                async let other: Void = Task.sleep(for: .seconds(3_600))
                try await sleeping
                try await other
            }
            try await Task.sleep(for: .seconds(1))
            parent.cancel()
            guard case .failure(let error) = await parent.result else { return false }
            return error is CancellationError
        }
    }

    @Test func `Task-local values are those of the parent`() throws {
        try expectInside(["inner", "innermost", "inner"]) {
            await TaskNames.$current.withValue("inner") {
                async let first = { @Sendable in
                    await Task.yield()
                    return TaskNames.current
                }()
                let second = await TaskNames.$current.withValue("innermost") {
                    async let child = { @Sendable in
                        await Task.yield()
                        return TaskNames.current
                    }()
                    return await child
                }
                return [await first, second, TaskNames.current]
            }
        }
    }

    @Test func `Groups inside of one, and some inside of a group`() throws {
        try expectInside(48) {
            async let sum = withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        async let one = Self.double(1)
                        async let two = Self.double(2)
                        return await one + two
                    }
                }
                return await group.reduce(0, +)
            }
            let log = Log<Int>()
            await withDiscardingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        async let three = Self.double(3)
                        log.append(await three)
                    }
                }
            }
            return await sum + log.entries.reduce(0, +)
        }
    }

    @available(macOS 26, *)
    @Test func `One that starts a task on the spot, and one in such a task`() throws {
        try expectInside(8) {
            async let outer = { @Sendable in
                let task = Task.immediate {
                    async let inner = Self.double(2)
                    return await inner
                }
                return await task.value + Self.double(2)
            }()
            return await outer
        }
    }

    @Test func `One on its parent's actor, finished and gone within one errand of the actor`()
        throws
    {
        actor Room {
            private var visits = 0
            private func visit() -> Int {
                visits += 1
                return visits
            }
            func visits(_ count: Int) async -> Int {
                for _ in 0..<count {
                    async let one = visit()
                    async let other = visit()
                    _ = await (one, other)
                }
                return visits
            }
        }
        try expectInside(40) {
            let room = Room()
            async let some = room.visits(10)
            async let others = room.visits(10)
            return max(await some, await others)
        }
    }

    @Test func `One on the main actor`() throws {
        try expectInside(6) {
            await MainActor.run {
                Task { @MainActor in
                    async let one = onMain(1)
                    async let two = Self.double(2)
                    return await one + two + 1
                }
            }.value
        }
    }

    @available(macOS 26, *)
    @Test func `One that is escalated`() throws {
        try expectInside(12) {
            let low = Task.detached(priority: .background) {
                async let one = Self.double(1)
                async let two = Self.double(2)
                return await one + two
            }
            let high = Task.detached(priority: .high) { await low.value }
            low.escalatePriority(to: .high)
            await Task.yield()
            return await high.value + low.value
        }
    }
}

@MainActor private func onMain(_ number: Int) async -> Int {
    await Task.yield()
    return number
}
