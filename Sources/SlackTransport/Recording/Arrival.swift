/// When a recording takes frames from the socket under it.
public enum Arrival: Sendable, Hashable {
    /// As they arrive, even while the bot is busy: a task of the socket's own reads up to `limit` events
    /// ahead of the bot, then leaves the rest to the connection's flow control.
    ///
    /// Times and order in the recording are then Slack's, not the bot's.
    case readAhead(limit: Int)
    /// When the bot asks for them.
    ///
    /// Nothing runs beside the bot's own tasks; a frame's time is the time at which the bot took it.
    case onDemand

    /// Reads up to 256 events ahead.
    public static let readAhead = Arrival.readAhead(limit: 256)
}
