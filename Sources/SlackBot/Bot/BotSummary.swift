/// What a bot did from its start to its end, in figures.
public struct BotSummary: Sendable, Hashable {
    /// Why it ended.
    public enum Ending: String, Sendable, Hashable {
        /// The task was cancelled.
        case cancelled
        /// ``Shutdown/request()`` was called, for example by a signal.
        case shutdown
        /// It could not go on; ``Bot/run(over:credentials:clock:until:observer:)`` threw.
        case failed
    }

    /// Why it ended.
    public var ending: Ending = .cancelled
    /// Events taken from Slack for handling.
    public var received = 0
    /// Events whose handler returned.
    public var handled = 0
    /// Events whose handler threw.
    public var failed = 0
    /// Events dropped because the backlog was full.
    public var dropped = 0
    /// Events that had not begun when the time to drain was over.
    public var abandoned = 0
    /// Frames that were not handed to the handler: the bot's own messages, redeliveries, and what came
    /// while the bot was stopping.
    public var ignored = 0
    /// Frames that were not what Slack sends.
    public var unreadable = 0
    /// Web API calls made.
    public var calls = 0
    /// Messages sent over the socket.
    public var sent = 0
    /// Connections that greeted the bot.
    public var connections = 0
    /// From the start to the end.
    public var duration: Duration = .zero

    /// A summary of nothing.
    public init() {}
}
