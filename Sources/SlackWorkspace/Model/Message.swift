import SlackWire

/// A message as the workspace keeps it.
struct Message: Sendable, Hashable {
    /// One emoji under a message, and who put it there.
    struct Reaction: Sendable, Hashable {
        var name: String
        var users: [String]
    }

    /// The id within its channel, and its place in time.
    let ts: String
    /// The message's members without its channel, its reactions and what is known of its thread.
    var content: [JSONMember]
    /// The message that it answers; equal to ``ts`` for the root of a thread.
    var threadTimestamp: String?
    /// What others put under it, in order.
    var reactions: [Reaction] = []

    /// Whether it stands in a thread under another message.
    var isReply: Bool { threadTimestamp.map { $0 != ts } ?? false }

    /// The author's user id.
    var user: String? { content["user"]?.string }

    /// The bot that wrote it.
    var botID: String? { content["bot_id"]?.string }

    /// The text; empty for a message of blocks alone.
    var text: String { content["text"]?.string ?? "" }
}
