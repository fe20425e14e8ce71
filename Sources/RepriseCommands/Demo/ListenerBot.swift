import SlackBot
import SlackWire

/// A bot that answers nothing; it is there to listen, or to have a session recorded around it.
enum ListenerBot {
    /// Makes the bot.
    ///
    /// - Parameter print: Takes a line for every message that people write.
    static func make(
        _ connection: Bot.Connection,
        print: @escaping @Sendable (String) -> Void
    ) -> Bot {
        Bot(connection, processing: .inline) { event, _ in
            guard event.type == "message" || event.type == "app_mention" else { return }
            var words: [String] = []
            if let ts = event.ts { words.append("\(ts)") }
            if let channel = event.channel { words.append(channel) }
            if let sender = event.user ?? event.botID { words.append("<\(sender)>") }
            if let subtype = event.subtype { words.append("(\(subtype))") }
            if let text = event.text { words.append(text) }
            print(words.joined(separator: " ").printable)
        }
    }
}

/// The bots that come with the command.
enum BuiltInBot: String, CaseIterable {
    /// Answers nothing.
    case listener
    /// Answers what people write, see ``DemoBot``.
    case demo

    /// Makes the bot.
    func make(
        _ connection: Bot.Connection,
        print: @escaping @Sendable (String) -> Void
    ) -> Bot {
        switch self {
        case .listener: ListenerBot.make(connection, print: print)
        case .demo: DemoBot.make(connection)
        }
    }
}
