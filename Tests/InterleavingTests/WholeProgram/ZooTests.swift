import Interleaving
import Testing

/// Every construct of unmodified code, shown to run inside.
@Suite(.wholeProgram, .endsInTime) struct ZooTests {
    @Test func `Unstructured tasks run inside`() throws {
        try expectInside(3) { witness in
            let task = Task {
                witness.mark()
                await Task.yield()
                witness.mark()
                return 3
            }
            return await task.value
        }
    }

    @Test func `Detached tasks run inside, with any priority`() throws {
        try expectInside(6) { witness in
            let tasks = [TaskPriority.background, .medium, .high].map { priority in
                Task.detached(priority: priority) {
                    witness.mark()
                    await Task.yield()
                    witness.mark()
                    return 2
                }
            }
            var sum = 0
            for task in tasks { sum += await task.value }
            return sum
        }
    }

    @Test func `Tasks that nobody awaits are done before the run ends`() throws {
        let log = Log<Int>()
        let run = Simulation(tier: .wholeProgram).run {
            for number in 0..<5 {
                Task.detached {
                    try await Task.sleep(for: .seconds(number))
                    log.append(number)
                }
            }
        }
        #expect(log.entries == [0, 1, 2, 3, 4])
        #expect(run.elapsed == .seconds(4))
        #expect(run.pending.tasks.isEmpty)
    }

    @available(macOS 26, *)
    @Test func `Immediate tasks run inside`() throws {
        try expectInside([1, 2, 3]) { witness in
            let log = Log<Int>()
            let task = Task.immediate {
                witness.mark()
                log.append(1)
                await Task.yield()
                witness.mark()
                log.append(3)
            }
            log.append(2)
            await task.value
            return log.entries
        }
    }

    @Test func `Groups and async let run inside`() throws {
        try expectInside(10) { witness in
            async let extra = Task.detached {
                witness.mark()
                return 4
            }.value
            let sum = await withTaskGroup { group in
                for number in 1...3 {
                    group.addTask {
                        witness.mark()
                        await Task.yield()
                        witness.mark()
                        return number
                    }
                }
                return await group.reduce(0, +)
            }
            return await sum + extra
        }
    }

    @Test func `Default actors run inside`() throws {
        actor Counter {
            private(set) var count = 0
            func increment(_ witness: Witness) async {
                witness.mark()
                await Task.yield()
                witness.mark()
                count += 1
            }
        }
        try expectInside(8) { witness in
            let counter = Counter()
            let tasks = (0..<8).map { _ in Task.detached { await counter.increment(witness) } }
            for task in tasks { await task.value }
            return await counter.count
        }
    }

    @Test func `Global actors run inside`() throws {
        try expectInside(1) { witness in
            await Task.detached {
                await onZooKeeper(witness)
            }.value
        }
    }

    @Test func `The main actor runs inside`() throws {
        try expectInside(2) { witness in
            let task = Task { @MainActor in
                witness.mark()
                MainActor.assertIsolated()
                await Task.yield()
                MainActor.assertIsolated()
                witness.mark()
                return 1
            }
            let other = await MainActor.run {
                witness.mark()
                return 1
            }
            return await task.value + other
        }
    }

    @Test func `Streams and continuations run inside`() throws {
        try expectInside([1, 2, 3]) { witness in
            let (stream, input) = AsyncStream<Int>.makeStream()
            Task.detached {
                for number in 1...3 {
                    witness.mark()
                    input.yield(number)
                    await withCheckedContinuation { waiting in
                        Task.detached {
                            witness.mark()
                            waiting.resume()
                        }
                    }
                }
                input.finish()
            }
            var received: [Int] = []
            for await number in stream {
                witness.mark()
                received.append(number)
            }
            return received
        }
    }

    @Test func `Functions of either isolation run inside`() throws {
        try expectInside(2) { witness in
            await Task.detached {
                await onCaller(witness) + onPool(witness)
            }.value
        }
    }

    @Test func `A preference for the global executor stays inside`() throws {
        try expectInside(1) { witness in
            await withTaskExecutorPreference(globalConcurrentExecutor) {
                witness.mark()
                await Task.yield()
                witness.mark()
                return 1
            }
        }
    }

    @Test func `Task-local values survive`() throws {
        try expectInside("inner") { witness in
            await TaskNames.$current.withValue("inner") {
                await Task {
                    await Task.yield()
                    witness.mark()
                    return TaskNames.current
                }.value
            }
        }
    }
}

@globalActor actor ZooKeeper {
    static let shared = ZooKeeper()
}

@ZooKeeper private func onZooKeeper(_ witness: Witness) async -> Int {
    witness.mark()
    await Task.yield()
    witness.mark()
    ZooKeeper.shared.preconditionIsolated()
    return 1
}

private nonisolated(nonsending) func onCaller(_ witness: Witness) async -> Int {
    await Task.yield()
    witness.mark()
    return 1
}

@concurrent private func onPool(_ witness: Witness) async -> Int {
    await Task.yield()
    witness.mark()
    return 1
}
