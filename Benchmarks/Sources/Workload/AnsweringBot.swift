public import SlackBot
import SlackWire

/// The bot of the generated session.
public enum AnsweringBot {
    /// Answers by the Web API when it is named, and over the socket when a message begins with `!`.
    public static let bot = Bot(.rtm) { event, context in
        guard event.type == "message", event.subtype == nil,
            let text = event.text, let user = event.user, let channel = event.channel
        else { return }
        if text.hasPrefix("<@U0BENCHBOT>") {
            _ = try await context.call(
                "chat.postMessage",
                ["channel": .string(channel), "text": .string(answer(to: user))]
            )
        } else if text.hasPrefix("! ") {
            try await context.reply(answer(to: user), to: event, in: .channel)
        }
    }

    static func answer(to user: String) -> String { "On it, <@\(user)>: a moment please" }
}
