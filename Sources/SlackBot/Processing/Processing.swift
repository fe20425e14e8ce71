/// How the engine works through events.
///
/// Whatever the policy, the engine goes on reading the socket while handlers run, so that
/// acknowledgements, pings and disconnect notices are dealt with at once: a handler may wait for its
/// own acknowledgement under every policy. Events that cannot start yet wait in the engine, as many as the
/// policy says. What happens to more is the policy's, too: where it is to wait, the socket is not read until there
/// is room. Only as long as somebody waits for an answer that nothing but the socket can bring (the acknowledgement
/// of a message over RTM, the pong of a keep-alive) it is read on, by at most 10,000 events.
public struct Processing: Sendable {
    /// What happens to an event that arrives when the backlog is full.
    public enum WhenFull: Sendable, Hashable {
        /// Receiving waits until there is room.
        case wait
        /// The oldest waiting event is dropped and reported.
        case dropOldest
        /// The event is dropped and reported, and the bot stops with ``BotError/Kind/backlogFull``.
        case fail
    }

    enum Lanes: Sendable {
        case one
        case perEvent
        case perKey(Key)
    }

    /// The policy in a few words, for reports.
    public let name: String
    let lanes: Lanes
    let limit: Int
    let capacity: Int
    let whenFull: WhenFull

    /// Arrival order, one at a time, with at most 1,000 events read ahead.
    public static let inline = inline(readAhead: 1_000)

    /// Arrival order, one at a time.
    ///
    /// - Parameter readAhead: How many events may be read before their turn (at least 0). Past that the socket is not
    ///   read; one more is in hand by then.
    public static func inline(readAhead: Int) -> Processing {
        Processing(
            name: "inline",
            lanes: .one,
            limit: 1,
            capacity: max(0, readAhead),
            whenFull: .wait
        )
    }

    /// No order: one task for each event.
    ///
    /// - Parameters:
    ///   - limit: How many of them may run at a time (at least 1).
    ///   - readAhead: How many events may be read that find no place (at least 0). Past that the socket is not read;
    ///     one more is in hand by then.
    public static func detached(limit: Int = 1_000, readAhead: Int = 1_000) -> Processing {
        Processing(
            name: "detached",
            lanes: .perEvent,
            limit: max(1, limit),
            capacity: max(0, readAhead),
            whenFull: .wait
        )
    }

    /// Arrival order, one at a time, with a backlog of at most `capacity` waiting events (at least 0;
    /// the running one does not count).
    public static func queued(
        capacity: Int = 1_000,
        whenFull: WhenFull = .wait
    ) -> Processing {
        Processing(
            name: "queued",
            lanes: .one,
            limit: 1,
            capacity: max(0, capacity),
            whenFull: whenFull
        )
    }

    /// Arrival order within a key, keys side by side.
    ///
    /// - Parameters:
    ///   - key: What tells the queues apart. Events without a key share one queue.
    ///   - limit: How many keys may be worked on at a time (at least 1).
    ///   - capacity: How many events may wait in all queues together (at least 0).
    ///   - whenFull: What happens to the event that is one too many.
    public static func queued(
        by key: Key,
        limit: Int = .max,
        capacity: Int = 1_000,
        whenFull: WhenFull = .wait
    ) -> Processing {
        Processing(
            name: "queued by \(key.name)",
            lanes: .perKey(key),
            limit: max(1, limit),
            capacity: max(0, capacity),
            whenFull: whenFull
        )
    }
}
