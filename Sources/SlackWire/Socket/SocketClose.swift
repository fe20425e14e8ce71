/// How a WebSocket ended.
public struct SocketClose: Sendable, Hashable {
    /// Who ended it.
    public enum Side: String, Sendable, Hashable {
        /// Slack, or whatever stands in for it.
        case peer
        /// The bot.
        case bot
        /// Nobody said goodbye: the connection broke.
        case lost
    }

    /// The close code (RFC 6455 §7.4); `nil` if the close frame had none or there was no close frame.
    public var code: UInt16?
    /// The reason in the close frame, or what the connection died of.
    public var reason: String
    /// Who ended it.
    public var by: Side

    /// Makes a close.
    public init(code: UInt16? = nil, reason: String = "", by: Side) {
        self.code = code
        self.reason = reason
        self.by = by
    }
}
