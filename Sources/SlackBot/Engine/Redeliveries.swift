import RepriseFloor

/// Remembers which Socket Mode events were taken, so that a redelivery is not handled twice.
final class Redeliveries: Sendable {
    private struct State {
        var known: Set<String> = []
        var order = FIFO<String>()
    }

    /// How many events are remembered; Slack redelivers within five minutes or so.
    private static let memory = 10_000

    private let state = Locked(State())

    /// Takes note of a delivery.
    ///
    /// - Returns: Whether it is the first of its event.
    func begin(_ identity: String) -> Bool {
        state.withLock { state in
            guard state.known.insert(identity).inserted else { return false }
            state.order.append(identity)
            if state.order.count > Self.memory, let oldest = state.order.popFirst() {
                state.known.remove(oldest)
            }
            return true
        }
    }

    /// Lets the event in again: it was not handled, and not acknowledged.
    func forget(_ identity: String) {
        state.withLock { state in
            _ = state.known.remove(identity)
        }
    }
}
