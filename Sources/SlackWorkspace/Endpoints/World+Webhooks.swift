import SlackWire

/// Incoming webhooks (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
extension World {
    /// The address of a webhook that posts into a channel, made if there is none.
    mutating func webhookURL(for channel: String) -> String {
        let known = webhooks.first { $0.value.channel == channel }
        let id: String
        let webhook: Webhook
        if let known {
            (id, webhook) = (known.key, known.value)
        } else {
            id = identifiers.next("B")
            webhook = Webhook(channel: channel, secret: identifiers.alphanumeric(width: 24))
            webhooks[id] = webhook
        }
        return "https://hooks.slack.com/services/\(team.id)/\(id)/\(webhook.secret)"
    }

    /// Posts what a webhook is sent; answers with a word.
    mutating func receiveWebhook(_ call: WebAPICall, _ segments: [String]) -> WebAPIAnswer {
        guard segments.count == 4, segments[1] == team.id else {
            return Self.plain("no_team", status: 404)
        }
        guard let webhook = webhooks[segments[2]] else {
            return Self.plain("no_service", status: 404)
        }
        guard webhook.secret == segments[3] else { return Self.plain("invalid_token", status: 403) }
        guard let payload = Self.payload(of: call) else {
            return Self.plain("invalid_payload", status: 400)
        }
        guard let conversation = conversations[webhook.channel] else {
            return Self.plain("channel_not_found", status: 404)
        }
        if conversation.channel.isArchived {
            return Self.plain("channel_is_archived", status: 410)
        }
        guard let content = hookContent(payload, bot: segments[2]) else {
            return Self.plain("no_text", status: 400)
        }
        _ = post(content, in: webhook.channel, thread: payload["thread_ts"]?.string)
        return Self.plain("ok")
    }

    /// The message in a body: JSON, or JSON in a form's field `payload`.
    static func payload(of call: WebAPICall) -> JSONValue? {
        let value: JSONValue? =
            switch call.body {
            case .json(let text): try? text.value()
            case .form(let fields):
                fields.last { $0.name == "payload" }.flatMap { try? JSONValue(parsing: $0.value) }
            case .bytes(let bytes): try? JSONValue(parsing: bytes)
            case .none, .multipart, .flowing, .file: nil
            }
        return value?.members == nil ? nil : value
    }

    /// A message written by a hook; `nil` when there is nothing to write.
    func hookContent(_ payload: JSONValue, bot: String) -> [JSONMember]? {
        let text = payload["text"]?.string ?? ""
        let blocks = payload["blocks"]?.array ?? []
        let attachments = payload["attachments"]?.array ?? []
        if text.isEmpty, blocks.isEmpty, attachments.isEmpty { return nil }
        var content = [
            JSONMember("type", "message"), JSONMember("subtype", "bot_message"),
            JSONMember("text", .string(text)), JSONMember("bot_id", .string(bot)),
            JSONMember("username", payload["username"] ?? "incoming-webhook"),
        ]
        if !blocks.isEmpty { content["blocks"] = numbered(blocks) }
        if !attachments.isEmpty { content["attachments"] = .array(attachments) }
        return content
    }
}
