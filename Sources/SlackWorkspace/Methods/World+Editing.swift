import SlackWire

extension World {
    /// Whether the caller may change a message: its author, or the bot under whatever name it wrote.
    func wrote(_ message: Message, _ request: MethodRequest) -> Bool {
        if let user = message.user { return user == request.user }
        return message.botID == configuration.bot.botID && request.isBot
    }

    /// The thread that a call names: that of the message if the message is itself an answer.
    ///
    /// A `thread_ts` that names no message starts a thread all the same, as at Slack.
    func thread(named ts: String?, in channel: String) throws(MethodError) -> String? {
        guard let ts else { return nil }
        guard Conversation.isTimestamp(ts) else { throw MethodError("invalid_thread_ts") }
        return conversations[channel]?.message(ts)?.threadTimestamp ?? ts
    }

    /// Changes a message and tells everybody.
    mutating func edit(
        _ ts: String,
        in channel: String,
        by user: String,
        changes: [JSONMember],
        removing names: [String] = []
    ) throws(MethodError) -> Message {
        guard let old = conversations[channel]?.message(ts) else { throw .messageNotFound }
        var message = old
        for name in names { message.content[name] = nil }
        message.content = message.content.merging(changes)
        let seconds = Timestamp.text(wallMicroseconds / 1_000_000 * 1_000_000)
        message.content["edited"] = ["user": .string(user), "ts": .string(seconds)]
        _ = conversations.update(channel) { $0.insert(message) }
        tell(
            "message_changed",
            in: channel,
            [
                JSONMember("message", .object(message.content)),
                JSONMember("previous_message", .object(old.content)),
            ]
        )
        return message
    }

    /// Takes a message away and tells everybody; the root of a thread leaves a tombstone.
    mutating func erase(_ ts: String, in channel: String) {
        guard let conversation = conversations[channel], let old = conversation.message(ts) else {
            return
        }
        if !conversation.replies(to: ts).isEmpty {
            var stone = old
            stone.content = [
                JSONMember("type", "message"), JSONMember("subtype", "tombstone"),
                JSONMember("text", "This message was deleted."), JSONMember("user", "USLACKBOT"),
                JSONMember("hidden", true), JSONMember("ts", .string(ts)),
                JSONMember("thread_ts", .string(ts)),
            ]
            stone.reactions = []
            _ = conversations.update(channel) { $0.insert(stone) }
            return tell(
                "message_changed",
                in: channel,
                [
                    JSONMember("message", .object(stone.content)),
                    JSONMember("previous_message", .object(old.content)),
                ]
            )
        }
        _ = conversations.update(channel) { $0.remove(ts) }
        tell(
            "message_deleted",
            in: channel,
            [
                JSONMember("deleted_ts", .string(ts)),
                JSONMember("previous_message", .object(old.content)),
            ]
        )
    }

    /// Shows a message to one person only, over that person's RTM sockets.
    ///
    /// - Returns: Its `ts`.
    mutating func whisper(_ content: [JSONMember], to user: String, in channel: String) -> String {
        let ts = mintTimestamp(in: channel)
        var content = content
        content["ts"] = .string(ts)
        content["is_ephemeral"] = true
        ephemerals.append(Ephemeral(channel: channel, user: user, content: content))
        var event = Event(
            content.merging([JSONMember("channel", .string(channel))]),
            audience: [user]
        )
        event.isOnlyRTM = true
        announce(event)
        return ts
    }

    /// Tells of a change of a message, which is itself a hidden message.
    private mutating func tell(_ subtype: String, in channel: String, _ members: [JSONMember]) {
        let ts = mintTimestamp(in: channel)
        let event: [JSONMember] = [
            JSONMember("type", "message"), JSONMember("subtype", .string(subtype)),
            JSONMember("hidden", true), JSONMember("channel", .string(channel)),
            JSONMember("ts", .string(ts)), JSONMember("event_ts", .string(ts)),
        ]
        announce(Event(event + members))
    }
}
