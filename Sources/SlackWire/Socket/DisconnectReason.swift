/// Why Slack asks a Socket Mode client to leave; unknown reasons pass through.
public struct DisconnectReason: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
    /// The name on the wire; empty if Slack gave none.
    public let rawValue: String
    /// Takes the name on the wire.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Takes the name on the wire.
    public init(stringLiteral value: String) { rawValue = value }

    /// The socket closes in about ten seconds.
    public static let warning = DisconnectReason(rawValue: "warning")
    /// The connection is renewed, as happens every few hours.
    public static let refreshRequested = DisconnectReason(rawValue: "refresh_requested")
    /// Socket Mode was switched off: a new connection will be refused.
    public static let linkDisabled = DisconnectReason(rawValue: "link_disabled")
    /// More than ten sockets of the app are open.
    public static let tooManyWebSockets = DisconnectReason(rawValue: "too_many_websockets")

    /// Whether connecting again can help.
    public var allowsReconnecting: Bool { self != .linkDisabled }
}

extension DisconnectReason: CustomStringConvertible {
    /// The name on the wire.
    public var description: String { rawValue }
}
