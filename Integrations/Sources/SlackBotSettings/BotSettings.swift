public import Configuration
public import SlackBot
import SlackTransport
import SlackWire

/// What a bot reads from its surroundings, checked.
///
/// ```swift
/// let settings = try BotSettings([CommandLineArgumentsProvider(), EnvironmentVariablesProvider()])
/// let transport = SlackLiveTransport(settings.apiURL.map { .init(baseURL: $0) } ?? .init())
/// try await settings.applied(to: bot).run(over: transport, credentials: settings.credentials)
/// ```
///
/// ``Setting`` lists every variable. What is not set leaves the bot as it was written; an empty text counts as not set, as
/// everywhere in the environment. A value that cannot be used is an error that names it and where it is from, and that never shows a
/// secret.
public struct BotSettings: Sendable {
    /// The tokens; one that is not set is missing.
    public let credentials: Credentials
    /// Where the Web API is, if it is said.
    public let apiURL: String?
    private let processing: Processing?
    private let numbers: [Setting: Double]

    /// Reads all settings.
    ///
    /// - Parameter providers: Where to look, the first first.
    /// - Throws: ``SettingError`` for the first that cannot be used.
    public init(_ providers: [any ConfigProvider]) throws(SettingError) {
        let reader = SettingReader(providers: providers)
        credentials = Credentials(
            bot: try reader.token(.botToken, prefixes: ["xoxb-", "xoxp-", "xoxe."]),
            app: try reader.token(.appToken, prefixes: ["xapp-", "xoxe."])
        )
        apiURL = try reader.url(.apiURL)
        var numbers: [Setting: Double] = [:]
        for setting in [Setting.capacity, .limit, .reconnectAttempts, .retries] {
            let least = setting == .limit || setting == .reconnectAttempts ? 1 : 0
            numbers[setting] = try reader.count(setting, atLeast: least).map(Double.init)
        }
        for setting in [Setting.drainDeadline, .rateLimitPatience, .messageInterval] {
            numbers[setting] = try reader.seconds(setting)
        }
        self.numbers = numbers
        processing = try reader.processing(
            capacity: numbers[.capacity].map { Int($0) },
            limit: numbers[.limit].map { Int($0) }
        )
    }

    /// The bot with what was set in the place of what it was written with.
    public func applied(to bot: Bot) -> Bot {
        var bot = bot
        if let processing { bot.processing = processing }
        if let seconds = numbers[.drainDeadline] {
            bot.configuration.drainDeadline = .seconds(seconds)
        }
        if let attempts = numbers[.reconnectAttempts] {
            bot.configuration.reconnection.attempts = Int(attempts)
        }
        if let seconds = numbers[.rateLimitPatience] {
            bot.configuration.callPolicy.rateLimitPatience = .seconds(seconds)
        }
        if let retries = numbers[.retries] { bot.configuration.callPolicy.retries = Int(retries) }
        if let seconds = numbers[.messageInterval] {
            bot.configuration.callPolicy.messageInterval = seconds > 0 ? .seconds(seconds) : nil
        }
        return bot
    }
}
