public import ServiceLifecycle
public import SlackBot
public import SlackTransport

/// A bot as one service of several that start and stop together.
///
/// ```swift
/// let group = ServiceGroup(
///     services: [database, BotService(bot, over: transport, credentials: credentials) { _ in await transport.close() }],
///     gracefulShutdownSignals: [.sigterm, .sigint],
///     logger: logger
/// )
/// try await group.run()
/// ```
///
/// A graceful shutdown of the group is the bot's own graceful stop: it takes no more events, what runs or waits gets
/// ``SlackBot/BotConfiguration/drainDeadline``, then handlers are cancelled and sockets closed. Let the group's own time limits
/// (`maximumGracefulShutdownDuration`) be longer than that. Services that handlers use belong before the bot in the list: a group stops them in
/// reverse order.
public struct BotService: Service {
    private let bot: Bot
    private let transport: any Transport
    private let credentials: Credentials
    private let clock: SessionClock
    private let observer: (@Sendable (BotActivity) -> Void)?
    private let afterwards: @Sendable (BotSummary?) async -> Void

    /// Makes a service; nothing happens until it is run.
    ///
    /// - Parameters:
    ///   - bot: The bot.
    ///   - transport: The way to Slack.
    ///   - credentials: The tokens.
    ///   - clock: What every deadline and pause is measured on.
    ///   - observer: Told of everything that happens.
    ///   - afterwards: Called once when the bot has ended, with what it did, or with `nil` if it could not go on: the
    ///     place to close the transport.
    public init(
        _ bot: Bot,
        over transport: any Transport,
        credentials: Credentials,
        clock: SessionClock = SessionClock(ContinuousClock()),
        observer: (@Sendable (BotActivity) -> Void)? = nil,
        afterwards: @escaping @Sendable (BotSummary?) async -> Void = { _ in }
    ) {
        self.bot = bot
        self.transport = transport
        self.credentials = credentials
        self.clock = clock
        self.observer = observer
        self.afterwards = afterwards
    }

    /// Runs the bot until the group shuts down gracefully, or the task is cancelled.
    ///
    /// - Throws: ``SlackBot/BotError`` if it cannot run or cannot go on.
    public func run() async throws {
        let shutdown = Shutdown()
        do {
            let summary = try await withGracefulShutdownHandler {
                try await bot.run(
                    over: transport,
                    credentials: credentials,
                    clock: clock,
                    until: shutdown,
                    observer: observer
                )
            } onGracefulShutdown: {
                shutdown.request()
            }
            await afterwards(summary)
        } catch {
            await afterwards(nil)
            throw error
        }
    }
}
