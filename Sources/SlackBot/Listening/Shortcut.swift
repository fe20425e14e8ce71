public import SlackWire

/// A shortcut that somebody used.
public struct Shortcut: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The message that it was used on; `nil` for a shortcut of the workspace (`shortcut`).
    public let message: JSONValue?

    init(_ interaction: Interaction) {
        self.interaction = interaction
        message = interaction.event.type == "message_action" ? interaction.json["message"] : nil
    }
}
