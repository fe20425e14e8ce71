public import SlackWire

extension BotContext {
    /// Calls a Web API method with form arguments, as every method accepts them.
    ///
    /// - Returns: The body of an answer that says `"ok":true`.
    /// - Throws: ``SlackWire/WebAPIError`` for every other answer, ``SlackWire/TransportFailure`` if there was none.
    @discardableResult
    public func call(
        _ method: String,
        _ arguments: KeyValuePairs<String, JSONValue> = [:]
    ) async throws -> JSONValue {
        try await call(method, arguments.map { JSONMember($0.key, $0.value) })
    }

    /// Calls a Web API method with form arguments; see ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func call(_ method: String, _ arguments: [JSONMember]) async throws -> JSONValue {
        try await checked(WebAPICall(method: method, arguments: arguments), method)
    }

    /// Calls a Web API method with a JSON body, which some methods accept.
    ///
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func call(_ method: String, json: JSONValue) async throws -> JSONValue {
        try await checked(WebAPICall(.method(method), body: .json(JSONText(json))), method)
    }

    /// Makes any call and returns whatever comes.
    ///
    /// A method gets the bot's token unless the call has one; an absolute URL never does.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` if there was no answer.
    public func raw(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        try await caller.raw(
            call,
            token: call.methodName == nil ? nil : engine.credentials.bot,
            event: eventNumber
        )
    }

    private var caller: Caller { engine.caller }

    private func checked(_ call: WebAPICall, _ method: String) async throws -> JSONValue {
        let answer = try await caller.checked(
            call,
            token: engine.credentials.bot,
            event: eventNumber
        )
        if method.hasPrefix("chat.") { takeNote(ofPost: answer) }
        return answer
    }

    /// Remembers a message that this call made, so that its echo is known as the bot's own.
    private func takeNote(ofPost answer: JSONValue) {
        if let channel = answer["channel"]?.string, let ts = answer["ts"]?.string {
            engine.own.posted(channel: channel, ts: MessageTimestamp(ts))
        }
        if let botID = answer["message"]?["bot_id"]?.string, var identity, identity.botID == nil {
            identity.botID = botID
            engine.learn(identity)
        }
    }
}
