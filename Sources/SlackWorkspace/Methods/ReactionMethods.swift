import SlackWire

/// Methods that put emoji under messages.
enum ReactionMethods {
    static let all: [Method] = [
        Method("reactions.add", scopes: ["reactions:write"], add),
        Method("reactions.remove", scopes: ["reactions:write"], remove),
        Method("reactions.get", scopes: ["reactions:read"], get),
        Method("reactions.list", scopes: ["reactions:read"], list),
    ]

    @Sendable private static func add(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, ts, name) = try target(of: request, in: world)
        guard world.react(name, by: request.user, to: ts, in: channel, isAdded: true) else {
            throw MethodError("already_reacted")
        }
        return []
    }

    @Sendable private static func remove(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let (channel, ts, name) = try target(of: request, in: world)
        guard world.react(name, by: request.user, to: ts, in: channel, isAdded: false) else {
            throw MethodError("no_reaction")
        }
        return []
    }

    private static func target(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> (channel: String, ts: String, name: String) {
        var name = Substring(try request.require("name"))
        if name.hasPrefix(":"), name.hasSuffix(":"), name.count > 2 {
            name = name.dropFirst().dropLast()
        }
        let isName = name.utf8.allSatisfy { byte in
            byte >= 0x80 || (0x61...0x7a).contains(byte) || (0x30...0x3a).contains(byte)
                || "_-+'".utf8.contains(byte)
        }
        guard isName else { throw MethodError("invalid_name") }
        guard let channel = request.arguments.nonEmpty("channel"),
            let ts = request.arguments.nonEmpty("timestamp")
        else { throw MethodError("no_item_specified") }
        _ = try world.message(ts, in: channel, for: request.user)
        if world.conversations[channel]?.channel.isArchived == true { throw .isArchived }
        return (channel, ts, String(name))
    }

    @Sendable private static func get(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        guard let channel = request.arguments.nonEmpty("channel"),
            let ts = request.arguments.nonEmpty("timestamp")
        else { throw MethodError("no_item_specified") }
        let message = try world.message(ts, in: channel, for: request.user)
        let conversation = try world.conversation(channel, for: request.user)
        return item(message, in: conversation, world)
    }

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let user = request.arguments.nonEmpty("user") ?? request.user
        _ = try world.person(user)
        var items: [(id: String, object: JSONValue)] = []
        for conversation in world.conversations.values where conversation.has(request.user) {
            for message in conversation.messages
            where message.reactions.contains(where: { $0.users.contains(user) }) {
                let object = JSONValue.object(item(message, in: conversation, world))
                items.append((conversation.channel.id + "-" + message.ts, object))
            }
        }
        let page = try request.page(of: items, kind: "reaction", default: 100) { $0.id }
        return [JSONMember("items", .array(page.elements.map(\.object))), page.member]
    }

    private static func item(
        _ message: Message,
        in conversation: Conversation,
        _ world: World
    ) -> [JSONMember] {
        var object = world.messageObject(message, in: conversation).members ?? []
        let channel = conversation.channel.id
        object["permalink"] = .string(world.permalink(to: message, in: channel))
        return [
            JSONMember("type", "message"), JSONMember("channel", .string(channel)),
            JSONMember("message", .object(object)),
        ]
    }
}

extension World {
    /// Adds or takes away a reaction and tells everybody; false when there was nothing to change.
    mutating func react(
        _ name: String,
        by user: String,
        to ts: String,
        in channel: String,
        isAdded: Bool
    ) -> Bool {
        let hasChanged = conversations.update(channel) { conversation in
            conversation.update(ts) { message in
                isAdded ? message.add(name, by: user) : message.remove(name, by: user)
            }
        }
        guard hasChanged == true else { return false }
        var event: [JSONMember] = [
            JSONMember("type", isAdded ? "reaction_added" : "reaction_removed"),
            JSONMember("user", .string(user)), JSONMember("reaction", .string(name)),
            JSONMember(
                "item",
                [
                    "type": "message", "channel": .string(channel), "ts": .string(ts),
                ]
            ),
        ]
        if let author = conversations[channel]?.message(ts)?.user {
            event.append(JSONMember("item_user", .string(author)))
        }
        event.append(JSONMember("event_ts", .string(mintEventTimestamp())))
        announce(Event(event))
        return true
    }
}
