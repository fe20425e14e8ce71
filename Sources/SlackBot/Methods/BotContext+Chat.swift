public import SlackWire

/// Everyday methods of the family `chat`. Whatever else a method takes goes into `more`; arguments that are `null` are
/// left out.
extension BotContext {
    /// Posts a message (`chat.postMessage`).
    ///
    /// - Parameters:
    ///   - text: The text; beside blocks, what notifications and screen readers say.
    ///   - channel: The channel's id, or a user's for a direct message.
    ///   - thread: The `ts` of the message that it answers.
    ///   - blocks: A list of blocks.
    ///   - more: Other arguments of the method.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func postMessage(
        _ text: String,
        to channel: String,
        thread: MessageTimestamp? = nil,
        blocks: JSONValue = .null,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws -> PostedMessage {
        let answer = try await call(
            "chat.postMessage",
            [
                "channel": .string(channel), "text": .string(text), "thread_ts": JSONValue(thread),
                "blocks": blocks,
            ],
            more
        )
        return PostedMessage(
            channel: answer["channel"]?.string ?? channel,
            ts: answer.timestamp("ts")
        )
    }

    /// Changes a message of the bot's (`chat.update`).
    ///
    /// - Parameters:
    ///   - message: The message, as posting it returned it.
    ///   - text: The new text.
    ///   - blocks: The new blocks.
    ///   - more: Other arguments of the method.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func updateMessage(
        _ message: PostedMessage,
        to text: String,
        blocks: JSONValue = .null,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws {
        try await call(
            "chat.update",
            [
                "channel": .string(message.channel), "ts": JSONValue(message.ts),
                "text": .string(text), "blocks": blocks,
            ],
            more
        )
    }

    /// Deletes a message of the bot's (`chat.delete`).
    ///
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func deleteMessage(_ message: PostedMessage) async throws {
        try await call(
            "chat.delete",
            ["channel": .string(message.channel), "ts": JSONValue(message.ts)]
        )
    }

    /// Posts a message that only one person sees, for a while (`chat.postEphemeral`).
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - user: Who sees it.
    ///   - channel: Where; the person has to be a member.
    ///   - thread: The `ts` of the message that it answers.
    ///   - blocks: A list of blocks.
    ///   - more: Other arguments of the method.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    public func postEphemeral(
        _ text: String,
        to user: String,
        in channel: String,
        thread: MessageTimestamp? = nil,
        blocks: JSONValue = .null,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws {
        try await call(
            "chat.postEphemeral",
            [
                "channel": .string(channel), "user": .string(user), "text": .string(text),
                "thread_ts": JSONValue(thread), "blocks": blocks,
            ],
            more
        )
    }

    /// Has a message posted later (`chat.scheduleMessage`).
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - channel: The channel's id.
    ///   - time: When, in seconds since 1970; within 120 days.
    ///   - thread: The `ts` of the message that it answers.
    ///   - blocks: A list of blocks.
    ///   - more: Other arguments of the method.
    /// - Returns: The id by which `chat.deleteScheduledMessage` takes it back; empty if Slack gave none.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func scheduleMessage(
        _ text: String,
        to channel: String,
        at time: Int,
        thread: MessageTimestamp? = nil,
        blocks: JSONValue = .null,
        _ more: KeyValuePairs<String, JSONValue> = [:]
    ) async throws -> String {
        let answer = try await call(
            "chat.scheduleMessage",
            [
                "channel": .string(channel), "text": .string(text),
                "post_at": .number(String(time)),
                "thread_ts": JSONValue(thread), "blocks": blocks,
            ],
            more
        )
        return answer["scheduled_message_id"]?.string ?? ""
    }

    /// Puts an emoji under a message (`reactions.add`).
    ///
    /// - Parameters:
    ///   - name: The emoji's name without colons.
    ///   - ts: The message's `ts`.
    ///   - channel: Its channel.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``; `already_reacted` for one that is there.
    public func addReaction(
        _ name: String,
        to ts: MessageTimestamp,
        in channel: String
    ) async throws {
        try await react("reactions.add", name, ts, channel)
    }

    /// Takes the bot's emoji away from a message (`reactions.remove`).
    ///
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``; `no_reaction` for one that is not there.
    public func removeReaction(
        _ name: String,
        from ts: MessageTimestamp,
        in channel: String
    ) async throws {
        try await react("reactions.remove", name, ts, channel)
    }

    private func react(
        _ method: String,
        _ name: String,
        _ ts: MessageTimestamp,
        _ channel: String
    ) async throws {
        try await call(
            method,
            ["channel": .string(channel), "timestamp": JSONValue(ts), "name": .string(name)]
        )
    }
}
