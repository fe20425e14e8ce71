public import SlackWire

/// Everyday methods of the families `conversations` and `users`. Lists come page by page; see ``WebAPIPages``.
extension BotContext {
    /// Opens a direct message with one person, or with several (`conversations.open`).
    ///
    /// - Returns: The channel's id.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func openConversation(with users: String...) async throws -> String {
        let answer = try await call(
            "conversations.open",
            ["users": .string(users.joined(separator: ","))]
        )
        return answer["channel"]?["id"]?.string ?? ""
    }

    /// What there is to know of a channel (`conversations.info`).
    ///
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func conversationInfo(
        _ channel: String,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws -> JSONValue {
        try await call("conversations.info", ["channel": .string(channel)], more)["channel"]
            ?? .null
    }

    /// The channels that the bot may see (`conversations.list`).
    ///
    /// - Parameter types: Of `public_channel`, `private_channel`, `mpim` and `im`.
    public func conversations(
        types: [String] = ["public_channel"],
        excludingArchived: Bool = false
    ) -> WebAPIElements {
        elements(
            of: "conversations.list",
            [
                "types": .string(types.joined(separator: ",")),
                "exclude_archived": excludingArchived ? true : .null,
            ],
            in: "channels"
        )
    }

    /// The members of a channel, as ids (`conversations.members`).
    public func members(of channel: String) -> WebAPIElements {
        elements(of: "conversations.members", ["channel": .string(channel)], in: "members")
    }

    /// The messages of a channel, the latest first, without answers in threads (`conversations.history`).
    ///
    /// - Parameters:
    ///   - channel: The channel's id.
    ///   - oldest: Only what came after it.
    ///   - latest: Only what came before it.
    public func history(
        of channel: String,
        after oldest: MessageTimestamp? = nil,
        before latest: MessageTimestamp? = nil
    ) -> WebAPIElements {
        elements(
            of: "conversations.history",
            [
                "channel": .string(channel), "oldest": JSONValue(oldest),
                "latest": JSONValue(latest),
            ],
            in: "messages"
        )
    }

    /// A thread: its first message and the answers, in order (`conversations.replies`).
    ///
    /// - Parameters:
    ///   - thread: The `ts` of the first message.
    ///   - channel: The channel's id.
    public func replies(in thread: MessageTimestamp, of channel: String) -> WebAPIElements {
        elements(
            of: "conversations.replies",
            ["channel": .string(channel), "ts": JSONValue(thread)],
            in: "messages"
        )
    }

    /// What there is to know of a person (`users.info`).
    ///
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func userInfo(
        _ user: String,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws -> JSONValue {
        try await call("users.info", ["user": .string(user)], more)["user"] ?? .null
    }

    /// The people of the workspace, bots and those who have left among them (`users.list`).
    public func users() -> WebAPIElements {
        elements(of: "users.list", in: "members")
    }
}
