/// What one message of Slack's socket means, over RTM and Socket Mode alike.
public enum SocketFrame: Sendable, Hashable {
    /// The first message after the upgrade; Socket Mode says more in it than RTM.
    case hello(JSONText)
    /// An event of RTM, of any type, `error` and `reconnect_url` included.
    case event(SlackEvent)
    /// The answer to a message of the bot over RTM: a frame without a type, or an error that names it.
    case acknowledgement(RTMAcknowledgement)
    /// The answer to a JSON ping over RTM.
    case pong(replyTo: Int?)
    /// A delivery of Socket Mode.
    case envelope(Envelope)
    /// Slack asks the client to leave this socket (Socket Mode).
    case disconnect(DisconnectReason)
    /// Slack will close this socket (RTM).
    case goodbye
    /// A message that is no JSON object: what is wrong with it, and the message.
    case unreadable(JSONError, SocketMessage)

    /// Reads a message; one that cannot be read is a value too, so that it cannot end a loop.
    public init(parsing message: SocketMessage) {
        do throws(JSONError) {
            self = try Self.read(message)
        } catch {
            self = .unreadable(error, message)
        }
    }

    private static func read(_ message: SocketMessage) throws(JSONError) -> SocketFrame {
        let json =
            message.isKnownJSON
            ? JSONText(uncheckedBytes: message.bytes) : try JSONText(validating: message.bytes)
        let bytes = json.bytes.span.bytes
        let start = bytes.endOfWhitespace(from: 0)
        guard bytes.byte(start) == UInt8(ascii: "{") else {
            throw JSONError(.notAnObject, at: start)
        }
        let fields = try WireField.scanner.scan(bytes)
        func string(_ field: WireField) -> String? {
            fields.string(field.rawValue, in: json.bytes.span.bytes)
        }

        if let id = string(.envelopeID) { return .envelope(envelope(id, json, fields)) }
        guard let type = string(.type) else {
            guard
                fields.contains(WireField.replyTo.rawValue)
                    || fields.contains(WireField.ok.rawValue)
            else {
                return .event(SlackEvent(json: json, fields: fields))
            }
            return .acknowledgement(acknowledgement(json, fields))
        }
        switch type {
        case "hello": return .hello(json)
        case "goodbye": return .goodbye
        case "pong": return .pong(replyTo: fields.int(WireField.replyTo.rawValue, in: bytes))
        case "error" where fields.contains(WireField.replyTo.rawValue):
            return .acknowledgement(acknowledgement(json, fields))
        case "disconnect": return .disconnect(DisconnectReason(rawValue: string(.reason) ?? ""))
        default: return .event(SlackEvent(json: json, fields: fields))
        }
    }

    private static func acknowledgement(
        _ json: JSONText,
        _ fields: JSONFields
    ) -> RTMAcknowledgement {
        let bytes = json.bytes.span.bytes
        var failure: RTMAcknowledgement.Failure?
        if fields.contains(WireField.error.rawValue) {
            failure = RTMAcknowledgement.Failure(
                code: fields.int(WireField.errorCode.rawValue, in: bytes),
                message: fields.string(WireField.errorMessage.rawValue, in: bytes)
                    ?? fields.string(WireField.error.rawValue, in: bytes) ?? ""
            )
        }
        return RTMAcknowledgement(
            replyTo: fields.int(WireField.replyTo.rawValue, in: bytes),
            isOK: fields.bool(WireField.ok.rawValue, in: bytes) ?? (failure == nil),
            ts: fields.string(WireField.ts.rawValue, in: bytes).map { MessageTimestamp($0) },
            text: fields.string(WireField.text.rawValue, in: bytes),
            failure: failure,
            json: json
        )
    }

    private static func envelope(_ id: String, _ json: JSONText, _ fields: JSONFields) -> Envelope {
        let bytes = json.bytes.span.bytes
        let reason = fields.string(WireField.retryReason.rawValue, in: bytes) ?? ""
        return Envelope(
            id: id,
            type: Envelope.Kind(rawValue: fields.string(WireField.type.rawValue, in: bytes) ?? ""),
            acceptsResponsePayload: fields.bool(WireField.acceptsResponse.rawValue, in: bytes)
                ?? false,
            retryAttempt: fields.int(WireField.retryAttempt.rawValue, in: bytes),
            retryReason: reason.isEmpty ? nil : reason,
            payload: fields.json(WireField.payload.rawValue, in: bytes) ?? JSONText([:]),
            event: fields.json(WireField.payloadEvent.rawValue, in: bytes).map(
                SlackEvent.init(json:)
            ),
            json: json
        )
    }
}
