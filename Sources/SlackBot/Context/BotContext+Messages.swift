public import SlackWire

/// A message that Slack has taken from the bot.
public struct PostedMessage: Sendable, Hashable {
    /// The channel it is in.
    public var channel: String
    /// Its identity in the channel, if Slack said it.
    public var ts: MessageTimestamp?

    /// Makes a posted message.
    public init(channel: String, ts: MessageTimestamp?) {
        self.channel = channel
        self.ts = ts
    }
}

/// Where a reply goes.
public enum ReplyPlace: Sendable, Hashable {
    /// To the event's thread if it is in one, else to its channel.
    case asEvent
    /// To the event's thread, starting one if there is none.
    case thread
    /// To the event's channel, outside of any thread.
    case channel
}

extension BotContext {
    /// Answers an event: over the socket on RTM, with its acknowledgement awaited, and by
    /// `chat.postMessage` in Socket Mode.
    ///
    /// - Throws: ``MessageError`` on RTM; what ``call(_:_:)-(String,[JSONMember])`` throws in Socket Mode; in
    ///   both ``MessageError`` of kind `noChannel` for an event that names none.
    @discardableResult
    public func reply(
        _ text: String,
        to event: SlackEvent,
        in place: ReplyPlace = .asEvent
    ) async throws -> PostedMessage {
        guard let channel = event.channel else { throw MessageError(.noChannel) }
        let thread = event.thread(for: place)
        guard engine.bot.connection == .socketMode else {
            let acknowledgement = try await send(text, to: channel, thread: thread)
            return PostedMessage(channel: channel, ts: acknowledgement.ts)
        }
        return try await postMessage(text, to: channel, thread: thread)
    }

    /// Sends a message over the RTM socket and waits for Slack's acknowledgement.
    ///
    /// The engine gives it its `id`; an `id` of the caller's is replaced. A message without `type` becomes
    /// one of type `message`. Without a connection, it waits for one.
    ///
    /// - Throws: ``MessageError``, also when Slack rejected the message.
    @discardableResult
    public func send(_ message: [JSONMember]) async throws(MessageError) -> RTMAcknowledgement {
        guard engine.bot.connection != .socketMode else { throw MessageError(.notRTM) }
        let message = message.typed
        let acknowledgement = try await engine.outbox.send(message, event: eventNumber)
        if let channel = message.last(where: { $0.name == "channel" })?.value.string,
            let ts = acknowledgement.ts
        {
            engine.own.posted(channel: channel, ts: ts)
        }
        return acknowledgement
    }

    /// Sends a text to a channel over the RTM socket and waits for Slack's acknowledgement.
    ///
    /// - Throws: ``MessageError``, also when Slack rejected the message.
    @discardableResult
    public func send(
        _ text: String,
        to channel: String,
        thread: MessageTimestamp? = nil
    ) async throws(MessageError) -> RTMAcknowledgement {
        var message = [
            JSONMember("channel", .string(channel)), JSONMember("text", .string(text)),
        ]
        if let thread { message.append(JSONMember("thread_ts", .string(thread.text))) }
        return try await send(message)
    }

    /// Sends something over the RTM socket that Slack does not acknowledge, for example `typing` or
    /// `presence_sub`.
    ///
    /// - Returns: The id under which it was sent.
    /// - Throws: ``MessageError``.
    @discardableResult
    public func post(_ message: [JSONMember]) async throws(MessageError) -> Int {
        guard engine.bot.connection != .socketMode else { throw MessageError(.notRTM) }
        return try await engine.outbox.post(message.typed, event: eventNumber)
    }

    /// Shows that the bot is typing in a channel (RTM only).
    ///
    /// - Throws: ``MessageError``.
    public func typing(in channel: String) async throws(MessageError) {
        try await post([JSONMember("type", "typing"), JSONMember("channel", .string(channel))])
    }
}

extension [JSONMember] {
    /// The members with a `type`, `message` if none was given.
    fileprivate var typed: [JSONMember] {
        contains { $0.name == "type" } ? self : [JSONMember("type", "message")] + self
    }
}

extension SlackEvent {
    fileprivate func thread(for place: ReplyPlace) -> MessageTimestamp? {
        switch place {
        case .asEvent: threadTimestamp
        case .thread: threadRoot
        case .channel: nil
        }
    }
}
