/// The time of a simulation: it moves straight to the next timer, when nothing is runnable, and under an explored
/// schedule a little sooner (``SimulationLimits/latency``).
///
/// Sleepers due at one instant become ready together, and which of them goes first is part of the
/// schedule. A sleep ends with `CancellationError` as soon as its task is cancelled.
public struct VirtualClock: Clock {
    /// A point in virtual time.
    public struct Instant: InstantProtocol {
        /// Time since the simulation was made.
        public let offset: Duration

        /// The instant `offset` after the simulation was made.
        public init(offset: Duration) {
            self.offset = offset
        }

        /// The instant `duration` later.
        public func advanced(by duration: Duration) -> Instant {
            Instant(offset: offset + duration)
        }

        /// Time from this instant to `other`.
        public func duration(to other: Instant) -> Duration {
            other.offset - offset
        }

        /// Whether `lhs` is the earlier instant.
        public static func < (lhs: Instant, rhs: Instant) -> Bool {
            lhs.offset < rhs.offset
        }
    }

    /// Something that is to be done at a point in virtual time.
    public struct Alarm: Sendable {
        let engine: Engine
        let timer: Int?

        /// Takes the alarm back; without effect once it has gone off.
        public func cancel() {
            if let timer { engine.cancel(timer) }
        }
    }

    let engine: Engine

    /// The current virtual time.
    public var now: Instant { Instant(offset: engine.now) }

    /// One nanosecond, though finer deadlines are kept exactly.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Does `action` when virtual time has reached `deadline`.
    ///
    /// The action runs in the simulation but in no task. It must be short and must not block: it is there
    /// to resume whoever waits. It costs much less than a task that sleeps.
    public func alarm(at deadline: Instant, _ action: @escaping @Sendable () -> Void) -> Alarm {
        Alarm(engine: engine, timer: engine.alarm(at: deadline.offset, action))
    }

    /// Suspends until virtual time reaches `deadline`; for a deadline already reached, until the
    /// schedule next chooses the task.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        guard deadline.offset > engine.now else {
            await Task.yield()
            return try Task.checkCancellation()
        }
        let timer = engine.newTimer()
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                engine.arm(timer, at: deadline.offset, continuation)
            }
        } onCancel: {
            engine.cancel(timer)
        }
    }
}
