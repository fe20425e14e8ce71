/// One message that the bot put into a conversation, or tried to.
public struct Reply: Sendable, Hashable, Identifiable {
    /// The way a reply took.
    public enum Route: Sendable, Hashable {
        /// A `message` frame over the RTM socket.
        case socket
        /// A Web API method that posts, for example `chat.postMessage`.
        case method(String)
        /// A webhook or a `response_url`.
        case url
    }

    /// The reply's place among all replies, from 1; among all attempts in ``Transcript/attempts``.
    public internal(set) var id: Int
    /// Whether Slack took it: it answered or acknowledged it, and did not refuse.
    ///
    /// What was not recorded counts as taken.
    public internal(set) var isTaken: Bool
    /// The event whose handler sent it; `nil` when it was sent outside any handler.
    public let event: HandledEvent.ID?
    /// When it was sent, since the start of the replay.
    public let at: Duration
    /// The way it took.
    public let route: Route
    /// The conversation it went to; `nil` for a webhook, whose URL says so.
    public let channel: String?
    /// The thread it went to.
    public let thread: String?
    /// Its text; empty when it has only blocks or files.
    public let text: String
}

extension Reply {
    /// Methods that put a message into a conversation, and the argument that holds its text.
    ///
    /// From Slack's method list (docs.slack.dev/reference/methods).
    static let postingMethods: [String: String] = [
        "chat.postMessage": "text",
        "chat.postEphemeral": "text",
        "chat.meMessage": "text",
        "chat.scheduleMessage": "text",
        "files.completeUploadExternal": "initial_comment",
    ]
}
