import SlackTransport
public import SlackWire

extension BotContext {
    /// Uploads a file and shares it in a channel, in Slack's three steps
    /// (docs.slack.dev/messaging/working-with-files).
    ///
    /// - Returns: The answer of `files.completeUploadExternal`, with the whole file object.
    /// - Throws: ``SlackWire/WebAPIError`` or ``SlackWire/TransportFailure`` of the step that failed.
    @discardableResult
    public func upload(
        _ name: String,
        _ bytes: [UInt8],
        to channel: String?,
        title: String? = nil,
        comment: String? = nil,
        thread: MessageTimestamp? = nil
    ) async throws -> JSONValue {
        let ticket = try await call(
            "files.getUploadURLExternal",
            ["filename": .string(name), "length": .number(String(bytes.count))]
        )
        guard let url = ticket["upload_url"]?.string, let id = ticket["file_id"]?.string else {
            // An answer that is none: it says ok, and does not say where to.
            let error = WebAPIError.SlackError(code: "", messages: ["no upload_url or no file_id"])
            throw WebAPIError(method: "files.getUploadURLExternal", .slack(error))
        }
        let answer = try await raw(
            WebAPICall(
                .url(url),
                headers: ["content-type": "application/octet-stream"],
                body: .bytes(bytes)
            )
        )
        try answer.checkStatus(of: url)
        var arguments = [
            JSONMember("files", [["id": .string(id), "title": .string(title ?? name)]])
        ]
        if let channel { arguments.append(JSONMember("channel_id", .string(channel))) }
        if let comment { arguments.append(JSONMember("initial_comment", .string(comment))) }
        if let thread { arguments.append(JSONMember("thread_ts", .string(thread.text))) }
        return try await call("files.completeUploadExternal", arguments)
    }

    /// Downloads a file, by its `url_private`.
    ///
    /// The bot's token goes along only to Slack's own hosts and to those that the transport says stand for
    /// them, never to another host that a message may name.
    ///
    /// - Throws: ``SlackWire/WebAPIError`` for a status other than 200, ``SlackWire/TransportFailure`` if nothing came.
    public func download(_ url: String) async throws -> [UInt8] {
        var call = WebAPICall(.url(url), httpMethod: .get)
        if let token = engine.credentials.bot, engine.transport.hosts.contains(url: url) {
            call = call.authorized(with: token)
        }
        let answer = try await raw(call)
        try answer.checkStatus(of: url)
        return answer.body
    }
}

extension BotContext {
    /// Answers a slash command or an interaction by its `response_url`, at most five times within 30
    /// minutes (docs.slack.dev/interactivity/handling-user-interaction).
    ///
    /// - Throws: ``SlackWire/WebAPIError`` if it was not taken, ``SlackWire/TransportFailure`` if nothing came.
    public func respond(to responseURL: String, _ message: JSONValue) async throws {
        let answer = try await raw(
            WebAPICall(.url(responseURL), body: .json(JSONText(message)))
        )
        try answer.checkStatus(of: responseURL)
        if let code = answer.slackError {
            throw WebAPIError(
                method: Self.name(ofCallTo: responseURL),
                .slack(.init(code: code))
            )
        }
    }

    /// Answers a slash command or an interaction with a text, by its `response_url`.
    ///
    /// - Parameter visibly: Whether everybody in the channel sees it, and not only the user.
    /// - Throws: As ``respond(to:_:)``.
    public func respond(to responseURL: String, text: String, visibly: Bool = false) async throws {
        try await respond(to: responseURL, EnvelopeAnswer.message(text, visibly: visibly).json)
    }

    /// Acknowledges the event's envelope now, with an answer if it accepts one, and whatever redelivery of it came
    /// meanwhile.
    ///
    /// For ``BotConfiguration/EnvelopeAcknowledgement`` other than `onReceipt`. Returns when the acknowledgement has
    /// left; Slack says nothing about it. After ``EnvelopeError/tooLarge(bytes:)`` and
    /// ``EnvelopeError/acceptsNoPayload`` nothing was sent, and another can be.
    ///
    /// - Throws: ``EnvelopeError``.
    public func acknowledge(payload: JSONValue? = nil) async throws(EnvelopeError) {
        guard let delivery else { throw .noEnvelope }
        if let payload {
            guard delivery.envelope.acceptsResponsePayload else { throw .acceptsNoPayload }
            let bytes = delivery.envelope.acknowledgement(payload: payload).message.bytes.count
            guard bytes <= EnvelopeAcknowledgement.sizeLimit else { throw .tooLarge(bytes: bytes) }
        }
        switch await engine.acknowledge(delivery, payload: payload, event: eventNumber) {
        case .sent: return
        case .decidedBefore: throw .alreadyAcknowledged
        case .lost(let failure): throw .lost(failure)
        }
    }
}

extension BotContext {
    /// What an error calls a call to a URL: by its host only, for the rest may be a secret.
    fileprivate static func name(ofCallTo url: String) -> String {
        WebAddress(url).map { "the call to \($0.host)" } ?? "the call"
    }
}

extension WebAPIAnswer {
    /// Checks an answer of which only the status matters, as upload servers and webhooks give it.
    ///
    /// - Throws: ``SlackWire/WebAPIError`` that names the URL's host only: the rest may be a secret.
    fileprivate func checkStatus(of url: String) throws(WebAPIError) {
        guard status != 200 else { return }
        let name = BotContext.name(ofCallTo: url)
        if status == 429 { throw WebAPIError(method: name, .rateLimited(retryAfter: retryAfter)) }
        guard let word else { throw WebAPIError(method: name, .status(status)) }
        throw WebAPIError(method: name, .slack(.init(code: word)))
    }

    /// The body, where it is one word, as in `no_service` and `invalid_payload`
    /// (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
    private var word: String? {
        let isWord = body.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "_") }
        guard isWord, (1...60).contains(body.count) else { return nil }
        return String(decoding: body, as: UTF8.self)
    }
}
