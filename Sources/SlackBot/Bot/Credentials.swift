public import SlackWire

/// The tokens a bot shows to Slack.
public struct Credentials: Sendable, Hashable {
    /// The bot's own token (`xoxb-…`, or `xoxp-…` for a user): RTM, and every Web API method.
    public var bot: SlackToken?
    /// The app-level token (`xapp-…`, scope `connections:write`): opens Socket Mode connections.
    public var app: SlackToken?

    /// Makes credentials.
    public init(bot: SlackToken? = nil, app: SlackToken? = nil) {
        self.bot = bot
        self.app = app
    }

    /// Reads `SLACK_BOT_TOKEN` and `SLACK_APP_TOKEN`; an empty variable counts as missing.
    public init(environment: [String: String]) {
        func token(_ name: String) -> SlackToken? {
            environment[name].flatMap { $0.isEmpty ? nil : SlackToken($0) }
        }
        self.init(bot: token("SLACK_BOT_TOKEN"), app: token("SLACK_APP_TOKEN"))
    }
}
