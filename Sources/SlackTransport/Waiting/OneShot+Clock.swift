import RepriseFloor

extension OneShot {
    /// Waits for the value, and gives it itself when a time has come on a clock before it did.
    ///
    /// - Parameters:
    ///   - due: When, since the clock's session began.
    ///   - fallback: The value then, for everybody.
    /// - Returns: The value; `nil` when the task was cancelled before there was one.
    package func wait(
        until due: Duration,
        on clock: SessionClock,
        orResolveTo fallback: Value
    ) async -> Value? {
        if let value { return value }
        if let takeBack = clock.alarm(at: due, { self.resolve(fallback) }) {
            let value = await wait()
            takeBack()
            return value
        }
        return await clock.sleeping(until: due, while: { await self.wait() }) {
            self.resolve(fallback)
        }
    }

    /// Waits for the value, and gives it itself when some time has passed on a clock before it came.
    ///
    /// - Returns: The value; `nil` when the task was cancelled before there was one.
    package func wait(
        for duration: Duration,
        on clock: SessionClock,
        orResolveTo fallback: Value
    ) async -> Value? {
        if let value { return value }
        return await wait(until: clock.now + duration, on: clock, orResolveTo: fallback)
    }
}

extension Wakeup {
    /// Returns when somebody wakes it, when the task is cancelled, or at the latest when a time has come.
    package func wait(until due: Duration, on clock: SessionClock) async {
        _ = await wait(until: due, on: clock, orResolveTo: ())
    }
}

extension Signal {
    /// Returns once the signal was raised after `generation`, when the task is cancelled, or at the latest when
    /// a time has come: then it is raised for everybody.
    package func wait(
        since generation: Int,
        until due: Duration,
        on clock: SessionClock
    ) async {
        if let takeBack = clock.alarm(at: due, { self.raise() }) {
            await wait(since: generation)
            takeBack()
            return
        }
        await clock.sleeping(until: due, while: { await self.wait(since: generation) }) {
            self.raise()
        }
    }
}

extension SessionClock {
    /// Runs `body`, and does `action` if the time comes before it has ended, by a task that sleeps.
    func sleeping<Result: Sendable>(
        until due: Duration,
        while body: @Sendable () async -> Result,
        _ action: @escaping @Sendable () -> Void
    ) async -> Result {
        // A structured child, so that a deterministic executor sees it; it is cancelled and awaited when
        // this scope ends.
        await withDiscardingTaskGroup { group in
            group.addTask {
                guard (try? await sleep(until: due)) != nil else { return }
                action()
            }
            let result = await body()
            group.cancelAll()
            return result
        }
    }
}
