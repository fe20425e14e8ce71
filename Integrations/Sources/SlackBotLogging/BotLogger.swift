public import Logging
public import SlackBot
import SlackTransport
import SlackWire

/// Writes what happens in a bot to a log.
///
/// ```swift
/// let log = BotLogger(Logger(label: "greeter"))
/// try await bot.run(over: transport, credentials: credentials, observer: log.observe)
/// ```
///
/// A message is one of few fixed texts; what differs stands in the metadata: numbers of events, calls and connections, types,
/// methods, statuses, codes. What people wrote is not logged, and no token, URL or payload. Nothing is logged at `info` or above
/// unless ``levels`` says so: that is the application's to decide.
public struct BotLogger: Sendable {
    /// At which level what is logged.
    public struct Levels: Sendable {
        /// What went wrong: a handler that threw, an event dropped, an acknowledgement lost, a call refused.
        public var problems: Logger.Level = .debug
        /// The bot's life: who it is, connections that come and go, its end.
        public var life: Logger.Level = .debug
        /// Everything else, several lines for each event.
        public var traffic: Logger.Level = .trace

        /// Nothing at `info` or above.
        public init() {}
    }

    private let logger: Logger
    private let levels: Levels

    /// Makes one that writes to a logger.
    public init(_ logger: Logger, levels: Levels = Levels()) {
        self.logger = logger
        self.levels = levels
    }

    /// Logs an activity; what `Bot.run` takes as its observer.
    @Sendable
    public func observe(_ activity: BotActivity) {
        let line = Line(activity.kind)
        let level =
            switch line.subject {
            case .problem: levels.problems
            case .life: levels.life
            case .traffic: levels.traffic
            }
        // Nothing is built for a level that is off.
        logger.log(level: level, "\(line.message)", metadata: line.metadata())
    }
}
