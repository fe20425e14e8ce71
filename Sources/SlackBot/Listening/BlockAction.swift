import SlackWire

/// A button, a menu or another element that somebody used (`block_actions`).
public struct BlockAction: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The element's `action_id`; empty if there is none.
    public let actionID: String
    /// The `block_id` of the block that it is in.
    public let blockID: String?
    /// The element's type, for example `button`.
    public let type: String?
    /// What was chosen or filled in; of a button its `value`.
    public let input: InputValue
    /// The modal or home tab that it is in.
    public let view: SlackView?

    init(_ interaction: Interaction, element: JSONValue) {
        self.interaction = interaction
        actionID = element["action_id"]?.string ?? ""
        blockID = element["block_id"]?.string
        type = element["type"]?.string
        input = InputValue(json: element)
        view = interaction.json["view"].map { SlackView(json: $0) }
    }

    /// The value of a button, or what was chosen, if it is one.
    public var value: String? { input.text }

    /// Every element that the payload tells of, in order.
    public static func all(in interaction: Interaction) -> [BlockAction] {
        (interaction.json["actions"]?.array ?? []).map { BlockAction(interaction, element: $0) }
    }
}
