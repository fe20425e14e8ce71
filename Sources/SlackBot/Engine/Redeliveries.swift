import RepriseFloor

/// Remembers which Socket Mode events were taken, so that a redelivery is not handled twice.
final class Redeliveries: Sendable {
    private struct State {
        /// The latest events.
        var recent: Set<String> = []
        /// Those before them, as many.
        var older: Set<String> = []
    }

    /// How many events are remembered at least; Slack redelivers within five minutes or so.
    private static let memory = 10_000

    private let state = Locked(State())

    /// Takes note of a delivery.
    ///
    /// - Returns: Whether it is the first of its event.
    func begin(_ identity: String) -> Bool {
        state.withLock { state in
            guard !state.older.contains(identity), state.recent.insert(identity).inserted else {
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

    /// Lets the event in again: it was not handled, and not acknowledged.
    func forget(_ identity: String) {
        state.withLock { state in
            state.recent.remove(identity)
            state.older.remove(identity)
        }
    }
}
