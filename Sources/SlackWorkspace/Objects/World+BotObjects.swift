import SlackWire

extension World {
    /// What a message says of the bot that wrote it.
    var botProfile: JSONValue {
        let bot = configuration.bot
        return [
            "id": .string(bot.botID), "deleted": false, "name": .string(bot.name),
            "updated": .integer(Int(epoch / 1_000_000)), "app_id": .string(bot.appID),
            "user_id": .string(bot.userID), "icons": Self.botIcons, "team_id": .string(team.id),
        ]
    }

    /// The bot as `bots.info` shows it.
    var botObject: JSONValue {
        let bot = configuration.bot
        return [
            "id": .string(bot.botID), "deleted": false, "name": .string(bot.name),
            "updated": .integer(Int(epoch / 1_000_000)), "app_id": .string(bot.appID),
            "user_id": .string(bot.userID), "icons": Self.botIcons,
        ]
    }

    static let botIcons: JSONValue = [
        "image_36": "https://a.slack-edge.com/80588/img/plugins/app/bot_36.png",
        "image_48": "https://a.slack-edge.com/80588/img/plugins/app/bot_48.png",
        "image_72": "https://a.slack-edge.com/80588/img/plugins/app/service_72.png",
    ]
}
