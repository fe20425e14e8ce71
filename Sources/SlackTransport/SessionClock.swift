/// Time since a session began, measured by any clock: real, or virtual under a simulation.
public struct SessionClock: Sendable {
    private let readNow: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let setAlarm: SetAlarm?

    /// Does something at a time and in no task; returns what takes it back.
    package typealias SetAlarm =
        @Sendable (_ at: Duration, _ action: @escaping @Sendable () -> Void) -> @Sendable () -> Void

    /// Starts counting now on `clock`.
    public init<C: Clock>(_ clock: C) where C.Duration == Duration {
        self.init(clock, alarm: nil)
    }

    /// Starts counting now on `clock`, which can also do something at a time without a task that sleeps.
    package init<C: Clock>(_ clock: C, alarm: SetAlarm?) where C.Duration == Duration {
        let start = clock.now
        readNow = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        setAlarm = alarm
    }

    /// Whether it can do something at a time without a task that sleeps.
    package var hasAlarms: Bool { setAlarm != nil }

    /// Does `action` when `offset` has passed since the start; it must be short and must not block.
    ///
    /// - Returns: What takes it back; `nil` if the clock can only be slept on.
    package func alarm(
        at offset: Duration,
        _ action: @escaping @Sendable () -> Void
    ) -> (@Sendable () -> Void)? {
        setAlarm?(offset, action)
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
