/// A delivery of Socket Mode, to be acknowledged within three seconds by its id.
public struct Envelope: Sendable, Hashable {
    /// What is delivered; unknown types pass through.
    public struct Kind: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
        /// The name on the wire.
        public let rawValue: String
        /// Takes the name on the wire.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Takes the name on the wire.
        public init(stringLiteral value: String) { rawValue = value }

        /// An event of the Events API.
        public static let event = Kind(rawValue: "events_api")
        /// A slash command.
        public static let slashCommand = Kind(rawValue: "slash_commands")
        /// A button, a menu, a view or a shortcut.
        public static let interactive = Kind(rawValue: "interactive")
    }

    /// The id to acknowledge; the same in every redelivery.
    public var id: String
    /// What is delivered.
    public var type: Kind
    /// Whether the acknowledgement may carry an answer.
    public var acceptsResponsePayload: Bool
    /// How often it was delivered before; `nil` where Slack does not say (all but events).
    public var retryAttempt: Int?
    /// Why it is delivered again, for example `timeout`; `nil` at the first attempt.
    public var retryReason: String?
    /// What is inside, with its exact bytes; an empty object if there is nothing.
    public var payload: JSONText
    /// The event in the payload, for an envelope of the Events API.
    public var event: SlackEvent?
    /// The envelope as it was received.
    public var json: JSONText

    /// The answer that tells Slack it arrived.
    public func acknowledgement(payload: JSONValue? = nil) -> EnvelopeAcknowledgement {
        EnvelopeAcknowledgement(envelopeID: id, payload: payload)
    }
}
