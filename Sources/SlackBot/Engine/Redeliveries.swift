import RepriseFloor

/// Remembers which events were taken, so that a redelivery is not handled twice.
final class Redeliveries: Sendable {
    /// What all deliveries of one event have in common.
    enum Identity: Sendable, Hashable {
        /// The event's id, or for want of one the envelope's.
        case id(String)
        /// A hash of all that the event says: over RTM it has no id.
        case contents(hash: Int)
    }

    /// What is known about a delivery that comes.
    enum Finding: Sendable {
        /// It is the first.
        case first
        /// An earlier one is under way.
        case underWay(Delivery)
        /// An earlier one was taken for good.
        case taken
    }

    private struct State {
        /// The latest events.
        var recent: Set<Identity> = []
        /// Those before them.
        var older: Set<Identity> = []
        /// When the first of the latest came.
        var since = Duration.zero
        /// Deliveries whose acknowledgement waits for their handler.
        var underWay: [Identity: Delivery] = [:]

        mutating func begin(_ identity: Identity, at now: Duration) -> Finding {
            if let delivery = underWay[identity] { return .underWay(delivery) }
            // Whole sets are let go of, not one event for each: to take one out of a full set costs more than
            // all else that is done about an event here.
            if recent.count >= Redeliveries.count || now - since >= Redeliveries.memory {
                older = recent
                recent = []
                since = now
            }
            guard older.isEmpty || !older.contains(identity), recent.insert(identity).inserted
            else { return .taken }
            return .first
        }
    }

    /// How many events are remembered at least, of those that are not older than ``memory``.
    private static let count = 10_000
    /// How long an event is remembered at least, if there are not too many: Slack delivers the last time after six
    /// minutes (docs.slack.dev/apis/events-api).
    private static let memory = Duration.seconds(900)

    private let state = Locked(State())

    /// How many events are remembered; for the tests that nothing stays behind.
    var rememberedCount: Int {
        state.withLock { $0.recent.count + $0.older.count + $0.underWay.count }
    }

    /// Takes note of a delivery that is taken for good with that.
    func begin(_ identity: Identity, at now: Duration) -> Finding {
        state.withLock { $0.begin(identity, at: now) }
    }

    /// Takes note of a delivery whose acknowledgement waits for its handler, until ``settle(_:)`` or
    /// ``forget(_:)``.
    func begin(_ delivery: Delivery, at now: Duration) -> Finding {
        state.withLock { state in
            let finding = state.begin(delivery.identity, at: now)
            if case .first = finding { state.underWay[delivery.identity] = delivery }
            return finding
        }
    }

    /// Takes note that a delivery is taken for good.
    func settle(_ delivery: Delivery) {
        state.withLock { state in
            guard state.underWay[delivery.identity] === delivery else { return }
            state.underWay[delivery.identity] = nil
        }
    }

    /// Lets the event in again: it was not handled, and not acknowledged.
    ///
    /// Nothing is forgotten when a later delivery of it is under way.
    func forget(_ delivery: Delivery) {
        state.withLock { state in
            let identity = delivery.identity
            if let later = state.underWay[identity], later !== delivery { return }
            state.recent.remove(identity)
            state.older.remove(identity)
            state.underWay[identity] = nil
        }
    }
}
