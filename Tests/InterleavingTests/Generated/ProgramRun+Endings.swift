extension ProgramRun {
    func stream(
        _ use: SmallProgram.StreamUse,
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool
    ) async {
        let (stream, input) = AsyncStream<Int>.makeStream()
        switch use {
        case .producer:
            let producer = Task {
                for number in 0..<3 {
                    input.yield(number)
                    await Task.yield()
                }
                await inTask(steps, isLocked)
                input.finish()
            }
            var received: [Int] = []
            for await number in stream { received.append(number) }
            check(received == [0, 1, 2] || Task.isCancelled, "a stream gave \(received)")
            await producer.value
        case .cancelledConsumer:
            let consumer = Task {
                var count = 0
                for await _ in stream { count += 1 }
                return count
            }
            await inTask(steps, isLocked)
            input.yield(1)
            consumer.cancel()
            input.yield(2)
            check(await consumer.value <= 2, "a stream gave more than it was given")
        case .unfolding:
            let unfolding = AsyncStream(unfolding: { () async -> Int? in
                await self.inTask(steps, isLocked)
                return nil
            })
            await Task.detached { for await _ in unfolding {} }.value
        }
    }

    func cancel(
        _ work: SmallProgram.CancelledWork,
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool
    ) async {
        let slept: @Sendable () async -> Void = {
            let hours: Void? = try? await Task.sleep(for: .seconds(36_000))
            self.check(hours == nil, "ten hours passed though the sleep was cancelled")
        }
        switch work {
        case .sleep:
            let task = Task { await slept() }
            await inTask(steps, isLocked)
            task.cancel()
            await task.value
        case .handler:
            let calls = Counter()
            let task = Task {
                await withTaskCancellationHandler {
                    await inTask(steps, isLocked)
                    while !Task.isCancelled { await Task.yield() }
                } onCancel: {
                    calls.add()
                }
            }
            await Task.yield()
            task.cancel()
            await task.value
            check(calls.count == 1, "a handler was called \(calls.count) times")
        case .group:
            let task = Task {
                await withTaskGroup { group in
                    group.addTask { await slept() }
                    await inTask(steps, isLocked)
                }
            }
            task.cancel()
            await task.value
        case .asyncLet:
            let task = Task {
                async let sleeper: Void = slept()
                await inTask(steps, isLocked)
                await sleeper
            }
            task.cancel()
            await task.value
        }
    }

    func local(
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool,
        on here: isolated (any Actor)?
    ) async {
        let before = Inherited.depth
        await Inherited.$depth.withValue(before + 1) {
            await perform(steps, isLocked, on: here)
            check(Inherited.depth == before + 1, "a task-local value changed")
            let inherited = await Task { Inherited.depth }.value
            check(inherited == before + 1, "a task did not inherit a value")
        }
        check(Inherited.depth == before, "a task-local value stayed")
    }

    func timeOut(_ hours: Int, _ steps: [SmallProgram.Step], _ isLocked: Bool) async {
        let isInTime = await withTaskGroup { group in
            group.addTask {
                await self.inTask(steps, isLocked)
                return true
            }
            group.addTask {
                try? await Task.sleep(for: hours == 0 ? .milliseconds(1) : .seconds(hours * 3_600))
                return false
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? false
        }
        check(isInTime || hours == 0 || Task.isCancelled, "a time-out of \(hours) h won")
    }

    /// Runs steps in a task of their own, for which the caller waits sooner or later.
    @concurrent private func inTask(_ steps: [SmallProgram.Step], _ isLocked: Bool) async {
        await perform(steps, isLocked, on: nil)
    }
}
