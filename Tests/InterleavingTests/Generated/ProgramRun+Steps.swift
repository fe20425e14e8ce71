extension ProgramRun {
    /// A child threw, as it was to.
    private struct Thrown: Error {}

    /// Runs the program.
    func perform() async { await apart(program.steps) }

    /// Runs steps on no actor, and with no lock held.
    @concurrent func apart(_ steps: [SmallProgram.Step]) async {
        await perform(steps, false, on: nil)
    }

    /// Runs steps where the caller is.
    ///
    /// - Parameter isLocked: Whether a lock is held, so that none is to be taken by what is awaited.
    func perform(
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool,
        on here: isolated (any Actor)?
    ) async {
        for step in steps { await perform(step, isLocked, on: here) }
    }

    private func perform(
        _ step: SmallProgram.Step,
        _ isLocked: Bool,
        on here: isolated (any Actor)?
    ) async {
        switch step {
        case .mark: mark()
        case .yield: await Task.yield()
        case .sleep(let time): await sleep(time)
        case .onActor(let number, let steps): await actors[number].perform(steps, self, isLocked)
        case .onMainActor(let steps): await MainActor.perform(steps, self, isLocked)
        case .onGlobalActor(let steps): await SharedByPrograms.perform(steps, self, isLocked)
        case .task(let kind, let steps, let meanwhile):
            let task = start(kind, steps, isLocked)
            await perform(meanwhile, isLocked, on: here)
            await task.value
        case .loose(let kind, let steps):
            begin()
            // It may outlive whoever holds a lock, and waits for it like others.
            let task = start(kind, steps, false)
            Task {
                await task.value
                end()
            }
        case .group(let kind, let children): await group(kind, children, isLocked)
        case .asyncLet(let kind, let steps, let meanwhile):
            await child(kind, steps, meanwhile, isLocked)
        case .continuation(let kind, let steps): await suspend(kind, steps, isLocked)
        case .stream(let use, let steps): await stream(use, steps, isLocked)
        case .cancelled(let work, let steps): await cancel(work, steps, isLocked)
        case .local(let steps): await local(steps, isLocked, on: here)
        case .preferring(let steps):
            await withTaskExecutorPreference(globalConcurrentExecutor) {
                await inChild(steps, isLocked)
            }
        case .timeout(let hours, let steps): await timeOut(hours, steps, isLocked)
        case .locked(let number, let steps):
            if !isLocked { await locks[number].lock() }
            await perform(steps, true, on: here)
            if !isLocked { await locks[number].unlock() }
        }
    }

    /// Runs steps in another task than the caller's, which waits.
    @concurrent private func inChild(_ steps: [SmallProgram.Step], _ isLocked: Bool) async {
        await perform(steps, isLocked, on: nil)
    }

    private func sleep(_ time: Int) async {
        switch time {
        case 0: try? await Task.sleep(nanoseconds: 0)
        case 100: try? await Task.sleep(for: .microseconds(time))
        case 200: try? await SuspendingClock().sleep(for: .microseconds(time))
        default: try? await ContinuousClock().sleep(until: .now + .microseconds(time))
        }
    }

    private func start(
        _ kind: SmallProgram.TaskKind,
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool
    ) -> Task<Void, Never> {
        switch kind {
        case .inheriting: Task { await inChild(steps, isLocked) }
        case .detached: Task.detached { await self.inChild(steps, isLocked) }
        case .background:
            Task.detached(priority: .background) { await self.inChild(steps, isLocked) }
        case .main: Task { @MainActor in await MainActor.perform(steps, self, isLocked) }
        case .global:
            Task { @SharedByPrograms in await SharedByPrograms.perform(steps, self, isLocked) }
        }
    }

    private func group(
        _ kind: SmallProgram.GroupKind,
        _ children: [[SmallProgram.Step]],
        _ isLocked: Bool
    ) async {
        let ended = Counter()
        let run: @Sendable ([SmallProgram.Step]) async -> Void = { steps in
            await self.inChild(steps, isLocked)
            ended.add()
        }
        switch kind {
        case .plain:
            await withTaskGroup { group in
                for steps in children { group.addTask { await run(steps) } }
            }
        case .discarding:
            await withDiscardingTaskGroup { group in
                for steps in children { group.addTask { await run(steps) } }
            }
        case .counting:
            let sum = await withTaskGroup(of: Int.self) { group in
                for steps in children {
                    group.addTask(priority: .background) {
                        await run(steps)
                        return 1
                    }
                }
                return await group.reduce(0, +)
            }
            check(sum == children.count, "a group gave \(sum) results of \(children.count)")
        case .throwing:
            let thrown: Void? = try? await withThrowingTaskGroup(of: Void.self) { group in
                for steps in children {
                    group.addTask {
                        await run(steps)
                        throw Thrown()
                    }
                }
                while let result = await group.nextResult() { try? result.get() }
                throw Thrown()
            }
            check(thrown == nil, "a throwing group did not throw")
        case .throwingDiscarding:
            let thrown: Void? = try? await withThrowingDiscardingTaskGroup { group in
                for steps in children {
                    group.addTask {
                        await run(steps)
                        throw Thrown()
                    }
                }
            }
            check(thrown == nil, "a discarding group did not throw")
        }
        check(ended.count == children.count, "a group ended before its children")
    }

    private func child(
        _ kind: SmallProgram.ChildKind,
        _ steps: [SmallProgram.Step],
        _ meanwhile: [SmallProgram.Step],
        _ isLocked: Bool
    ) async {
        let ended = Counter()
        let run: @Sendable () async -> Int = {
            await self.inChild(steps, isLocked)
            ended.add()
            return 1
        }
        switch kind {
        case .awaited:
            async let one = run()
            await inChild(meanwhile, isLocked)
            _ = await one
        case .dropped: await dropping(run, meanwhile, isLocked)
        case .two:
            async let one = run()
            async let other: Void = inChild(meanwhile, isLocked)
            await other
            check(await one == 1, "a child gave something else")
        case .throwing:
            async let one: Int = {
                _ = await run()
                throw Thrown()
            }()
            await inChild(meanwhile, isLocked)
            let result = try? await one
            check(result == nil, "a child did not throw")
        }
        check(ended.count == 1, "a scope ended before its child")
    }

    private func dropping(
        _ run: @escaping @Sendable () async -> Int,
        _ meanwhile: [SmallProgram.Step],
        _ isLocked: Bool
    ) async {
        async let _ = run()
        await inChild(meanwhile, isLocked)
    }

    private func suspend(
        _ kind: SmallProgram.ResumedBy,
        _ steps: [SmallProgram.Step],
        _ isLocked: Bool
    ) async {
        switch kind {
        case .task:
            await withCheckedContinuation { waiting in
                Task.detached {
                    await self.inChild(steps, isLocked)
                    waiting.resume()
                }
            }
        case .itself:
            await withUnsafeContinuation { $0.resume() }
            await inChild(steps, isLocked)
        case .failingTask:
            let result: Void? = try? await withUnsafeThrowingContinuation { waiting in
                Task {
                    await self.inChild(steps, isLocked)
                    waiting.resume(throwing: Thrown())
                }
            }
            check(result == nil, "a continuation did not throw")
        }
    }
}
