/// Time since a session began, measured by any clock: real, or virtual under a simulation.
public struct SessionClock: Sendable {
    private let readNow: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void

    /// Starts counting now on `clock`.
    public init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        readNow = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// Time passed since the start.
    public var now: Duration { readNow() }

    /// Returns when `offset` has passed since the start.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until offset: Duration) async throws {
        try await sleepUntil(offset)
    }

    /// Returns after `duration`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        try await sleepUntil(now + duration)
    }
}
