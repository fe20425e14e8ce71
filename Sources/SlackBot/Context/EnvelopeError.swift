/// Why an envelope was not acknowledged by the handler.
public enum EnvelopeError: Error, Sendable, Hashable {
    /// The event came over RTM, which has none.
    case noEnvelope
    /// It was acknowledged on receipt, or because the handler took too long.
    case alreadyAcknowledged
    /// Slack takes no answer in the acknowledgement of this one.
    case acceptsNoPayload
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
        case .acceptsNoPayload:
            "The envelope accepts no response payload: acknowledge it without, and answer by"
                + " chat.postMessage or respond(to:)."
        }
    }
}
