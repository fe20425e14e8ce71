public import SlackWire

/// A bot: what it does with an event, and how it works through them.
///
/// A value without state of its own: it can be run any number of times, over a live connection, a
/// recording or a replay, under one ``Processing`` policy or another.
///
/// ```swift
/// let bot = Bot(.socketMode) { event, context in
///     guard event.type == "message", let text = event.text else { return }
///     try await context.reply("You said: \(text)", to: event)
/// }
/// let summary = try await bot.run(over: transport, credentials: credentials)
/// ```
public struct Bot: Sendable {
    /// How a bot is connected to Slack.
    public enum Connection: Sendable, Hashable {
        /// Real Time Messaging, by `rtm.connect`.
        case rtm
        /// Real Time Messaging, by `rtm.start`, for a recording of an old bot.
        case rtmStart
        /// Socket Mode, by `apps.connections.open`.
        case socketMode
    }

    /// What is done with an event; it may throw anything, which is reported and stops nothing.
    public typealias Handler = @Sendable (SlackEvent, BotContext) async throws -> Void

    /// How the bot is connected.
    public var connection: Connection
    /// How it works through events.
    public var processing: Processing
    /// Everything else.
    public var configuration: BotConfiguration
    /// What it does with an event.
    public var handler: Handler

    /// Makes a bot; nothing happens until ``run(over:credentials:clock:until:observer:)``.
    public init(
        _ connection: Connection,
        processing: Processing = .queued(),
        configuration: BotConfiguration = BotConfiguration(),
        handler: @escaping Handler
    ) {
        self.connection = connection
        self.processing = processing
        self.configuration = configuration
        self.handler = handler
    }

    /// The same bot under another policy.
    public func processing(_ processing: Processing) -> Bot {
        var bot = self
        bot.processing = processing
        return bot
    }
}
