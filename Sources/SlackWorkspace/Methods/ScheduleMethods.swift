import SlackWire

/// Methods that write messages later.
enum ScheduleMethods {
    static let all: [Method] = [
        Method("chat.scheduleMessage", scopes: ["chat:write"], schedule),
        Method("chat.deleteScheduledMessage", scopes: ["chat:write"], delete),
        Method("chat.scheduledMessages.list", list),
    ]

    /// How far ahead a message may be scheduled, in seconds.
    private static let horizon = 120 * 86_400

    @Sendable private static func schedule(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try world.channelToPost(try request.require("channel"), by: request.user)
        guard let postAt = request.arguments.int("post_at") else { throw .missing("post_at") }
        if postAt <= world.wallSeconds { throw MethodError("time_in_past") }
        if postAt > world.wallSeconds + horizon { throw MethodError("time_too_far") }
        let message = ScheduledMessage(
            channel: channel,
            content: try MessageDraft.content(of: request, in: world),
            thread: try world.thread(named: request.arguments.nonEmpty("thread_ts"), in: channel),
            postAt: postAt,
            created: world.wallSeconds
        )
        let id = world.identifiers.next("Q")
        world.scheduled[id] = message
        let wait = Double(postAt) - Double(world.wallMicroseconds) / 1_000_000
        world.timers.schedule(
            .post(scheduled: id),
            at: world.now + .bounded(seconds: wait / world.player.speed)
        )
        return [
            JSONMember("scheduled_message_id", .string(id)),
            JSONMember("channel", .string(channel)), JSONMember("post_at", .integer(postAt)),
            JSONMember("message", .object(message.content)),
        ]
    }

    @Sendable private static func delete(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("scheduled_message_id")
        let channel = try request.require("channel")
        guard world.scheduled[id]?.channel == channel else {
            throw MethodError("invalid_scheduled_message_id")
        }
        world.scheduled[id] = nil
        return []
    }

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = request.arguments.nonEmpty("channel")
        let waiting = world.scheduled.ids.filter { id in
            channel.map { world.scheduled[id]?.channel == $0 } ?? true
        }
        let page = try request.page(of: waiting, kind: "scheduled", default: 100) { $0 }
        let objects = page.elements.compactMap { id -> JSONValue? in
            guard let message = world.scheduled[id] else { return nil }
            return [
                "id": .string(id), "channel_id": .string(message.channel),
                "post_at": .integer(message.postAt), "date_created": .integer(message.created),
                "text": message.content["text"] ?? "",
            ]
        }
        return [JSONMember("scheduled_messages", .array(objects)), page.member]
    }
}

extension World {
    /// Posts a message whose time has come, unless it was taken back.
    mutating func postScheduled(_ id: String) {
        guard let message = scheduled[id] else { return }
        scheduled[id] = nil
        guard conversations[message.channel]?.channel.isArchived == false else { return }
        _ = post(message.content, in: message.channel, thread: message.thread)
    }
}
