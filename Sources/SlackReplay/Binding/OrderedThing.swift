import SlackWire

/// Something at Slack's that calls are about, where it matters in which order they come.
struct OrderedThing: Hashable {
    /// How a call about a thing stands to the others.
    enum Role {
        /// It has an order to all others: another update, the deletion of a message, the end of a channel.
        case gate
        /// It has an order to those only, and none to its like: two reactions to a message.
        case member
    }

    private let parts: [String]

    /// A file, by its id: what Slack refuses in another order, whatever else is asked for.
    static func file(_ id: String) -> OrderedThing { OrderedThing(parts: ["file", id]) }

    /// Whether it is a file.
    var isFile: Bool { parts.first == "file" }

    /// What a call of a method is about, and how it stands to others about that; none for one of which the order does not matter.
    static func doings(
        of method: String,
        _ arguments: WebAPIArguments
    ) -> [(thing: OrderedThing, role: Role)] {
        var doings: [(thing: OrderedThing, role: Role)] = []
        func add(_ kind: String, _ names: [[String]], _ role: Role) {
            var parts = [kind]
            for alternatives in names {
                let value = alternatives.lazy.compactMap { arguments[$0]?.string }.first
                guard let value else { return }
                parts.append(value)
            }
            doings.append((OrderedThing(parts: parts), role))
        }
        for entry in changes[method] ?? [] { add(entry.kind, entry.names, .gate) }
        let isOfChannel = channelGates.contains(method)
        add("channel", [["channel", "channel_id"]], isOfChannel ? .gate : .member)
        let isOfMessage = messageGates.contains(method)
        // A reply hangs on its parent as a reaction does.
        add(
            "message",
            [["channel"], ["ts", "timestamp", "thread_ts", "message_ts"]],
            isOfMessage ? .gate : .member
        )
        return doings
    }

    /// Methods before and behind which other calls about their channel have another outcome
    /// (docs.slack.dev/reference/methods/chat.postMessage, `is_archived`, `not_in_channel`).
    private static let channelGates: Set<String> = [
        "conversations.join", "conversations.leave", "conversations.archive",
        "conversations.unarchive", "conversations.close",
    ]

    /// Methods behind which nothing can be done to their message.
    private static let messageGates: Set<String> = ["chat.delete"]

    /// By method: what is changed, and the arguments that say which; of several names for one the first that is there.
    private static let changes: [String: [(kind: String, names: [[String]])]] = {
        let channel = ["channel"]
        let content = [("content", [channel, ["ts"]])]
        let reaction = [("reaction", [channel, ["timestamp"], ["name"]])]
        let pin = [("pin", [channel, ["timestamp"]])]
        let member = [("member", [channel, ["users", "user"]])]
        let view = [("view", [["view_id", "external_id"]])]
        let group = [("group", [["usergroup"]])]
        let bookmark = [("bookmark", [["channel_id"], ["bookmark_id"]])]
        return [
            "chat.update": content, "chat.delete": content,
            "reactions.add": reaction, "reactions.remove": reaction,
            "pins.add": pin, "pins.remove": pin,
            "conversations.setTopic": [("topic", [channel])],
            "conversations.setPurpose": [("purpose", [channel])],
            "conversations.rename": [("name", [channel])],
            "conversations.invite": member, "conversations.kick": member,
            "views.update": view, "views.publish": [("home", [["user_id"]])],
            "users.setPresence": [("presence", [])], "users.profile.set": [("profile", [])],
            "dnd.setSnooze": [("snooze", [])], "dnd.endSnooze": [("snooze", [])],
            "dnd.endDnd": [("snooze", [])],
            "bookmarks.edit": bookmark, "bookmarks.remove": bookmark,
            "usergroups.update": group, "usergroups.users.update": group,
            "usergroups.enable": group, "usergroups.disable": group,
            "assistant.threads.setStatus": [("status", [["channel_id"], ["thread_ts"]])],
            "assistant.threads.setTitle": [("title", [["channel_id"], ["thread_ts"]])],
            "canvases.edit": [("canvas", [["canvas_id"]])],
            "canvases.delete": [("canvas", [["canvas_id"]])],
            "files.delete": [("shared file", [["file"]])],
            "files.sharedPublicURL": [("shared file", [["file"]])],
            "files.revokePublicURL": [("shared file", [["file"]])],
        ]
    }()
}

extension OrderedThing {
    /// What is sent to a URL: of what takes the place of a message, or takes it away, the last is what is left.
    ///
    /// (docs.slack.dev/interactivity/handling-user-interaction, "Using response_url".)
    static func doings(
        of url: String,
        _ body: WebAPICall.Body
    ) -> [(thing: OrderedThing, role: Role)] {
        guard case .json(let text) = body, let message = try? text.value() else { return [] }
        let replaces = ["replace_original", "delete_original"].contains { name in
            message[name]?.bool == true || message[name]?.string == "true"
        }
        return replaces ? [(OrderedThing(parts: ["response", url]), .gate)] : []
    }
}
