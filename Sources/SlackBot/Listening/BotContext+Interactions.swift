public import SlackWire

extension BotContext {
    /// Acknowledges the event's envelope with an answer; see ``acknowledge(payload:)``.
    ///
    /// - Throws: ``EnvelopeError``.
    public func acknowledge(_ answer: EnvelopeAnswer) async throws(EnvelopeError) {
        try await acknowledge(payload: answer.json)
    }

    /// Answers a command or an interaction in its channel, and in the thread that it happened in; see
    /// ``reply(_:to:in:)-(_,SlackEvent,_)``.
    ///
    /// The bot has to be a member of the channel. ``respond(to:text:visibly:)-(InteractionPayload,_,_)`` needs no membership.
    @discardableResult
    public func reply(
        _ text: String,
        to payload: some InteractionPayload,
        in place: ReplyPlace = .asEvent
    ) async throws -> PostedMessage {
        try await reply(text, to: payload.event, in: place)
    }

    /// Answers a command or an interaction by its `response_url`; see ``respond(to:text:visibly:)-(String,_,_)``.
    ///
    /// - Throws: ``ListenerError/noResponseURL`` for what has none, such as most views.
    public func respond(
        to payload: some InteractionPayload,
        text: String,
        visibly: Bool = false
    ) async throws {
        guard let url = payload.responseURL else { throw ListenerError.noResponseURL }
        try await respond(to: url, text: text, visibly: visibly)
    }

    /// Opens a modal for a command or an interaction (`views.open`), within three seconds of it.
    ///
    /// - Returns: The view as it is shown.
    /// - Throws: ``ListenerError/noTrigger`` for what opens none; otherwise as
    ///   ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func openView(_ view: JSONValue, for payload: some InteractionPayload) async throws
        -> SlackView
    {
        guard let trigger = payload.triggerID else { throw ListenerError.noTrigger }
        return try await openView(view, trigger: trigger)
    }

    /// Lays another modal on the one in which something was clicked (`views.push`), within three seconds of it.
    ///
    /// - Returns: The view as it is shown.
    /// - Throws: As ``openView(_:for:)``.
    @discardableResult
    public func pushView(_ view: JSONValue, for payload: some InteractionPayload) async throws
        -> SlackView
    {
        guard let trigger = payload.triggerID else { throw ListenerError.noTrigger }
        return try await pushView(view, trigger: trigger)
    }
}
