public import SlackWire

/// Why a bot cannot run, or cannot go on.
public struct BotError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// A token that the connection needs is not there.
        case missingToken(TokenKind)
        /// Slack refused the connection in a way that trying again cannot change: the method and
        /// Slack's error code, for example `invalid_auth`.
        case refused(method: String, code: String)
        /// Socket Mode is switched off for the app.
        case socketModeDisabled
        /// The transport cannot do what is asked: a certificate that is not trusted at the first
        /// connection, a bad URL, a replay that holds no such call.
        case transport(TransportFailure)
        /// As many attempts in a row failed as ``ReconnectionPolicy/attempts`` allows.
        case unreachable(attempts: Int, last: String)
        /// The backlog was full, and the policy says to fail.
        case backlogFull(event: Int, capacity: Int)
    }

    /// Which of the tokens.
    public enum TokenKind: Sendable, Hashable {
        /// The bot's own, ``Credentials/bot``.
        case bot
        /// The app-level one, ``Credentials/app``.
        case app
    }

    /// What is wrong.
    public let kind: Kind

    /// Makes an error.
    public init(_ kind: Kind) {
        self.kind = kind
    }
}
