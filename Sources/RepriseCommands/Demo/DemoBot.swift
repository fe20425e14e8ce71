public import SlackBot
import SlackWire

/// The bot of the demo and of the bundled fixture: it answers what people write, and works longer on
/// longer messages.
public enum DemoBot {
    /// How long the bot works on a message, for each character of its text.
    public static let workPerCharacter = Duration.milliseconds(6)

    /// Makes the bot.
    ///
    /// A question is answered by the Web API; anything else, and a file, over the RTM socket. Other
    /// subtypes (joins, edits) and Slackbot are left alone.
    public static func make(
        _ connection: Bot.Connection = .rtm,
        processing: Processing = .detached()
    ) -> Bot {
        Bot(connection, processing: processing) { event, context in
            guard event.type == "message", event.subtype == nil || event.subtype == "file_share",
                event.user != "USLACKBOT", let channel = event.channel, let text = event.text
            else { return }
            try await context.sleep(for: workPerCharacter * text.count)
            if event.subtype == "file_share" {
                try await context.reply("thanks for the file", to: event)
            } else if text.hasSuffix("?") {
                try await context.call(
                    "chat.postMessage",
                    ["channel": .string(channel), "text": "good question: \(text)"]
                )
            } else {
                try await context.reply("you said: \(text)", to: event)
            }
        }
    }
}
