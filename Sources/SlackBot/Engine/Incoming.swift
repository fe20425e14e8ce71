import SlackWire

/// An event on its way to the handler.
struct Incoming: Sendable {
    /// The event; of a slash command or an interaction, the payload.
    var event: SlackEvent
    /// What brought it, over Socket Mode.
    var delivery: Delivery?
}
