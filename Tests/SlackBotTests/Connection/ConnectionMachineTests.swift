import SlackWire
import Testing

@testable import SlackBot

/// Drives a machine and says what it asks for, in words.
struct MachineWalk {
    var machine: ConnectionMachine
    var now = Duration.zero

    init(_ policy: ReconnectionPolicy = .even, seed: String = "") {
        machine = ConnectionMachine(policy, seed: seed)
    }

    mutating func callAsFunction(_ input: ConnectionMachine.Input) -> [String] {
        machine.handle(input, at: now).compactMap { action in
            switch action {
            case .request: "request"
            case .open(let link, let url): "open \(link) \(url)"
            case .awaitGreeting(let link): "await \(link)"
            case .use(let link): "use \(link)"
            case .retire(let link): "retire \(link)"
            case .close(let link): "close \(link)"
            case .pause(let duration): "pause \(duration.components.seconds)"
            case .stop(let error): "stop \(error.kind)"
            case .tell: nil
            }
        }
    }

    /// Goes from a request that is under way to a connection that serves.
    mutating func connect(_ link: Int) {
        _ = self(.granted(url: "u\(link)"))
        _ = self(.opened(link))
        _ = self(.greeted(link))
    }

    static func connected(_ policy: ReconnectionPolicy = .even) -> MachineWalk {
        var walk = MachineWalk(policy)
        _ = walk(.start)
        walk.connect(1)
        return walk
    }
}

extension ReconnectionPolicy {
    /// The defaults, with pauses that can be told in advance.
    static var even: ReconnectionPolicy {
        var policy = ReconnectionPolicy()
        policy.jitter = 0
        return policy
    }
}

@Suite struct `The life of a connection` {
    static let lost = SocketClose(reason: "reset", by: .lost)
    static let refusal = ConnectionFailure.transient(reason: "no route")

    @Test func `asks for a URL, opens it, awaits hello and serves`() {
        var walk = MachineWalk()
        #expect(walk(.start) == ["request"])
        #expect(walk(.granted(url: "u")) == ["open 1 u"])
        #expect(walk(.opened(1)) == ["await 1"])
        #expect(walk(.greeted(1)) == ["use 1"])
        #expect(walk.machine.phase == .settled(1))
        #expect(walk(.greeted(1)) == [])
        #expect(walk(.start) == [])
    }

    @Test func `pauses twice as long after each failure, up to the longest`() {
        var walk = MachineWalk()
        _ = walk(.start)
        var pauses: [String] = []
        for _ in 1...9 {
            pauses += walk(.refused(Self.refusal))
            #expect(walk(.pauseOver) == ["request"])
        }
        let expected = [1, 2, 4, 8, 16, 32, 60, 60, 60].map { "pause \($0)" }
        #expect(pauses == expected)
    }

    @Test func `pauses no less than Slack asks`() {
        var walk = MachineWalk()
        _ = walk(.start)
        let limited = ConnectionFailure.transient(reason: "429", retryAfter: .seconds(45))
        #expect(walk(.refused(limited)) == ["pause 45"])
    }

    @Test func `gives up after as many failures as it may have`() {
        var policy = ReconnectionPolicy.even
        policy.attempts = 2
        var walk = MachineWalk(policy)
        _ = walk(.start)
        #expect(walk(.refused(Self.refusal)) == ["pause 1"])
        _ = walk(.pauseOver)
        let kind = BotError.Kind.unreachable(attempts: 2, last: "no route")
        #expect(walk(.refused(Self.refusal)) == ["stop \(kind)"])
        #expect(walk(.pauseOver) == [])
    }

