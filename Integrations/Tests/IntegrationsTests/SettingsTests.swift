import Configuration
import Foundation
import SlackBot
import SlackBotSettings
import SlackTransport
import SlackWire
import Testing

@Suite struct `A bot's settings` {
    private static func settings(_ environment: [String: String]) throws -> BotSettings {
        try BotSettings([EnvironmentVariablesProvider(environmentVariables: environment)])
    }

    private static func error(_ environment: [String: String]) -> SettingError? {
        do {
            _ = try settings(environment)
            return nil
        } catch {
            return error as? SettingError
        }
    }

    @Test func `nothing set leaves everything as it was written`() throws {
        let settings = try Self.settings(["SLACK_BOT_TOKEN": ""])
        #expect(settings.credentials == Credentials())
        #expect(settings.apiURL == nil)
        var bot = World.bot(.queued(capacity: 3))
        bot.configuration.drainDeadline = .seconds(7)
        let same = settings.applied(to: bot)
        #expect(same.processing.name == "queued")
        #expect(same.configuration.drainDeadline == .seconds(7))
        #expect(same.configuration.callPolicy == .none)
        #expect(same.configuration.reconnection == ReconnectionPolicy())
    }

    @Test func `every setting has an effect`() throws {
        let token = "xoxb" + "-1-a"
        let settings = try Self.settings([
            "SLACK_BOT_TOKEN": token, "SLACK_APP_TOKEN": "xapp" + "-1-b",
            "SLACK_API_URL": "http://127.0.0.1:8080/api/", "BOT_PROCESSING": "queued-by-channel",
            "BOT_QUEUE_CAPACITY": "5", "BOT_HANDLERS_LIMIT": "2", "BOT_DRAIN_SECONDS": "2.5",
            "BOT_RECONNECT_ATTEMPTS": "9", "BOT_CALLS_PATIENCE_SECONDS": "60",
            "BOT_CALLS_RETRIES": "4", "BOT_MESSAGES_INTERVAL_SECONDS": "1",
        ])
        #expect(settings.credentials.bot == SlackToken(token))
        #expect(settings.credentials.app?.prefix == "xapp")
        #expect(settings.apiURL == "http://127.0.0.1:8080/api/")
        let bot = settings.applied(to: World.bot())
        #expect(bot.processing.name == "queued by channel")
        #expect(bot.configuration.drainDeadline == .milliseconds(2_500))
        #expect(bot.configuration.reconnection.attempts == 9)
        #expect(bot.configuration.callPolicy.rateLimitPatience == .seconds(60))
        #expect(bot.configuration.callPolicy.retries == 4)
        #expect(bot.configuration.callPolicy.messageInterval == .seconds(1))
    }

    @Test(arguments: [
        ("BOT_PROCESSING", "sideways"), ("BOT_QUEUE_CAPACITY", "-1"), ("BOT_HANDLERS_LIMIT", "0"),
        ("BOT_DRAIN_SECONDS", "soon"), ("BOT_DRAIN_SECONDS", "-1"), ("BOT_DRAIN_SECONDS", "nan"),
        ("BOT_DRAIN_SECONDS", "1e30"), ("BOT_RECONNECT_ATTEMPTS", "0"),
        ("BOT_CALLS_RETRIES", "1.5"), ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "wss://slack.com/"), ("BOT_HANDLERS_LIMIT", "3"),
        ("BOT_QUEUE_CAPACITY", "3"),
    ])
    func `a value that cannot be used is named, with its source`(name: String, value: String) throws
    {
        let error = try #require(Self.error([name: value]))
        #expect(error.name == name)
        #expect(error.value == value)
        #expect(error.source.contains("EnvironmentVariablesProvider"))
        #expect("\(error)".hasPrefix("\(name) ('\(value)') from EnvironmentVariablesProvider"))
    }

    @Test func `a limit for a policy that has one handler is refused`() throws {
        let error = try #require(
            Self.error(["BOT_PROCESSING": "queued", "BOT_HANDLERS_LIMIT": "3"])
        )
        #expect("\(error)".contains("queued has one handler at a time"))
    }

    @Test func `a token that is none is never shown`() throws {
        let app = "xapp" + "-1-secret"
        for token in [app, "secret", "xoxb" + "-1-secret\n"] {
            let error = try #require(Self.error(["SLACK_BOT_TOKEN": token]))
            #expect(error.value == nil)
            #expect(!"\(error)".contains("secret"))
            #expect("\(error)".contains("begins with xoxb-"))
        }
    }

    @Test func `the first provider that has a value counts, and is the one that is named`() throws {
        let providers: [any ConfigProvider] = [
            InMemoryProvider(name: "the file", values: ["bot.processing": "inline"]),
            EnvironmentVariablesProvider(environmentVariables: ["BOT_PROCESSING": "sideways"]),
        ]
        let bot = try BotSettings(providers).applied(to: World.bot())
        #expect(bot.processing.name == "inline")
        do {
            _ = try BotSettings(providers.reversed())
            Issue.record("it should have been refused")
        } catch {
            #expect(error.source.contains("EnvironmentVariablesProvider"))
        }
    }

    @Test func `a file may have numbers, and no other things`() throws {
        let file = InMemoryProvider(
            name: "the file",
            values: [
                "bot.calls.retries": 4, "bot.drain.seconds": 2.5,
                "bot.messages.interval.seconds": 2,
            ]
        )
        let configuration = try BotSettings([file]).applied(to: World.bot()).configuration
        #expect(configuration.callPolicy.retries == 4)
        #expect(configuration.drainDeadline == .milliseconds(2_500))
        #expect(configuration.callPolicy.messageInterval == .seconds(2))
        for key: AbsoluteConfigKey in ["bot.calls.retries", "slack.bot.token"] {
            let wrong = InMemoryProvider(name: "the file", values: [key: true])
            do {
                _ = try BotSettings([wrong])
                Issue.record("it should have been refused")
            } catch {
                #expect(error.source.contains("the file"))
                #expect(error.setting.rawValue == key.description)
            }
        }
    }

    @Test func `every variable stands in the guide`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let guide = try String(
            contentsOf: root.appending(path: "Documentation/Bots.md"),
            encoding: .utf8
        )
        for setting in Setting.allCases {
            let name = setting.rawValue.replacing(".", with: "_").uppercased()
            #expect(guide.contains("| `\(name)` |"), "\(name)")
        }
    }
}
