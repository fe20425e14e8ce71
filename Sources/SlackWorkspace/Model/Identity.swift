extension SlackWorkspace {
    /// The workspace itself.
    public struct Team: Sendable, Hashable {
        /// The id; begins with `T`.
        public var id: String
        /// The name.
        public var name: String
        /// What stands before `.slack.com`.
        public var domain: String

        /// Makes a team.
        public init(id: String, name: String, domain: String) {
            self.id = id
            self.name = name
            self.domain = domain
        }
    }

    /// The app under test and its bot.
    public struct BotIdentity: Sendable, Hashable {
        /// The user id of the bot; begins with `U`.
        public var userID: String
        /// The id of the bot itself; begins with `B`.
        public var botID: String
        /// The id of the app; begins with `A`.
        public var appID: String
        /// The bot's handle.
        public var name: String

        /// Makes an identity.
        public init(userID: String, botID: String, appID: String, name: String) {
            self.userID = userID
            self.botID = botID
            self.appID = appID
            self.name = name
        }

        /// The bot of a workspace about which nothing was said.
        public static let standard = BotIdentity(
            userID: "U0REPRISE",
            botID: "B0REPRISE",
            appID: "A0REPRISE",
            name: "reprise"
        )
    }
}
