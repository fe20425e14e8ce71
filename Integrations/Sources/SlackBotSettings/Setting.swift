/// A variable that a bot reads from its surroundings; the one list of them.
///
/// A name is a key of swift-configuration. In the environment it is written in capitals with underscores (`slack.bot.token` is
/// `SLACK_BOT_TOKEN`), in a JSON file as nested objects, on the command line as `--slack-bot-token`.
public enum Setting: String, Sendable, Hashable, CaseIterable {
    /// The bot's token, `xoxb-…`.
    case botToken = "slack.bot.token"
    /// The app-level token, `xapp-…`, which Socket Mode needs.
    case appToken = "slack.app.token"
    /// Where the Web API is, instead of `https://slack.com/api/`: a recorder, a test server, GovSlack.
    case apiURL = "slack.api.url"
    /// How the bot works through events: `inline`, `detached`, `queued`, `queued-by-channel`, `queued-by-thread` or
    /// `queued-by-user`.
    case processing = "bot.processing"
    /// How many events may wait, at least 0.
    case capacity = "bot.queue.capacity"
    /// How many handlers may run side by side, at least 1; not for `inline` and `queued`, which have one.
    case limit = "bot.handlers.limit"
    /// How many seconds running handlers get to finish when the bot stops.
    case drainDeadline = "bot.drain.seconds"
    /// After how many failures in a row the bot gives up, at least 1; unset it never does.
    case reconnectAttempts = "bot.reconnect.attempts"
    /// For how many seconds a call waits because there were too many; 0 fails at once.
    case rateLimitPatience = "bot.calls.patience.seconds"
    /// How often a call that is safe to repeat is made again, at least 0.
    case retries = "bot.calls.retries"
    /// The least number of seconds between two messages to one channel; 0 sends them as they come.
    case messageInterval = "bot.messages.interval.seconds"

    /// Whether its value must not be shown.
    public var isSecret: Bool { self == .botToken || self == .appToken }

    /// What it has to be, in a few words.
    var expectation: String {
        switch self {
        case .botToken: "a token that begins with xoxb- (or xoxp- for a user's)"
        case .appToken: "a token that begins with xapp-"
        case .apiURL: "a URL that begins with https:// or http://"
        case .processing:
            "one of " + ProcessingName.allCases.map(\.rawValue).joined(separator: ", ")
        case .capacity, .retries: "a whole number from 0"
        case .limit, .reconnectAttempts: "a whole number from 1"
        case .drainDeadline, .rateLimitPatience, .messageInterval: "a number of seconds from 0"
        }
    }
}

/// The policies by name.
enum ProcessingName: String, CaseIterable {
    case inline
    case detached
    case queued
    case queuedByChannel = "queued-by-channel"
    case queuedByThread = "queued-by-thread"
    case queuedByUser = "queued-by-user"
}
