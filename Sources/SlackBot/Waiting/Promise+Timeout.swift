import SlackTransport

extension Promise {
    /// Waits for the value, and sets it to `fallback` itself when `duration` has passed on `clock`.
    ///
    /// - Returns: The value, or `nil` when the task was cancelled before there was one.
    func wait(
        for duration: Duration,
        on clock: SessionClock,
        orResolveTo fallback: Value
    ) async -> Value? {
        if let value { return value }
        let end = clock.now + duration
        if let takeBack = clock.alarm(at: end, { self.resolve(fallback) }) {
            defer { takeBack() }
            return await wait()
        }
        return await withDiscardingTaskGroup { group in
            group.addTask {
                guard (try? await clock.sleep(for: duration)) != nil else { return }
                self.resolve(fallback)
            }
            let value = await self.wait()
            group.cancelAll()
            return value
        }
    }
}
