import SlackWire

/// Methods that make and change channels.
enum ChannelMethods {
    static let all: [Method] = [
        Method("conversations.create", scopes: scopes, create),
        Method("conversations.rename", scopes: scopes, rename),
        Method("conversations.archive", scopes: scopes, archive),
        Method("conversations.unarchive", scopes: scopes, unarchive),
        Method("conversations.setTopic", scopes: scopes, setTopic),
        Method("conversations.setPurpose", scopes: scopes, setPurpose),
        Method("conversations.mark", scopes: scopes, mark),
    ]

    private static let scopes = ["channels:manage", "groups:write", "im:write", "mpim:write"]

    @Sendable private static func create(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let name = try channelName(of: request, in: world)
        let isPrivate = request.arguments.bool("is_private") ?? false
        let channel = SlackWorkspace.Channel(
            id: world.identifiers.next("C"),
            name: name,
            kind: isPrivate ? .privateChannel : .publicChannel,
            members: [request.user],
            creator: request.user,
            created: world.wallSeconds
        )
        let conversation = Conversation(channel)
        world.conversations[channel.id] = conversation
        if !isPrivate { world.tellCreation(of: channel) }
        return [JSONMember("channel", world.channelObject(conversation, for: request.user))]
    }

    private static func channelName(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> String {
        guard let name = request.arguments.nonEmpty("name") else {
            throw MethodError("invalid_name_required")
        }
        if name.unicodeScalars.count > 80 { throw MethodError("invalid_name_maxlength") }
        let isAllowed = name.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x80
                ? scalar.properties.isAlphabetic && !scalar.properties.isUppercase
                : "abcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars.contains(scalar)
        }
        if !isAllowed { throw MethodError("invalid_name_specials") }
        if world.conversations.values.contains(where: { $0.channel.name == name }) {
            throw MethodError("name_taken")
        }
        return name
    }

    /// A channel, as opposed to a direct message, in which the caller is.
    private static func channel(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> Conversation {
        let id = try request.require("channel")
        let conversation = try world.joinedConversation(id, for: request.user)
        if conversation.channel.kind == .directMessage {
            throw MethodError("method_not_supported_for_channel_type")
        }
        return conversation
    }

    @Sendable private static func rename(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try channel(of: request, in: world).channel
        if channel.isGeneral { throw MethodError("not_authorized") }
        let name = try channelName(of: request, in: world)
        _ = world.conversations.update(channel.id) { $0.rename(to: name) }
        world.tellRename(of: channel, to: name, by: request.user)
        let renamed = try world.conversation(channel.id, for: request.user)
        return [JSONMember("channel", world.channelObject(renamed, for: request.user))]
    }

    @Sendable private static func archive(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try channel(of: request, in: world).channel
        if channel.isGeneral { throw MethodError("cant_archive_general") }
        if channel.isArchived { throw MethodError("already_archived") }
        world.setArchived(channel.id, true, by: request.user)
        return []
    }

    @Sendable private static func unarchive(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try channel(of: request, in: world).channel
        if !channel.isArchived { throw MethodError("not_archived") }
        world.setArchived(channel.id, false, by: request.user)
        return []
    }

    @Sendable private static func setTopic(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try setText("topic", of: request, in: &world)
        let conversation = try world.conversation(id, for: request.user)
        return [JSONMember("channel", world.channelObject(conversation, for: request.user))]
    }

    @Sendable private static func setPurpose(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try setText("purpose", of: request, in: &world)
        return [JSONMember("purpose", .string(world.conversations[id]?.channel.purpose ?? ""))]
    }

    private static func setText(
        _ name: String,
        of request: MethodRequest,
        in world: inout World
    ) throws(MethodError) -> String {
        let channel = try channel(of: request, in: world).channel
        if channel.isArchived { throw .isArchived }
        guard let text = request.arguments.text(name) else { throw .missing(name) }
        if text.unicodeScalars.count > 250 { throw MethodError("too_long") }
        world.setText(name, of: channel.id, to: text, by: request.user)
        return channel.id
    }

    @Sendable private static func mark(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let ts = try request.require("ts")
        let conversation = try world.joinedConversation(id, for: request.user)
        guard Conversation.isTimestamp(ts) else { throw MethodError("invalid_timestamp") }
        _ = world.conversations.update(id) { $0.lastRead[request.user] = ts }
        let type: JSONValue =
            switch conversation.channel.kind {
            case .publicChannel: "channel_marked"
            case .privateChannel: "group_marked"
            case .directMessage: "im_marked"
            case .groupMessage: "mpim_marked"
            }
        let event = [
            JSONMember("type", type), JSONMember("channel", .string(id)),
            JSONMember("ts", .string(ts)), JSONMember("unread_count", 0),
            JSONMember("event_ts", .string(world.mintEventTimestamp())),
        ]
        world.announce(Event(event, audience: [request.user]))
        return []
    }
}
