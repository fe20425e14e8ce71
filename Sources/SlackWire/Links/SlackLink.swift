/// A URL in an answer or a frame of Slack that the bot follows.
public struct SlackLink: Sendable, Hashable {
    /// What following the URL does.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// Opens a WebSocket; a ticket, good once.
        case socket
        /// Uploads a file; a secret, for whoever knows it may upload.
        case upload
        /// Answers a command or an interaction; a secret, good for five uses within thirty minutes.
        case response
        /// Posts to a channel; a secret, good until it is revoked.
        case webhook
        /// Downloads a file, with the bot's token.
        case file
    }

    /// What following the URL does.
    public let kind: Kind
    /// Where the URL stands.
    public let place: JSONStringPlace

    /// The URL, unescaped.
    public var url: String { place.text }
}
