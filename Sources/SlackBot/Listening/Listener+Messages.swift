public import SlackWire

/// What people say. Edits, deletions, joins and the like are no such messages: `.event("message", subtype: …)` has them.
extension Listener {
    /// Listens to messages.
    public static func message(
        do body: @escaping @Sendable (SlackEvent, BotContext) async throws -> Void
    ) -> Listener {
        Listener("message") { reception in
            guard let text = reception.said else { return nil }
            return { context in try await body(text.event, context) }
        }
    }

    /// Listens to messages in which a text stands, as it is spelled.
    ///
    /// - Parameter text: The text, with Slack's own escapes (`&amp;`, `<@U1>`).
    public static func message(
        _ text: String,
        do body: @escaping @Sendable (SlackEvent, BotContext) async throws -> Void
    ) -> Listener {
        Listener("message '\(text)'") { reception in
            guard let said = reception.said, said.text.contains(text) else { return nil }
            return { context in try await body(said.event, context) }
        }
    }

    /// Listens to messages in which a pattern is found.
    ///
    /// The pattern is looked for by one task at a time.
    ///
    /// - Parameters:
    ///   - pattern: What to look for; anchor it (`^…$`) for whole texts.
    ///   - body: Gets the message, what the pattern captured (`match.1` is the first group), and the context.
    public static func message<Output: Sendable>(
        _ pattern: sending Regex<Output>,
        do body: @escaping @Sendable (SlackEvent, Output, BotContext) async throws -> Void
    ) -> Listener {
        let pattern = SharedPattern(pattern)
        return Listener("message by a pattern") { reception in
            guard let said = reception.said, let match = pattern.firstMatch(in: said.text) else {
                return nil
            }
            return { context in try await body(said.event, match, context) }
        }
    }
}

extension Reception {
    /// Subtypes of messages that somebody has said, as Bolt for Python takes them, and `me_message`.
    private static let saying: Set<String> = [
        "bot_message", "thread_broadcast", "reply_broadcast", "file_share", "me_message",
    ]

    /// The event and its text, if it is something that somebody has said.
    fileprivate var said: (event: SlackEvent, text: String)? {
        guard kind == .message else { return nil }
        if let subtype = event.subtype, !Self.saying.contains(subtype) { return nil }
        return (event, event.text ?? "")
    }
}
