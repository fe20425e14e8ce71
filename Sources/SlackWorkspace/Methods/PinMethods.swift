import SlackWire

/// Methods that pin messages.
enum PinMethods {
    static let all: [Method] = [
        Method("pins.add", scopes: ["pins:write"], add),
        Method("pins.remove", scopes: ["pins:write"], remove),
        Method("pins.list", scopes: ["pins:read"], list),
    ]

    @Sendable private static func add(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, ts) = try target(of: request, in: world)
        if world.conversations[channel]?.pins.contains(ts) == true {
            throw MethodError("already_pinned")
        }
        world.setPinned(ts, in: channel, true, by: request.user)
        return []
    }

    @Sendable private static func remove(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, ts) = try target(of: request, in: world)
        guard world.conversations[channel]?.pins.contains(ts) == true else {
            throw MethodError("no_pin")
        }
        world.setPinned(ts, in: channel, false, by: request.user)
        return []
    }

    private static func target(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> (channel: String, ts: String) {
        let channel = try request.require("channel")
        guard let ts = request.arguments.nonEmpty("timestamp") else {
            throw MethodError("no_item_specified")
        }
        _ = try world.joinedConversation(channel, for: request.user)
        _ = try world.message(ts, in: channel, for: request.user)
        return (channel, ts)
    }

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let conversation = try world.joinedConversation(channel, for: request.user)
        let items = conversation.pins.compactMap { ts in
            conversation.message(ts).map { world.pinObject($0, in: conversation) }
        }
        return [JSONMember("items", .array(items))]
    }
}

extension World {
    /// A pin as `pins.list` and events show it.
    func pinObject(_ message: Message, in conversation: Conversation) -> JSONValue {
        let channel = conversation.channel.id
        var object = messageObject(message, in: conversation).members ?? []
        object["permalink"] = .string(permalink(to: message, in: channel))
        return [
            "type": "message", "channel": .string(channel), "message": .object(object),
            "created": .integer(wallSeconds),
        ]
    }

    /// Pins a message or takes the pin away, and tells everybody.
    mutating func setPinned(_ ts: String, in channel: String, _ isPinned: Bool, by user: String) {
        _ = conversations.update(channel) { conversation in
            conversation.pins.removeAll { $0 == ts }
            if isPinned { conversation.pins.append(ts) }
        }
        guard let conversation = conversations[channel], let message = conversation.message(ts)
        else { return }
        announce(
            Event([
                JSONMember("type", isPinned ? "pin_added" : "pin_removed"),
                JSONMember("user", .string(user)), JSONMember("channel_id", .string(channel)),
                JSONMember("item", pinObject(message, in: conversation)),
                JSONMember("event_ts", .string(mintEventTimestamp())),
            ])
        )
    }
}
