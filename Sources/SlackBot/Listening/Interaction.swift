public import SlackWire

/// The payload of a slash command or an interaction, parsed.
///
/// Field names and places are those of docs.slack.dev/reference/interaction-payloads and, for commands, of
/// docs.slack.dev/interactivity/implementing-slash-commands.
public struct Interaction: Sendable, InteractionPayload {
    /// The payload as it came.
    public let event: SlackEvent
    /// The payload as a tree; an empty object if it is not one.
    public let json: JSONValue

    /// Parses a payload.
    ///
    /// - Complexity: O(*n*) in its size.
    public init(_ event: SlackEvent) {
        self.event = event
        let value = try? event.json.value()
        json = value?.members == nil ? .object([]) : value ?? .object([])
    }

    /// Itself.
    public var interaction: Interaction { self }
}

/// What every slash command and every interaction says, wherever it stands in the payload.
public protocol InteractionPayload: Sendable {
    /// The whole payload.
    var interaction: Interaction { get }
}

extension InteractionPayload {
    /// The payload as it came; what ``BotContext/reply(_:to:in:)-(_,SlackEvent,_)`` takes.
    public var event: SlackEvent { interaction.event }
    /// Who did it: a user's id.
    public var user: String? { event.user }
    /// The user's name in the workspace, which may change.
    public var userName: String? {
        let json = interaction.json
        return json["user_name"]?.string ?? json["user"]?["username"]?.string
            ?? json["user"]?["name"]?.string
    }
    /// The channel's id; `nil` in a modal or a home tab.
    public var channel: String? { event.channel }
    /// The workspace's id.
    public var team: String? { event.team }
    /// The thread that it happened in.
    public var threadTimestamp: MessageTimestamp? { event.threadTimestamp }
    /// The `ts` of the message with the button or menu, or of the one that a shortcut was used on.
    public var messageTimestamp: MessageTimestamp? {
        let json = interaction.json
        return event.messageTimestamp ?? json.timestamp("message_ts")
            ?? json["container"]?.timestamp("message_ts")
    }
    /// What opens a modal, once within three seconds.
    public var triggerID: String? { interaction.json["trigger_id"]?.string }
    /// Where to answer, at most five times within 30 minutes; of a view that has a field for it, the first of its
    /// `response_urls`.
    public var responseURL: String? {
        interaction.json["response_url"]?.string
            ?? interaction.json["response_urls"]?[0]?["response_url"]?.string
    }
    /// The `callback_id` of a shortcut or of the view.
    public var callbackID: String? {
        interaction.json["callback_id"]?.string ?? interaction.json["view"]?["callback_id"]?.string
    }

    /// What tells it from others of its kind, for reports: an `action_id` or a `callback_id`.
    var idForPeople: String? {
        let json = interaction.json
        return json["actions"]?[0]?["action_id"]?.string ?? json["action_id"]?.string ?? callbackID
    }
}
