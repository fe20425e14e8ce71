import SlackWire

/// A slash command that somebody used.
public struct SlashCommand: InteractionPayload {
    /// The whole payload.
    public let interaction: Interaction
    /// The command with its slash, for example `/deploy`.
    public let name: String
    /// What stands behind it, without the space between; empty if there is nothing.
    public let text: String
    /// The channel's name; `directmessage` in a direct message, `privategroup` in a private channel.
    public let channelName: String?

    init(name: String, _ interaction: Interaction) {
        self.interaction = interaction
        self.name = name
        text = interaction.json["text"]?.string ?? ""
        channelName = interaction.json["channel_name"]?.string
    }
}
