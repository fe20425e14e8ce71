public import SlackWire

extension SlackWorkspace {
    /// A client's answer to an envelope.
    public struct Acknowledgement: Sendable, Hashable {
        /// Which envelope it answers, as the client spelled it.
        public let envelopeID: String
        /// What it carries, for envelopes that accept a payload.
        public let payload: JSONText?
        /// When it came, on the session's clock.
        public let at: Duration
    }
}

/// What was handed to the app over Socket Mode and what came back.
struct EnvelopeLedger: Sendable {
    /// One event on its way to the app, over all attempts.
    struct Delivery: Sendable {
        /// The payload's bytes.
        let payload: [UInt8]
        /// How often it was sent before.
        var attempt = 0
        /// The envelopes it was sent in.
        var envelopes: [String] = []
    }

    /// Deliveries that wait for an acknowledgement, by event id.
    private(set) var waiting: [String: Delivery] = [:]
    private var keys: [String: String] = [:]
    /// All that clients acknowledged, in order, repetitions included.
    private(set) var acknowledgements: [SlackWorkspace.Acknowledgement] = []
    /// Which socket comes next.
    private var turn = 0

    /// Where the answers go that acknowledgements of commands may carry, by envelope.
    var responses: [String: ResponseURL] = [:]

    /// The views that were submitted, by envelope.
    var submissions: [String: Submission] = [:]

    /// Whether an app ever connected; events for an app that never did are nobody's.
    var isInUse = false

    /// Remembers a delivery.
    mutating func add(_ delivery: Delivery, key: String) {
        waiting[key] = delivery
    }

    /// Counts a new attempt in a new envelope; `nil` when it was acknowledged or there were enough.
    mutating func attempt(_ key: String, in envelope: String, again: Bool) -> Delivery? {
        guard var delivery = waiting[key] else { return nil }
        if again { delivery.attempt += 1 }
        delivery.envelopes.append(envelope)
        keys[envelope] = key
        waiting[key] = delivery
        return delivery
    }

    /// Gives a delivery up.
    mutating func abandon(_ key: String) {
        for envelope in waiting[key]?.envelopes ?? [] { keys[envelope] = nil }
        waiting[key] = nil
    }

    /// Notes an acknowledgement and returns the key of the delivery that it ends, if any.
    mutating func acknowledge(_ acknowledgement: SlackWorkspace.Acknowledgement) -> String? {
        acknowledgements.append(acknowledgement)
        guard let key = keys[acknowledgement.envelopeID] else { return nil }
        abandon(key)
        return key
    }

    /// Chooses one of the open sockets, each in its turn.
    mutating func choose(from sockets: [String]) -> String? {
        guard !sockets.isEmpty else { return nil }
        defer { turn += 1 }
        return sockets[turn % sockets.count]
    }
}
