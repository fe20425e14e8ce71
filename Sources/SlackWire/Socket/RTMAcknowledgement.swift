/// Slack's answer to a message that was sent over RTM; it carries no `type`.
public struct RTMAcknowledgement: Sendable, Hashable {
    /// Why Slack did not take the message.
    public struct Failure: Sendable, Hashable {
        /// The number; known are 1 (URL expired), 2 (text missing) and -1 (too fast).
        public var code: Int?
        /// Slack's words.
        public var message: String

        /// Makes a failure.
        public init(code: Int?, message: String) {
            self.code = code
            self.message = message
        }

        /// Whether the bot sent faster than Slack allows; whoever goes on is disconnected.
        public var isRateLimit: Bool { code == -1 }
    }

    /// The `id` of the message that is answered; `nil` where the message had none.
    public var replyTo: Int?
    /// Whether Slack took the message.
    public var isOK: Bool
    /// The `ts` of the message in its channel.
    public var ts: MessageTimestamp?
    /// The text as Slack keeps it, which may differ from what was sent.
    public var text: String?
    /// Why Slack did not take the message.
    public var failure: Failure?
    /// The answer as it was received.
    public var json: JSONText
}
