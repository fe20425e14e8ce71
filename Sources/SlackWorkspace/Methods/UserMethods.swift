import SlackWire

/// Methods about people, the team and its bots.
enum UserMethods {
    static let all: [Method] = [
        Method("users.list", scopes: ["users:read"], list),
        Method("users.info", scopes: ["users:read"], info),
        Method("users.lookupByEmail", scopes: ["users:read.email"], lookupByEmail),
        Method("users.getPresence", scopes: ["users:read"], getPresence),
        Method("users.setPresence", scopes: ["users:write"], setPresence),
        Method("users.setActive", scopes: ["users:write"], setActive),
        Method("users.profile.get", scopes: ["users.profile:read"], getProfile),
        Method("team.info", scopes: ["team:read"], teamInfo),
        Method("bots.info", scopes: ["users:read"], botsInfo),
        Method("emoji.list", scopes: ["emoji:read"], emojiList),
        Method("usergroups.list", scopes: ["usergroups:read"], userGroups),
    ]

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let page = try request.page(of: world.people.values, kind: "user") { $0.id }
        let objects = page.elements.map { world.userObject($0) }
        return [
            JSONMember("members", .array(objects)),
            JSONMember("cache_ts", .integer(world.wallSeconds)), page.member,
        ]
    }

    @Sendable private static func info(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        guard let user = request.arguments.nonEmpty("user") else { throw .userNotFound }
        return [JSONMember("user", world.userObject(try world.person(user)))]
    }

    @Sendable private static func lookupByEmail(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let email = try request.require("email").lowercased()
        let found = world.people.values.first { $0.email?.lowercased() == email && !$0.isDeleted }
        guard let found else { throw MethodError("users_not_found") }
        return [JSONMember("user", world.userObject(found))]
    }

    @Sendable private static func getPresence(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let user = request.arguments.nonEmpty("user") ?? request.user
        let person = try world.person(user)
        let presence = JSONMember("presence", World.presence(person.isActive))
        guard user == request.user else { return [presence] }
        let sockets = world.connections.values.count { connection in
            if case .rtm(let rtm) = connection.kind {
                rtm.user == user && connection.isOpen
            } else {
                false
            }
        }
        return [
            presence, JSONMember("online", .bool(sockets > 0)), JSONMember("auto_away", false),
            JSONMember("manual_away", .bool(!person.isActive)),
            JSONMember("connection_count", .integer(sockets)),
            JSONMember("last_activity", .integer(world.wallSeconds)),
        ]
    }

    @Sendable private static func setPresence(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        switch request.arguments.text("presence") {
        case "auto": world.setPresence(of: request.user, isActive: true)
        case "away": world.setPresence(of: request.user, isActive: false)
        default: throw MethodError("invalid_presence")
        }
        return []
    }

    @Sendable private static func setActive(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        []
    }

    @Sendable private static func getProfile(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let person = try world.person(request.arguments.nonEmpty("user") ?? request.user)
        return [JSONMember("profile", .object(world.profileMembers(person)))]
    }

    @Sendable private static func teamInfo(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        if let id = request.arguments.nonEmpty("team"), id != world.team.id {
            throw MethodError("team_not_found")
        }
        return [JSONMember("team", world.teamObject)]
    }

    @Sendable private static func botsInfo(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let bot = request.arguments.nonEmpty("bot") ?? world.configuration.bot.botID
        guard bot == world.configuration.bot.botID else { throw MethodError("bot_not_found") }
        return [JSONMember("bot", world.botObject)]
    }

    @Sendable private static func emojiList(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let emoji = world.configuration.emoji.sorted { $0.key < $1.key }
        return [
            JSONMember("emoji", .object(emoji.map { JSONMember($0.key, .string($0.value)) })),
            JSONMember("cache_ts", .string(Timestamp.text(world.wallMicroseconds))),
        ]
    }

    @Sendable private static func userGroups(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        [JSONMember("usergroups", [])]
    }
}
