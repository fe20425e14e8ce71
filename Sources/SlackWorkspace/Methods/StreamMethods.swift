import SlackWire

/// Methods that write a message piece by piece (docs.slack.dev/reference/methods/chat.startStream).
enum StreamMethods {
    static let all: [Method] = [
        Method("chat.startStream", scopes: ["chat:write"], start),
        Method("chat.appendStream", scopes: ["chat:write"], append),
        Method("chat.stopStream", scopes: ["chat:write"], stop),
    ]

    /// How long the text of a stream may be.
    private static let textLimit = 12_000

    @Sendable private static func start(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try world.channelToPost(try request.require("channel"), by: request.user)
        // A streamed message is always an answer in a thread.
        let root = try request.require("thread_ts")
        let thread = try world.thread(named: root, in: channel)
        var content = world.authored(by: request.user, text: piece(of: request), isFromApp: true)
        content["streaming_state"] = "in_progress"
        let message = world.post(content, in: channel, thread: thread)
        return place(of: message, in: channel)
    }

    @Sendable private static func append(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, message) = try streamed(by: request, in: world)
        let text = message.text + piece(of: request)
        if text.utf8.count > textLimit { throw MethodError("msg_too_long") }
        // Who reads along sees it grow; no event tells of it.
        _ = world.conversations.update(channel) { conversation in
            conversation.update(message.ts) { $0.content["text"] = .string(text) }
        }
        return place(of: message, in: channel)
    }

    @Sendable private static func stop(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, message) = try streamed(by: request, in: world)
        var changes = [JSONMember("text", .string(message.text + piece(of: request)))]
        changes["streaming_state"] = "completed"
        if let blocks = try request.structured("blocks", orElse: "invalid_blocks_format") {
            changes["blocks"] = world.numbered(blocks.array ?? [])
        }
        let done = try world.edit(message.ts, in: channel, by: request.user, changes: changes)
        return place(of: done, in: channel) + [JSONMember("message", .object(done.content))]
    }

    /// The message that a call goes on with, and where it stands.
    private static func streamed(
        by request: MethodRequest,
        in world: World
    ) throws(MethodError) -> (channel: String, Message) {
        let channel = try request.require("channel")
        let ts = try request.require("ts")
        let message = try world.message(ts, in: channel, for: request.user)
        guard world.wrote(message, request) else { throw MethodError("message_not_owned_by_app") }
        guard message.content["streaming_state"]?.string == "in_progress" else {
            throw MethodError("message_not_in_streaming_state")
        }
        return (channel, message)
    }

    private static func piece(of request: MethodRequest) -> String {
        request.arguments.text("markdown_text") ?? ""
    }

    private static func place(of message: Message, in channel: String) -> [JSONMember] {
        [JSONMember("channel", .string(channel)), JSONMember("ts", .string(message.ts))]
    }
}
