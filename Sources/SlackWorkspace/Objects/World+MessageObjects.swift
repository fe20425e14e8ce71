import SlackWire

/// Messages as Slack shows them in answers.
extension World {
    /// A message with its reactions and, for the root of a thread, its answers.
    func messageObject(_ message: Message, in conversation: Conversation) -> JSONValue {
        var members = message.content
        if message.threadTimestamp == message.ts {
            members = threadRoot(message, in: conversation)
            members["replies"] = nil
        } else if let root = message.threadTimestamp {
            members["thread_ts"] = .string(root)
            if let parent = conversation.message(root)?.user {
                members["parent_user_id"] = .string(parent)
            }
        }
        if !message.reactions.isEmpty {
            members["reactions"] = .array(message.reactions.map(Self.reactionObject))
        }
        if conversation.pins.contains(message.ts) {
            members["pinned_to"] = [.string(conversation.channel.id)]
        }
        return .object(members)
    }

    private static func reactionObject(_ reaction: Message.Reaction) -> JSONValue {
        [
            "name": .string(reaction.name), "users": .strings(reaction.users),
            "count": .integer(reaction.users.count),
        ]
    }

    /// The address at which people find a message.
    func permalink(to message: Message, in channel: String) -> String {
        let digits = message.ts.filter { $0 != "." }
        var link = "https://\(team.domain).slack.com/archives/\(channel)/p\(digits)"
        if message.isReply, let thread = message.threadTimestamp {
            link += "?thread_ts=\(thread)&cid=\(channel)"
        }
        return link
    }
}
