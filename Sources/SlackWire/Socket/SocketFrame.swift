/// What one message of Slack's socket means, over RTM and Socket Mode alike.
public enum SocketFrame: Sendable, Hashable {
    /// The first message after the upgrade; Socket Mode says more in it than RTM.
    case hello(JSONText)
    /// An event of RTM, of any type, `error` and `reconnect_url` included.
    case event(SlackEvent)
    /// The answer to a message of the bot over RTM.
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
        let json = try JSONText(validating: message.bytes)
        let bytes = json.bytes.span.bytes
        let start = bytes.endOfWhitespace(from: 0)
        guard bytes.byte(start) == UInt8(ascii: "{") else {
            throw JSONError(.notAnObject, at: start)
        }
        let fields = try scanner.scan(bytes)
        func string(_ field: Field) -> String? {
            fields.string(field.rawValue, in: json.bytes.span.bytes)
        }

        if let id = string(.envelopeID) { return .envelope(envelope(id, json, fields)) }
        guard let type = string(.type) else {
            guard fields.contains(Field.replyTo.rawValue) || fields.contains(Field.ok.rawValue)
            else {
                return .event(SlackEvent(json: json))
            }
            return .acknowledgement(acknowledgement(json, fields))
        }
        switch type {
        case "hello": return .hello(json)
        case "goodbye": return .goodbye
        case "pong": return .pong(replyTo: fields.int(Field.replyTo.rawValue, in: bytes))
        case "disconnect": return .disconnect(DisconnectReason(rawValue: string(.reason) ?? ""))
        default: return .event(SlackEvent(json: json))
        }
    }

    private static func acknowledgement(
        _ json: JSONText,
        _ fields: JSONFields
    ) -> RTMAcknowledgement {
        let bytes = json.bytes.span.bytes
        var failure: RTMAcknowledgement.Failure?
        if fields.contains(Field.error.rawValue) {
            failure = RTMAcknowledgement.Failure(
                code: fields.int(Field.errorCode.rawValue, in: bytes),
                message: fields.string(Field.errorMessage.rawValue, in: bytes)
                    ?? fields.string(Field.error.rawValue, in: bytes) ?? ""
            )
        }
        return RTMAcknowledgement(
            replyTo: fields.int(Field.replyTo.rawValue, in: bytes),
            isOK: fields.bool(Field.ok.rawValue, in: bytes) ?? (failure == nil),
            ts: fields.string(Field.ts.rawValue, in: bytes).map { MessageTimestamp($0) },
            text: fields.string(Field.text.rawValue, in: bytes),
            failure: failure,
            json: json
        )
    }

    private static func envelope(_ id: String, _ json: JSONText, _ fields: JSONFields) -> Envelope {
        let bytes = json.bytes.span.bytes
        let reason = fields.string(Field.retryReason.rawValue, in: bytes) ?? ""
        return Envelope(
            id: id,
            type: Envelope.Kind(rawValue: fields.string(Field.type.rawValue, in: bytes) ?? ""),
            acceptsResponsePayload: fields.bool(Field.acceptsResponse.rawValue, in: bytes) ?? false,
            retryAttempt: fields.int(Field.retryAttempt.rawValue, in: bytes),
            retryReason: reason.isEmpty ? nil : reason,
            payload: fields.json(Field.payload.rawValue, in: bytes) ?? JSONText([:]),
            event: fields.json(Field.payloadEvent.rawValue, in: bytes).map(SlackEvent.init(json:)),
            json: json
        )
    }
}

extension SocketFrame {
    /// What one scan looks for; the raw values are the places in the scanner's list.
    private enum Field: Int, CaseIterable {
        case type, envelopeID, replyTo, ok, ts, text, error, errorCode, errorMessage, reason
        case acceptsResponse, retryAttempt, retryReason, payload, payloadEvent

        var path: [String] {
            switch self {
            case .type: ["type"]
            case .envelopeID: ["envelope_id"]
            case .replyTo: ["reply_to"]
            case .ok: ["ok"]
            case .ts: ["ts"]
            case .text: ["text"]
            case .error: ["error"]
            case .errorCode: ["error", "code"]
            case .errorMessage: ["error", "msg"]
            case .reason: ["reason"]
            case .acceptsResponse: ["accepts_response_payload"]
            case .retryAttempt: ["retry_attempt"]
            case .retryReason: ["retry_reason"]
            case .payload: ["payload"]
            case .payloadEvent: ["payload", "event"]
            }
        }
    }

    private static let scanner = JSONFieldScanner(Field.allCases.map(\.path))
}
