public import SlackWire

/// A modal or a home tab as Slack shows it (docs.slack.dev/reference/views).
public struct SlackView: Sendable, Hashable {
    /// The whole view.
    public let json: JSONValue

    /// Takes a view as Slack gives it.
    public init(json: JSONValue) {
        self.json = json
    }

    /// The view's id, for `views.update`.
    public var id: String? { json["id"]?.string }
    /// What changes with every change of the view; `views.update` with an old one is refused.
    public var hash: String? { json["hash"]?.string }
    /// The name that the app gave its kind.
    public var callbackID: String? { json["callback_id"]?.string }
    /// The name that the app gave this one.
    public var externalID: String? { json["external_id"]?.string }
    /// What the app noted in it, which nobody sees; empty if nothing.
    public var privateMetadata: String { json["private_metadata"]?.string ?? "" }
    /// The id of the lowest view of the stack.
    public var rootID: String? { json["root_view_id"]?.string }
    /// The id of the view below.
    public var previousID: String? { json["previous_view_id"]?.string }

    /// What somebody filled in or chose in an element (`state.values`); `nil` if the view has no such element.
    ///
    /// - Parameters:
    ///   - actionID: The element's `action_id`.
    ///   - block: The `block_id` of its block; `nil` for the first block with such an element.
    public func input(_ actionID: String, in block: String? = nil) -> InputValue? {
        for member in json["state"]?["values"]?.members ?? []
        where block == nil || block == member.name {
            if let element = member.value[actionID] { return InputValue(json: element) }
        }
        return nil
    }
}

/// A modal that somebody submitted (`view_submission`).
public struct ViewSubmission: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The modal, with what was filled in.
    public let view: SlackView

    init(_ interaction: Interaction) {
        self.interaction = interaction
        view = SlackView(json: interaction.json["view"] ?? .object([]))
    }
}

/// A modal that somebody closed (`view_closed`).
public struct ViewClosing: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The modal.
    public let view: SlackView
    /// Whether all modals of the stack were closed with it.
    public let isCleared: Bool

    init(_ interaction: Interaction) {
        self.interaction = interaction
        view = SlackView(json: interaction.json["view"] ?? .object([]))
        isCleared = interaction.json["is_cleared"]?.bool ?? false
    }
}
