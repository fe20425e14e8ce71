import SlackWire

/// Methods that write messages.
enum ChatMethods {
    /// How many characters of a text Slack keeps (docs.slack.dev/reference/methods/chat.postMessage).
    static let textLimit = 40_000

    static let all: [Method] = [
        Method("chat.postMessage", .posting, scopes: ["chat:write"], postMessage)
    ]

    @Sendable private static func postMessage(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let name = try request.require("channel")
        let channel = try world.channelToPost(name, by: request.user)
        let content = try content(of: request, in: world)
        let message = world.post(
            content,
            in: channel,
            thread: request.arguments.nonEmpty("thread_ts"),
            isBroadcast: request.arguments.bool("reply_broadcast") ?? false
        )
        return [
            JSONMember("channel", .string(channel)), JSONMember("ts", .string(message.ts)),
            JSONMember("message", .object(message.content)),
        ]
    }

    /// What a call wants to have written.
    static func content(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> [JSONMember] {
        let arguments = request.arguments
        let blocks = try request.structured("blocks", orElse: "invalid_blocks_format")
        let attachments = try request.structured("attachments", orElse: "invalid_attachments")
        let text = arguments.text("text") ?? arguments.text("markdown_text") ?? ""
        let isEmpty = { (value: JSONValue?) in value?.array?.isEmpty ?? true }
        guard !text.isEmpty || !isEmpty(blocks) || !isEmpty(attachments) else {
            throw MethodError("no_text")
        }
        var content = world.authored(
            by: request.user,
            text: String(text.prefix(textLimit)),
            isFromApp: true
        )
        if let name = arguments.nonEmpty("username"), request.isBot {
            content["subtype"] = "bot_message"
            content["username"] = .string(name)
            content["user"] = nil
        }
        if let blocks, !isEmpty(blocks) { content["blocks"] = blocks }
        if let attachments, !isEmpty(attachments) { content["attachments"] = attachments }
        if let metadata = try request.structured("metadata", orElse: "invalid_metadata_format") {
            content["metadata"] = metadata
        }
        return content
    }
}
