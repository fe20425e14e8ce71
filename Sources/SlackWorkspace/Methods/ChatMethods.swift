import SlackWire

/// Methods that write messages.
enum ChatMethods {
    static let all: [Method] = [
        Method("chat.postMessage", scopes: ["chat:write"], postMessage),
        Method("chat.postEphemeral", scopes: ["chat:write"], postEphemeral),
        Method("chat.meMessage", scopes: ["chat:write"], meMessage),
        Method("chat.update", scopes: ["chat:write"], update),
        Method("chat.delete", scopes: ["chat:write"], delete),
        Method("chat.getPermalink", getPermalink),
    ]

    @Sendable private static func postMessage(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try world.channelToPost(try request.require("channel"), by: request.user)
        let content = try MessageDraft.content(of: request, in: world)
        let thread = try world.thread(named: request.arguments.nonEmpty("thread_ts"), in: channel)
        let message = world.post(
            content,
            in: channel,
            thread: thread,
            isBroadcast: request.arguments.bool("reply_broadcast") ?? false
        )
        return [
            JSONMember("channel", .string(channel)), JSONMember("ts", .string(message.ts)),
            JSONMember("message", .object(message.content)),
        ]
    }

    @Sendable private static func postEphemeral(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try world.channelToPost(try request.require("channel"), by: request.user)
        let user = try request.require("user")
        guard let conversation = world.conversations[channel], conversation.has(user) else {
            throw MethodError("user_not_in_channel")
        }
        let content = try MessageDraft.content(of: request, in: world)
        let ts = world.whisper(content, to: user, in: channel)
        return [JSONMember("message_ts", .string(ts))]
    }

    @Sendable private static func meMessage(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try world.channelToPost(try request.require("channel"), by: request.user)
        guard let text = request.arguments.nonEmpty("text") else { throw MethodError("no_text") }
        var content = world.authored(by: request.user, text: text)
        content["subtype"] = "me_message"
        let message = world.post(content, in: channel)
        return [JSONMember("channel", .string(channel)), JSONMember("ts", .string(message.ts))]
    }

    @Sendable private static func update(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let ts = try request.require("ts")
        let old = try world.message(ts, in: channel, for: request.user)
        guard world.wrote(old, request) else { throw MethodError("cant_update_message") }
        let draft = try MessageDraft.content(of: request, in: world, limit: 4_000)
        var changes = draft.filter {
            ["text", "blocks", "attachments", "metadata"].contains($0.name)
        }
        // What is not said stays, save that a new text takes the old blocks away.
        if request.arguments["text"] == nil { changes["text"] = nil }
        let removed = request.arguments["text"] != nil ? ["blocks", "attachments"] : []
        let message = try world.edit(
            ts,
            in: channel,
            by: request.user,
            changes: changes,
            removing: removed.filter { changes[$0] == nil }
        )
        return [
            JSONMember("channel", .string(channel)), JSONMember("ts", .string(ts)),
            JSONMember("text", .string(message.text)),
            JSONMember("message", .object(message.content)),
        ]
    }

    @Sendable private static func delete(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let ts = try request.require("ts")
        let message = try world.message(ts, in: channel, for: request.user)
        guard world.wrote(message, request) else { throw MethodError("cant_delete_message") }
        world.erase(ts, in: channel)
        return [JSONMember("channel", .string(channel)), JSONMember("ts", .string(ts))]
    }

    @Sendable private static func getPermalink(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let ts = try request.require("message_ts")
        let message = try world.message(ts, in: channel, for: request.user)
        return [
            JSONMember("channel", .string(channel)),
            JSONMember("permalink", .string(world.permalink(to: message, in: channel))),
        ]
    }
}
