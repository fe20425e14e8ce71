import RepriseFloor

/// Remembers which Socket Mode events were taken, so that a redelivery is not handled twice.
final class Redeliveries: Sendable {
    /// What all deliveries of one event have in common.
    enum Identity: Sendable, Hashable {
        /// The event's id, or for want of one the envelope's.
        case id(String)
        /// A hash of all that the event says: over RTM it has no id.
        case contents(hash: Int)
    }

    private struct State {
        /// The latest events.
        var recent: Set<Identity> = []
        /// Those before them, as many.
        var older: Set<Identity> = []
    }

    /// How many events are remembered at least; Slack redelivers within five minutes or so.
    private static let memory = 10_000

    private let state = Locked(State())

    /// Takes note of a delivery.
    ///
    /// - Returns: Whether it is the first of its event.
    func begin(_ identity: Identity) -> Bool {
        state.withLock { state in
            guard state.older.isEmpty || !state.older.contains(identity),
                state.recent.insert(identity).inserted
            else {
                return false
            }
            // Whole sets are let go of, not one event for each: to take one out of a full set costs more than
            // all else that is done about an event here.
            if state.recent.count == Self.memory {
                state.older = state.recent
                state.recent = []
            }
            return true
        }
    }

    /// Takes note of a delivery of an event with an id.
    func begin(_ id: String) -> Bool { begin(.id(id)) }

    /// Lets the event with that id in again: it was not handled, and not acknowledged.
    func forget(_ id: String) {
        state.withLock { state in
            state.recent.remove(.id(id))
            state.older.remove(.id(id))
        }
    }
}
