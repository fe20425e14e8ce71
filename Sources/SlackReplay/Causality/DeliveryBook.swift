/// What stands for an envelope's id: there is one for each delivery of Socket Mode.
typealias EnvelopeKey = SignatureKey

/// Which envelopes were delivered and acknowledged in a recording.
struct DeliveryBook: Sendable {
    /// An earlier delivery of the same thing.
    struct Earlier: Sendable, Hashable {
        /// The frame that brought it.
        var frame: FrameRef
        /// Its envelope's id, if the bot had not acknowledged it.
        var unacknowledged: EnvelopeKey?
    }

    /// By the keys of envelopes' ids and of events'.
    private var deliveries: [SignatureKey: (frame: FrameRef, envelope: EnvelopeKey)] = [:]
    private var acknowledgedIDs: Set<EnvelopeKey> = []

    /// The bot acknowledged an envelope.
    mutating func acknowledged(_ envelope: EnvelopeKey) {
        acknowledgedIDs.insert(envelope)
    }

    /// Whether the bot acknowledged an envelope.
    func isAcknowledged(_ envelope: EnvelopeKey) -> Bool {
        acknowledgedIDs.contains(envelope)
    }

    /// Slack delivered an envelope; returns the delivery that this one repeats.
    ///
    /// Redeliveries count their attempts from 1 and share the event's id or the envelope's.
    mutating func delivered(
        _ envelope: EnvelopeKey,
        event: String?,
        attempt: Int,
        in frame: FrameRef
    ) -> Earlier? {
        let event = event.map { SignatureKey($0) }
        let earlier = deliveries[envelope] ?? event.flatMap { deliveries[$0] }
        deliveries[envelope] = (frame, envelope)
        if let event { deliveries[event] = (frame, envelope) }
        guard attempt > 0, let earlier else { return nil }
        let isOpen = !isAcknowledged(earlier.envelope)
        return Earlier(frame: earlier.frame, unacknowledged: isOpen ? earlier.envelope : nil)
    }
}
