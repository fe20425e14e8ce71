import SlackWire

/// A menu's question what there is to choose from (`block_suggestion`).
public struct OptionsQuery: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The menu's `action_id`.
    public let actionID: String
    /// The `block_id` of the block that it is in.
    public let blockID: String?
    /// What was typed so far; may be empty.
    public let text: String
    /// The modal or home tab that it is in.
    public let view: SlackView?

    init(_ interaction: Interaction) {
        self.interaction = interaction
        let json = interaction.json
        actionID = json["action_id"]?.string ?? ""
        blockID = json["block_id"]?.string
        text = json["value"]?.string ?? ""
        view = json["view"].map { SlackView(json: $0) }
    }
}
