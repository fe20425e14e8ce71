public import SlackWire

/// Why an envelope was not acknowledged by the handler.
public enum EnvelopeError: Error, Sendable, Hashable {
    /// The event came over RTM, which has none.
    case noEnvelope
    /// It was acknowledged on receipt, or because the handler took too long.
    case alreadyAcknowledged
    /// Slack takes no answer in the acknowledgement of this one.
    case acceptsNoPayload
    /// The acknowledgement with its answer would have so many bytes, and Slack closes the socket at more than
    /// ``SlackWire/EnvelopeAcknowledgement/sizeLimit``.
    case tooLarge(bytes: Int)
    /// It has not left, or nobody knows: the socket over which the envelope came has ended.
    case lost(TransportFailure)
}

extension EnvelopeError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .noEnvelope:
            "The event came without an envelope, so there is nothing to acknowledge."
        case .alreadyAcknowledged:
            "The envelope was acknowledged before: to answer in the acknowledgement, set"
                + " envelopeAcknowledgement to onReceiptUnlessItAcceptsAPayload and answer within 2.5 s."
        case .tooLarge(let bytes):
            "The acknowledgement was not sent: it has \(bytes) bytes, and Slack takes"
                + " \(EnvelopeAcknowledgement.sizeLimit). Acknowledge without, and answer by views.update,"
                + " chat.postMessage or respond(to:)."
        case .lost(let failure):
            "The acknowledgement is lost (\(failure.message)) Slack delivers an event again; to whoever sent a"
                + " command or an interaction, answer by chat.postMessage or respond(to:)."
        case .acceptsNoPayload:
            "The envelope accepts no response payload: acknowledge it without, and answer by"
                + " chat.postMessage or respond(to:)."
        }
    }
}
