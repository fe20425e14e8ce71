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
        var doings = (ChangedThing.byMethod[method] ?? []).compactMap { changed in
            changed.key(in: arguments).map { (OrderedThing(parts: $0), Role.gate) }
        }
        func add(_ changed: ChangedThing, _ isGate: Bool) {
            guard let parts = changed.key(in: arguments) else { return }
            doings.append((OrderedThing(parts: parts), isGate ? .gate : .member))
        }
        add(channel, channelGates.contains(method))
        // A reply hangs on its parent as a reaction does.
        add(message, messageGates.contains(method))
        return doings
    }

    private static let channel = ChangedThing("channel", [.argument("channel", "channel_id")])
    private static let message = ChangedThing(
        "message",
        [.argument("channel"), .argument("ts", "timestamp", "thread_ts", "message_ts")]
    )

    /// Methods before and behind which other calls about their channel have another outcome
    /// (docs.slack.dev/reference/methods/chat.postMessage, `is_archived`, `not_in_channel`).
    private static let channelGates: Set<String> = [
        "conversations.join", "conversations.leave", "conversations.archive",
        "conversations.unarchive", "conversations.close",
    ]

    /// Methods behind which nothing can be done to their message.
    private static let messageGates: Set<String> = ["chat.delete"]
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
