import SlackWire

/// What a call does to Slack, as far as later frames tell of it.
enum CallEffects {
    /// Methods that only look: what they answer with was there before.
    private static let lookingVerbs: Set<String> = [
        "list", "history", "replies", "info", "test", "members", "counts", "identity", "messages",
        "all", "files", "lookupByEmail", "search", "get", "connect", "start",
    ]

    /// Whether a method only looks.
    static func isLooking(_ target: WebAPICall.Target) -> Bool {
        guard case .method(let name) = target, let verb = name.split(separator: ".").last else {
            return false
        }
        return lookingVerbs.contains(String(verb))
    }

    /// Methods that may be called again and change nothing.
    private static let readingVerbs: Set<String> = [
        "list", "history", "replies", "info", "test", "members", "counts", "identity", "messages",
        "all", "lookupByEmail", "get", "getPresence", "getPermalink", "getProviders",
    ]

    /// Whether a call is a read that changes nothing, however often it is made.
    static func isRead(_ target: WebAPICall.Target) -> Bool {
        guard case .method(let name) = target, let verb = name.split(separator: ".").last else {
            return false
        }
        return readingVerbs.contains(String(verb))
    }

    /// The things that an answer says the call made or changed.
    static func references(
        in answer: WebAPIAnswer,
        to target: WebAPICall.Target,
        arguments: WebAPIArguments
    ) -> [SlackReference] {
        guard !isLooking(target), answer.body.first == UInt8(ascii: "{"),
            let value = try? JSONValue(parsing: answer.body), value["ok"]?.bool != false
        else { return [] }
        let channel = value["channel"]?.string ?? arguments["channel"]?.string
        var found = [value["ts"], value["message_ts"], value["message"]?["ts"]]
            .compactMap { $0?.string }
            .map { SlackReference(kind: .message, id: $0, channel: channel) }
        let files =
            [value["file_id"], value["file"]?["id"]]
            + (value["files"]?.array ?? []).prefix(64).map { $0["id"] }
        found += files.compactMap { $0?.string }.map { SlackReference(kind: .file, id: $0) }
        if let view = value["view"]?["id"]?.string {
            found.append(SlackReference(kind: .view, id: view))
        }
        if let hash = value["view"]?["hash"]?.string {
            found.append(SlackReference(kind: .viewState, id: hash))
        }
        if case .method(let name) = target, openingMethods.contains(name),
            let opened = value["channel"]?["id"]?.string
        {
            found.append(SlackReference(kind: .conversation, id: opened))
        }
        return found
    }

    /// The acts that a call is, where its answer will name nothing new: one for each event that may tell of it.
    static func acts(of target: WebAPICall.Target, arguments: WebAPIArguments) -> [BotAct] {
        guard case .method(let name) = target else {
            // What is said to a response URL or a webhook comes back as a message without a name.
            return arguments["text"]?.string.map { [BotAct(event: BotAct.said, id: $0)] } ?? []
        }
        guard let (argument, events) = toldActs[name],
            let id = arguments[argument]?.string
        else { return [] }
        let detail = name.hasPrefix("reactions.") ? arguments["name"]?.string : nil
        return events.map { BotAct(event: $0, id: id, detail: detail) }
    }

    /// The argument that names what a method acts on, and the events that tell of it
    /// (docs.slack.dev/reference/events).
    private static let toldActs: [String: (argument: String, events: [String])] = [
        "reactions.add": ("timestamp", ["reaction_added"]),
        "reactions.remove": ("timestamp", ["reaction_removed"]),
        "pins.add": ("timestamp", ["pin_added"]),
        "pins.remove": ("timestamp", ["pin_removed"]),
        "stars.add": ("timestamp", ["star_added"]),
        "stars.remove": ("timestamp", ["star_removed"]),
        "chat.update": ("ts", ["message_changed"]),
        "chat.appendStream": ("ts", ["message_changed"]),
        "chat.stopStream": ("ts", ["message_changed"]),
        "chat.delete": ("ts", ["message_deleted"]),
        "files.delete": ("file", ["file_deleted"]),
        "files.sharedPublicURL": ("file", ["file_public"]),
        "conversations.rename": ("channel", ["channel_rename", "group_rename", "channel_name"]),
        "conversations.setTopic": ("channel", ["channel_topic", "group_topic"]),
        "conversations.setPurpose": ("channel", ["channel_purpose", "group_purpose"]),
        "conversations.archive": ("channel", ["channel_archive", "group_archive"]),
        "conversations.unarchive": ("channel", ["channel_unarchive", "group_unarchive"]),
        "conversations.join": (
            "channel", ["member_joined_channel", "channel_joined", "channel_join"]
        ),
        "conversations.invite": (
            "channel", ["member_joined_channel", "channel_join", "group_join"]
        ),
        "conversations.kick": ("channel", ["member_left_channel", "channel_leave", "group_leave"]),
        "conversations.leave": ("channel", ["channel_left", "group_left", "member_left_channel"]),
        "conversations.close": ("channel", ["im_close", "group_close"]),
        "conversations.mark": (
            "channel", ["channel_marked", "im_marked", "group_marked", "mpim_marked"]
        ),
    ]

    /// The events that may tell of an act.
    static let tellingEvents = Set(toldActs.values.flatMap(\.events))

    /// The methods whose answers name a conversation that there was not before, or not for the bot.
    private static let openingMethods: Set<String> = [
        "conversations.create", "conversations.open", "conversations.join",
    ]

    /// The user that a bot turns out to be, from `auth.test`, `rtm.connect` and `rtm.start`.
    static func ownUser(in answer: WebAPIAnswer, to target: WebAPICall.Target) -> String? {
        guard case .method(let name) = target else { return nil }
        switch name {
        case "auth.test": return (try? answer.json())?["user_id"]?.string
        case "rtm.connect", "rtm.start": return (try? answer.json())?["self"]?["id"]?.string
        default: return nil
        }
    }
}