    @Test func `gives up after as many connections that did not last`() {
        var policy = ReconnectionPolicy.even
        policy.attempts = 3
        var walk = MachineWalk.connected(policy)
        #expect(walk(.closed(1, Self.lost)) == ["request"])
        walk.connect(2)
        #expect(walk(.closed(2, Self.lost)) == ["pause 1"])
        _ = walk(.pauseOver)
        walk.connect(3)
        let last = "the connection was lost: reset"
        #expect(
            walk(.closed(3, Self.lost)) == [
                "stop \(BotError.Kind.unreachable(attempts: 3, last: last))"
            ]
        )
    }

    @Test func `forgets failures after a connection that lasted, however it ended`() {
        var policy = ReconnectionPolicy.even
        policy.attempts = 3
        let ends: [ConnectionMachine.Input] = [
            .closed(1, Self.lost), .farewell(1, .leave(reason: "refresh_requested")),
            .farewell(1, .tooMany),
        ]
        for end in ends {
            var walk = MachineWalk(policy)
            _ = walk(.start)
            for _ in 1...2 {
                _ = walk(.refused(Self.refusal))
                _ = walk(.pauseOver)
            }
            walk.connect(1)
            walk.now = .seconds(3_600)
            _ = walk(end)
            #expect(walk.machine.phase != .ended, "\(end)")
        }
    }

    @Test func `lengthens pauses by a share that is each bot's own and the same every time`() {
        func pauses(_ seed: String, url: String) -> [Duration] {
            var machine = ConnectionMachine(ReconnectionPolicy(), seed: seed)
            _ = machine.handle(.start, at: .zero)
            _ = machine.handle(.granted(url: url), at: .zero)
            _ = machine.handle(.openFailed(1, Self.refusal), at: .zero)
            return (1...8).flatMap { _ in
                _ = machine.handle(.pauseOver, at: .zero)
                return machine.handle(.refused(Self.refusal), at: .zero).compactMap { action in
                    if case .pause(let pause) = action { pause } else { nil }
                }
            }
        }
        let first = pauses("a", url: "u")
        #expect(first.count == 8)
        #expect(first == pauses("a", url: "u"))
        #expect(first != pauses("b", url: "u"))
        #expect(first != pauses("a", url: "v"), "two instances of one bot")
        for (pause, least) in zip(first, [2, 4, 8, 16, 32, 60, 60, 60]) {
            #expect(pause >= .seconds(least))
            #expect(pause <= .seconds(least) * 1.25)
        }
        #expect(Set(first.suffix(3)).count == 3, "no two alike")
    }

    @Test func `connects again at once when a connection that had lasted is lost`() {
        var walk = MachineWalk.connected()
        walk.now = .seconds(3_600)
        #expect(walk(.closed(1, Self.lost)) == ["request"])
    }

    @Test func `slows down when connections keep being short`() {
        var walk = MachineWalk.connected()
        #expect(walk(.closed(1, Self.lost)) == ["request"])
        walk.connect(2)
        #expect(walk(.closed(2, Self.lost)) == ["pause 1"])
        #expect(walk(.pauseOver) == ["request"])
        walk.connect(3)
        #expect(walk(.closed(3, Self.lost)) == ["pause 2"])
        #expect(walk(.pauseOver) == ["request"])
        walk.connect(4)
        walk.now += .seconds(31)
        #expect(walk(.closed(4, Self.lost)) == ["request"], "one that lasted clears the record")
    }

    @Test func `keeps the old socket until the new one is greeted, then retires it`() {
        var walk = MachineWalk.connected()
        #expect(walk(.farewell(1, .leave(reason: "warning"))) == ["request"])
        #expect(walk.machine.serving == 1)
        #expect(walk(.granted(url: "u2")) == ["open 2 u2"])
        #expect(walk(.farewell(1, .leave(reason: "warning"))) == [], "it is leaving already")
        #expect(walk(.opened(2)) == ["await 2"])
        #expect(walk(.greeted(2)) == ["use 2", "retire 1"])
        #expect(walk(.closed(1, Self.lost)) == [])
        #expect(walk.machine.phase == .settled(2))
    }

    @Test func `goes on connecting when the old socket closes meanwhile`() {
        var walk = MachineWalk.connected()
        _ = walk(.farewell(1, .leave(reason: "goodbye")))
        #expect(walk(.closed(1, Self.lost)) == [])
        #expect(walk.machine.serving == nil)
        #expect(walk(.granted(url: "u2")) == ["open 2 u2"])
        _ = walk(.opened(2))
        #expect(walk(.greeted(2)) == ["use 2"])
    }

    @Test func `asks for a new URL when the old was used too late`() {
        var walk = MachineWalk()
        _ = walk(.start)
        _ = walk(.granted(url: "u"))
        _ = walk(.opened(1))
        #expect(walk(.farewell(1, .expired)) == ["close 1", "pause 1"])
        #expect(walk(.closed(1, Self.lost)) == [])
        #expect(walk(.pauseOver) == ["request"])
    }

    @Test func `closes a socket on which nothing was said in time`() {
        var walk = MachineWalk()
        _ = walk(.start)
        _ = walk(.granted(url: "u"))
        _ = walk(.opened(1))
        #expect(walk(.overdue(1)) == ["close 1", "pause 1"])
        #expect(walk(.overdue(1)) == [])
    }

    @Test func `closes and pauses when there are too many sockets`() {
        var walk = MachineWalk.connected()
        #expect(walk(.farewell(1, .tooMany)) == ["close 1", "pause 1"])
        #expect(walk.machine.serving == nil)
        #expect(walk(.closed(1, Self.lost)) == [])
    }

    @Test func `stops for good when Socket Mode is off`() {
        var walk = MachineWalk.connected()
        let kind = BotError.Kind.socketModeDisabled
        #expect(walk(.farewell(1, .disabled)) == ["stop \(kind)"])
        #expect(walk(.closed(1, Self.lost)) == [])
    }

    @Test func `stops for a certificate at first, and tries again after it has served`() {
        let failure = TransportFailure(.tls, "The certificate is not trusted.")
        var first = MachineWalk()
        _ = first(.start)
        let kind = BotError.Kind.transport(failure)
        #expect(first(.refused(ConnectionFailure(failure))) == ["stop \(kind)"])
        var later = MachineWalk.connected()
        later.now = .seconds(60)
        _ = later(.closed(1, Self.lost))
        #expect(later(.refused(ConnectionFailure(failure))) == ["pause 1"])
    }

    @Test func `does nothing more once it winds down, but closes what opens late`() {
        var walk = MachineWalk()
        _ = walk(.start)
        _ = walk(.granted(url: "u"))
        #expect(walk(.windDown) == [])
        #expect(walk(.opened(1)) == ["close 1"])
        #expect(walk(.closed(1, Self.lost)) == [])
        #expect(walk(.refused(Self.refusal)) == [])
        #expect(walk(.granted(url: "v")) == [])
        #expect(walk(.pauseOver) == [])
        #expect(walk(.farewell(1, .leave(reason: "warning"))) == [])
    }

    @Test(arguments: [
        "invalid_auth", "not_authed", "account_inactive", "user_removed_from_team", "team_disabled",
    ])
    func `takes for final what Slack's own clients do`(code: String) {
        let error = WebAPIError(method: "rtm.connect", .slack(.init(code: code)))
        let failure = ConnectionFailure(error)
        #expect(failure == .fatal(BotError(.refused(method: "rtm.connect", code: code))))
    }

    @Test(arguments: [
        "missing_scope", "not_allowed_token_type", "method_deprecated", "token_revoked",
        "unknown_method",
    ])
    func `takes what is wrong with the set-up for final at first only`(code: String) {
        let error = WebAPIError(method: "rtm.connect", .slack(.init(code: code)))
        let failure = ConnectionFailure(error)
        #expect(failure == .fatalAtFirst(BotError(.refused(method: "rtm.connect", code: code))))
    }

    @Test(arguments: [
        "migration_in_progress", "internal_error", "ratelimited", "service_unavailable",
        "request_timeout", "fatal_error", "an_error_of_next_year",
    ])
    func `takes a refusal that passes for reason to try again`(code: String) {
        let error = WebAPIError(method: "rtm.connect", .slack(.init(code: code)))
        #expect(ConnectionFailure(error) == .transient(reason: error.description))
    }

    @Test func `tells apart what a transport may get over`() {
        for kind in TransportFailure.Kind.allCases {
            let failure = TransportFailure(kind, "It failed.")
            let expected: ConnectionFailure =
                switch kind {
                case .divergence: .fatal(BotError(.transport(failure)))
                case .tls, .invalidRequest: .fatalAtFirst(BotError(.transport(failure)))
                default: .transient(reason: "It failed.")
                }
            #expect(ConnectionFailure(failure) == expected)
        }
    }
}
