import SlackWire

/// Methods that test a token and open a socket.
enum ConnectionMethods {
    static let all: [Method] = [
        Method("api.test", access: .anybody, test),
        Method("auth.test", authTest),
        Method("rtm.connect", scopes: ["rtm:stream", "client"], connect),
        Method("rtm.start", scopes: ["rtm:stream", "client"], start),
        Method("apps.connections.open", access: .app, scopes: ["connections:write"], open),
    ]

    @Sendable private static func test(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let arguments = request.arguments.all
        let echo = arguments.isEmpty ? [] : [JSONMember("args", .object(arguments))]
        if let code = request.arguments.nonEmpty("error") { throw MethodError(code, echo) }
        return echo
    }

    @Sendable private static func authTest(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let person = world.people[request.user]
        var members = [
            JSONMember("url", .string("https://\(world.team.domain).slack.com/")),
            JSONMember("team", .string(world.team.name)),
            JSONMember("user", .string(person?.name ?? "")),
            JSONMember("team_id", .string(world.team.id)),
            JSONMember("user_id", .string(request.user)),
        ]
        if request.user == world.configuration.bot.userID {
            members.append(JSONMember("bot_id", .string(world.configuration.bot.botID)))
        }
        return members + [JSONMember("is_enterprise_install", false)]
    }

    @Sendable private static func connect(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let rtm = Connection.RTM(
            user: request.user,
            isBatchPresenceAware: request.arguments.bool("batch_presence_aware") ?? false
        )
        return [
            JSONMember("url", .string(world.rtmURL(for: rtm))),
            JSONMember(
                "team",
                [
                    "id": .string(world.team.id), "name": .string(world.team.name),
                    "domain": .string(world.team.domain),
                ]
            ),
            JSONMember(
                "self",
                [
                    "id": .string(request.user),
                    "name": .string(world.people[request.user]?.name ?? ""),
                ]
            ),
        ]
    }

    @Sendable private static func start(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let short = try connect(&world, request)
        guard world.configuration.answersFullStart else { return short }
        return short.merging(world.fullStart(for: request.user))
    }

    @Sendable private static func open(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        guard request.httpMethod == .post else { throw MethodError("insecure_request") }
        world.envelopes.isInUse = true
        return [JSONMember("url", .string(world.socketModeURL()))]
    }
}
