import SlackWire

/// Reads what a call wants to have written.
enum MessageDraft {
    /// How many characters of a text Slack keeps (docs.slack.dev/reference/methods/chat.postMessage).
    static let textLimit = 40_000
    /// How many attachments and blocks a message may have.
    static let attachmentLimit = 100
    static let blockLimit = 50

    /// The message's members, without `ts`.
    ///
    /// - Parameter limit: How long the text may be; without one it is cut where Slack cuts.
    static func content(
        of request: MethodRequest,
        in world: World,
        limit: Int? = nil
    ) throws(MethodError) -> [JSONMember] {
        let arguments = request.arguments
        let blocks = try list("blocks", of: request, orElse: "invalid_blocks_format")
        let attachments = try list("attachments", of: request, orElse: "invalid_attachments")
        if blocks.count > blockLimit { throw MethodError("invalid_blocks") }
        if attachments.count > attachmentLimit { throw MethodError("too_many_attachments") }
        for block in blocks where block["type"]?.string == nil {
            throw MethodError("invalid_blocks")
        }
        let text = arguments.text("text") ?? arguments.text("markdown_text") ?? ""
        if text.isEmpty, blocks.isEmpty, attachments.isEmpty { throw MethodError("no_text") }
        if let limit, text.unicodeScalars.count > limit { throw MethodError("msg_too_long") }
        var content = world.authored(
            by: request.user,
            text: String(text.prefix(textLimit)),
            isFromApp: true
        )
        name(&content, request)
        if !blocks.isEmpty {
            content["blocks"] = world.numbered(blocks)
        } else if attachments.isEmpty {
            content["blocks"] = RichText.blocks(for: text)
        }
        if !attachments.isEmpty { content["attachments"] = numbered(attachments) }
        if let metadata = try request.structured("metadata", orElse: "invalid_metadata_format") {
            content["metadata"] = metadata
        }
        return content
    }

    /// A bot may write under another name; it is then a message of no user.
    private static func name(_ content: inout [JSONMember], _ request: MethodRequest) {
        let arguments = request.arguments
        guard request.isBot, let name = arguments.nonEmpty("username") else { return }
        content["subtype"] = "bot_message"
        content["username"] = .string(name)
        content["user"] = nil
        if let emoji = arguments.nonEmpty("icon_emoji") {
            content["icons"] = ["emoji": .string(emoji)]
        } else if let url = arguments.nonEmpty("icon_url") {
            content["icons"] = ["image_48": .string(url)]
        }
    }

    private static func list(
        _ name: String,
        of request: MethodRequest,
        orElse code: String
    ) throws(MethodError) -> [JSONValue] {
        guard let value = try request.structured(name, orElse: code) else { return [] }
        guard let list = value.array else { throw MethodError(code) }
        return list
    }

    /// Attachments get numbers from 1 and a fallback.
    private static func numbered(_ attachments: [JSONValue]) -> JSONValue {
        .array(
            attachments.enumerated().map { index, attachment in
                guard var members = attachment.members else { return attachment }
                members["id"] = members["id"] ?? .integer(index + 1)
                members["fallback"] =
                    members["fallback"] ?? members["text"] ?? "[no preview available]"
                return .object(members)
            }
        )
    }
}

extension World {
    /// Blocks with the ids that Slack gives to those that have none; they depend on the place alone.
    func numbered(_ blocks: [JSONValue]) -> JSONValue {
        .array(
            blocks.enumerated().map { index, block in
                guard var members = block.members else { return block }
                let id = String(Self.digest(of: "block \(index)", width: 5))
                members["block_id"] = members["block_id"] ?? .string(id)
                return .object(members)
            }
        )
    }
}
