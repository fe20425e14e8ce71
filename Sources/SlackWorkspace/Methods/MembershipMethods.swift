import SlackWire

/// Methods that change who is in a conversation.
enum MembershipMethods {
    static let all: [Method] = [
        Method("conversations.join", scopes: ["channels:join"], join),
        Method("conversations.leave", scopes: scopes, leave),
        Method("conversations.invite", scopes: scopes, invite),
        Method("conversations.kick", scopes: scopes, kick),
        Method("conversations.open", scopes: ["im:write", "mpim:write"], open),
        Method("conversations.close", scopes: ["im:write", "mpim:write"], close),
    ]

    private static let scopes = ["channels:manage", "groups:write", "im:write", "mpim:write"]

    @Sendable private static func join(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let conversation = try world.conversation(id, for: request.user)
        guard conversation.channel.kind == .publicChannel else {
            throw MethodError("method_not_supported_for_channel_type")
        }
        if conversation.channel.isArchived { throw .isArchived }
        let isThere = conversation.has(request.user)
        if !isThere { world.add(request.user, to: id, by: nil) }
        let joined = try world.conversation(id, for: request.user)
        let object = JSONMember("channel", world.channelObject(joined, for: request.user))
        guard isThere else { return [object] }
        return [
            object, JSONMember("warning", "already_in_channel"),
            JSONMember("response_metadata", ["warnings": ["already_in_channel"]]),
        ]
    }

    @Sendable private static func leave(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let conversation = try channel(id, for: request, in: world)
        if conversation.channel.isGeneral { throw MethodError("cant_leave_general") }
        guard conversation.has(request.user) else { return [JSONMember("not_in_channel", true)] }
        world.remove(request.user, from: id)
        return []
    }

    @Sendable private static func invite(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let conversation = try channel(id, for: request, in: world)
        guard conversation.has(request.user) else { throw .notInChannel }
        if conversation.channel.isArchived { throw .isArchived }
        guard let users = request.arguments.list("users"), !users.isEmpty else {
            throw MethodError("no_user")
        }
        for user in users {
            _ = try world.person(user)
            if user == request.user { throw MethodError("cant_invite_self") }
            if conversation.has(user) { throw MethodError("already_in_channel") }
        }
        for user in users { world.add(user, to: id, by: request.user) }
        let grown = try world.conversation(id, for: request.user)
        return [JSONMember("channel", world.channelObject(grown, for: request.user))]
    }

    @Sendable private static func kick(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let user = try request.require("user")
        let conversation = try channel(id, for: request, in: world)
        guard conversation.has(request.user) else { throw .notInChannel }
        _ = try world.person(user)
        if user == request.user { throw MethodError("cant_kick_self") }
        if conversation.channel.isGeneral { throw MethodError("cant_kick_from_general") }
        guard conversation.has(user) else { throw .notInChannel }
        world.remove(user, from: id)
        return [JSONMember("errors", .object([]))]
    }

    private static func channel(
        _ id: String,
        for request: MethodRequest,
        in world: World
    ) throws(MethodError) -> Conversation {
        let conversation = try world.conversation(id, for: request.user)
        switch conversation.channel.kind {
        case .publicChannel, .privateChannel: return conversation
        case .directMessage, .groupMessage:
            throw MethodError("method_not_supported_for_channel_type")
        }
    }

    @Sendable private static func open(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id: String
        if let channel = request.arguments.nonEmpty("channel") {
            let conversation = try world.joinedConversation(channel, for: request.user)
            guard conversation.channel.kind.isDirect else { throw .channelNotFound }
            id = channel
        } else {
            guard let users = request.arguments.list("users"), !users.isEmpty else {
                throw MethodError("users_list_not_supplied")
            }
            if users.count > 8 { throw MethodError("too_many_users") }
            for user in users { _ = try world.person(user) }
            id =
                users.count == 1
                ? world.openDirectMessage(of: request.user, with: users[0])
                : world.openGroupMessage(of: [request.user] + users.filter { $0 != request.user })
        }
        let wasOpen = world.conversations.update(id) { conversation in
            defer { conversation.isOpen = true }
            return conversation.isOpen
        }
        var members: [JSONMember] = []
        if wasOpen == true {
            members = [JSONMember("no_op", true), JSONMember("already_open", true)]
        }
        guard request.arguments.bool("return_im") == true else {
            return members + [JSONMember("channel", ["id": .string(id)])]
        }
        let conversation = try world.conversation(id, for: request.user)
        return members + [
            JSONMember("channel", world.channelObject(conversation, for: request.user))
        ]
    }

    @Sendable private static func close(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let id = try request.require("channel")
        let conversation = try world.joinedConversation(id, for: request.user)
        guard conversation.channel.kind.isDirect else {
            throw MethodError("method_not_supported_for_channel_type")
        }
        _ = world.conversations.update(id) { $0.isOpen = false }
        guard conversation.isOpen else {
            return [JSONMember("no_op", true), JSONMember("already_closed", true)]
        }
        return []
    }
}

extension SlackWorkspace.Channel.Kind {
    /// Whether it is a direct message, between two or among several.
    var isDirect: Bool { self == .directMessage || self == .groupMessage }
}
