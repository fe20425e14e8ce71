extension SlackWorkspace {
    /// Who is in a workspace, and how it behaves.
    public struct Configuration: Sendable {
        /// The workspace; `nil` for the team that the script names.
        public var team: Team?
        /// The app under test and its bot.
        public var bot: BotIdentity = .standard
        /// People besides those of the script; one with the id of a person of the script takes its place.
        public var people: [Person] = []
        /// Channels besides those of the script; one with the id of a channel of the script takes its place.
        public var channels: [Channel] = []
        /// The scopes in the header `x-oauth-scopes`, from which errbot chooses RTM or Socket Mode.
        public var scopes: [String] = Configuration.standardScopes
        /// Whose token it is, by the whole token.
        ///
        /// Others go by their prefix: `xoxb` is the bot's, `xapp` the
        /// app's, all others belong to the first person.
        public var tokenOwners: [String: String] = [:]
        /// Tokens that are refused, with Slack's word for why, for example `token_revoked`.
        public var refusedTokens: [String: String] = [:]

        /// The workspace's own emoji: a name, and the address of a picture or `alias:` and another name.
        public var emoji: [String: String] = [:]

        /// Where the Web API lives; a call to an absolute URL under it is a call of a method.
        public var baseURL = "https://slack.com"
        /// The workspace's time when it is made, in microseconds since 1970, from which it runs on; `nil` for a time that stands
        /// still at noon of 1 January 2024 (UTC) until somebody connects.
        ///
        /// A script with a time of its own has that.
        public var epoch: Int64?
        /// What the frames of the script do when no socket is open.
        public var whenNobodyListens: MissedFrames = .lost
        /// Whether `rtm.start` answers with all channels and people, as it did before September 2022.
        public var answersFullStart = false
        /// Which event types reach the app over Socket Mode; `nil` for all that the Events API has.
        public var subscriptions: Set<String>?

        /// How long a Web API call takes; its effect comes at the end of that time.
        public var callLatency: Latency = .none
        /// How long Slack takes to acknowledge a message sent over a socket.
        public var ackLatency: Latency = .none
        /// How long after an answer the event of what the call did comes.
        public var echoDelay: Duration = .milliseconds(5)
        /// Which limits on the rate of calls hold.
        public var rateLimits: RateLimits = .none
        /// How many messages a socket may send, and in which time; `nil` for any number.
        ///
        /// Slack asks for one a second and tolerates bursts.
        public var sendLimit: SendLimit?
        /// How long a socket lives before Slack asks for a new one; Slack's own is 8 hours, `nil` is for ever.
        public var socketLifetime: Duration?
        /// What ids, tickets and latencies are drawn from; the same seed gives the same ones.
        public var seed: UInt64 = 1

        /// A workspace about which nothing was said.
        public init() {}

        /// The scopes of a bot that may do all that the workspace can.
        public static let standardScopes = [
            "identify", "app_mentions:read", "channels:history", "channels:join", "channels:manage",
            "channels:read", "chat:write", "chat:write.customize", "commands", "emoji:read",
            "files:read", "files:write", "groups:history", "groups:read", "groups:write",
            "im:history", "im:read", "im:write", "incoming-webhook", "mpim:history", "mpim:read",
            "mpim:write", "reactions:read", "reactions:write", "team:read", "users:read",
            "users:read.email", "users:write", "users.profile:read",
        ]
    }

    /// What happens to frames of the script while no socket is open.
    public enum MissedFrames: Sendable, Hashable {
        /// They are lost, as over RTM; only what happens between `rtm.connect` and the opening of its socket
        /// is kept (docs.slack.dev/legacy/legacy-rtm-api).
        case lost
        /// They wait and come after the `hello` of the next socket.
        case held
    }

    /// Which limits on the rate of calls hold.
    public enum RateLimits: Sendable, Hashable {
        /// None.
        case none
        /// Slack's tiers, per method and minute (docs.slack.dev/apis/web-api/rate-limits).
        case tiers
        /// So many calls of any one method in a stretch of time.
        case calls(Int, per: Duration)
    }

    /// How many messages a socket may send.
    public struct SendLimit: Sendable, Hashable {
        /// How many messages are taken.
        public var messages: Int
        /// In which time; what is beyond is refused with "slow down, too many messages...".
        public var period: Duration
        /// After so many refusals in a row Slack closes the socket.
        public var patience: Int

        /// Makes a limit.
        public init(messages: Int, per period: Duration, patience: Int = 10) {
            self.messages = messages
            self.period = period
            self.patience = patience
        }
    }
}
