import SlackWire

/// Methods that read conversations.
enum ConversationMethods {
    static let all: [Method] = [
        Method("conversations.list", scopes: readScopes, list),
        Method("users.conversations", scopes: readScopes, ofUser),
        Method("conversations.info", scopes: readScopes, info),
        Method("conversations.members", scopes: readScopes, members),
        Method("conversations.history", scopes: historyScopes, history),
        Method("conversations.replies", scopes: historyScopes, replies),
    ]

    private static let readScopes = ["channels:read", "groups:read", "im:read", "mpim:read"]
    private static let historyScopes = [
        "channels:history", "groups:history", "im:history", "mpim:history",
    ]

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let found = try select(from: world, request) { conversation in
            conversation.channel.kind == .publicChannel || conversation.has(request.user)
        }
        let page = try request.page(of: found, kind: "team", default: 100) { $0.channel.id }
        return channels(page, in: world, for: request.user, withMemberCount: true)
    }

    @Sendable private static func ofUser(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let user = request.arguments.nonEmpty("user") ?? request.user
        _ = try world.person(user)
        let found = try select(from: world, request) { conversation in
            conversation.has(user)
                && (conversation.channel.kind == .publicChannel || conversation.has(request.user))
        }
        let page = try request.page(of: found, kind: "team", default: 100) { $0.channel.id }
        return channels(page, in: world, for: request.user, withMemberCount: false)
    }

    private static func channels(
        _ page: Page<Conversation>,
        in world: World,
        for user: String,
        withMemberCount: Bool
    ) -> [JSONMember] {
        let objects = page.elements.map { conversation in
            world.channelObject(conversation, for: user, withMemberCount: withMemberCount)
        }
        return [JSONMember("channels", .array(objects)), page.member]
    }

    private static func select(
        from world: World,
        _ request: MethodRequest,
        where isVisible: (Conversation) -> Bool
    ) throws(MethodError) -> [Conversation] {
        var kinds: Set<SlackWorkspace.Channel.Kind> = [.publicChannel]
        if let names = request.arguments.list("types"), !names.isEmpty {
            kinds = []
            for name in names {
                guard let kind = SlackWorkspace.Channel.Kind(rawValue: name) else {
                    throw MethodError("invalid_types")
                }
                kinds.insert(kind)
            }
        }
        let isWithoutArchived = request.arguments.bool("exclude_archived") ?? false
        return world.conversations.values.filter { conversation in
            kinds.contains(conversation.channel.kind) && isVisible(conversation)
                && !(isWithoutArchived && conversation.channel.isArchived)
        }
    }

    @Sendable private static func info(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let conversation = try world.conversation(channel, for: request.user)
        let object = world.channelObject(
            conversation,
            for: request.user,
            withMemberCount: request.arguments.bool("include_num_members") ?? false
        )
        return [JSONMember("channel", object)]
    }

    @Sendable private static func members(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let conversation = try world.conversation(channel, for: request.user)
        let page = try request.page(
            of: conversation.channel.members,
            kind: "user",
            default: 100
        ) { $0 }
        return [JSONMember("members", .strings(page.elements)), page.member]
    }

    @Sendable private static func history(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let conversation = try world.joinedConversation(channel, for: request.user)
        let span = try TimeSpan(request)
        let shown = conversation.messages.filter { message in
            let isInChannel =
                !message.isReply
                || message.content["subtype"]?.string == "thread_broadcast"
            return isInChannel && span.contains(message.ts)
        }
        let page = try request.page(of: shown.reversed(), kind: "next_ts", default: 100) { $0.ts }
        return messages(page, in: conversation, world) + [
            JSONMember("pin_count", .integer(conversation.pins.count)),
            JSONMember("channel_actions_ts", .null), JSONMember("channel_actions_count", 0),
        ]
    }

    @Sendable private static func replies(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let channel = try request.require("channel")
        let ts = try request.require("ts")
        let conversation = try world.joinedConversation(channel, for: request.user)
        guard let message = conversation.message(ts) else { throw MethodError("thread_not_found") }
        let root = message.threadTimestamp ?? ts
        let span = try TimeSpan(request)
        let thread = conversation.replies(to: root).filter { span.contains($0.ts) }
        let whole = (conversation.message(root).map { [$0] } ?? []) + thread
        let page = try request.page(of: whole, kind: "next_ts", default: 100) { $0.ts }
        return messages(page, in: conversation, world)
    }

    private static func messages(
        _ page: Page<Message>,
        in conversation: Conversation,
        _ world: World
    ) -> [JSONMember] {
        let objects = page.elements.map { world.messageObject($0, in: conversation) }
        let hasMore = !page.next.isEmpty
        let head = [
            JSONMember("messages", .array(objects)), JSONMember("has_more", .bool(hasMore)),
        ]
        return hasMore ? head + [page.member] : head
    }
}

/// The stretch of time that a call asks for.
private struct TimeSpan {
    let oldest: String?
    let latest: String?
    let isInclusive: Bool

    init(_ request: MethodRequest) throws(MethodError) {
        oldest = try Self.bound("oldest", of: request)
        latest = try Self.bound("latest", of: request)
        isInclusive = request.arguments.bool("inclusive") ?? false
    }

    private static func bound(
        _ name: String,
        of request: MethodRequest
    ) throws(MethodError) -> String? {
        guard let text = request.arguments.nonEmpty(name), text != "0", text != "now" else {
            return nil
        }
        let spelled = text.contains(".") ? text : text + ".000000"
        guard Conversation.isTimestamp(spelled) else { throw MethodError("invalid_ts_\(name)") }
        return spelled
    }

    func contains(_ ts: String) -> Bool {
        if let oldest, isInclusive ? ts < oldest : ts <= oldest { return false }
        if let latest, isInclusive ? ts > latest : ts >= latest { return false }
        return true
    }
}
