/// Who the bot is in its workspace, as far as Slack has said.
public struct BotIdentity: Sendable, Hashable {
    /// The user id under which the bot posts (`U…` or `W…`).
    public var userID: String
    /// The user's name.
    public var name: String?
    /// The bot id (`B…`) that stands in messages posted through the Web API; only `auth.test` gives it.
    public var botID: String?
    /// The workspace's id (`T…`).
    public var teamID: String?
    /// The workspace's name.
    public var team: String?

    /// Makes an identity.
    public init(
        userID: String,
        name: String? = nil,
        botID: String? = nil,
        teamID: String? = nil,
        team: String? = nil
    ) {
        self.userID = userID
        self.name = name
        self.botID = botID
        self.teamID = teamID
        self.team = team
    }
}
