import Interleaving
import RepriseFloor
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackTransport

/// A Slack that lets so many calls of a method through in a while, and writes down when which came.
private final class LimitingSlack: Sendable {
    struct Visit: Sendable, Hashable {
        var at: Duration
        var name: String
        var isLimited: Bool
    }

    private let count: Int
    private let period: Duration
    private let clock: SessionClock
    private let log = Locked<[Visit]>([])

    init(_ count: Int, per period: Duration, clock: SessionClock) {
        self.count = count
        self.period = period
        self.clock = clock
    }

    var visits: [Visit] { log.withLock { $0 } }

    var transport: ScriptedTransport {
        ScriptedTransport(answering: { (call) throws(TransportFailure) in self.answer(call) })
    }

    private func answer(_ call: WebAPICall) -> WebAPIAnswer {
        let name = call.methodName ?? ""
        let now = clock.now
        return log.withLock { log in
            let served = log.filter { $0.name == name && !$0.isLimited && $0.at + period > now }
            guard served.count >= count, let oldest = served.first else {
                log.append(Visit(at: now, name: name, isLimited: false))
                return WebAPIAnswer(json: ["ok": true])
            }
            log.append(Visit(at: now, name: name, isLimited: true))
            let seconds = (oldest.at + period - now).components.seconds + 1
            return WebAPIAnswer(status: 429, headers: ["retry-after": "\(seconds)"], body: [])
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `A call policy` {
    static func simulate<Result: Sendable>(
        _ body: @escaping @Sendable (SessionClock) async throws -> Result
    ) throws -> Result {
        let simulation = Simulation(limits: SimulationLimits(latency: .zero))
        let clock = SessionClock(simulation.clock)
        return try simulation.run { try await body(clock) }.result
    }

    static func limited(_ patience: Duration) -> CallPolicy {
        var policy = CallPolicy.none
        policy.rateLimitPatience = patience
        return policy
    }

    @Test func `waits for a limit as one, and lets one try for all`() throws {
        try Self.simulate { clock in
            let slack = LimitingSlack(20, per: .seconds(60), clock: clock)
            let transport = CallPolicyTransport(
                slack.transport,
                policy: Self.limited(.seconds(3_600)),
                clock: clock
            )
            let good = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...100 {
                    group.addTask {
                        try await transport.call(WebAPICall(method: "users.info")).isOK
                    }
                }
                // Another method has a limit of its own.
                group.addTask {
                    try await clock.sleep(for: .seconds(1))
                    let answer = try await transport.call(WebAPICall(method: "chat.update"))
                    #expect(clock.now == .seconds(1))
                    return answer.isOK
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(good == 101)
            let visits = slack.visits.filter { $0.name == "users.info" }
            #expect(visits.count { !$0.isLimited } == 100)
            // What came while the limit held: only what was under way when Slack said so.
            let times = Set(visits.filter(\.isLimited).map(\.at))
            for time in times {
                let next = visits.first { $0.at > time }
                #expect(
                    next?.isLimited == false,
                    "the one that tries comes when there is room again"
                )
            }
        }
    }

    @Test func `gives up a limit that is longer than its patience, at once`() throws {
        try Self.simulate { clock in
            let slack = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                WebAPIAnswer(status: 429, headers: ["retry-after": "30"], body: [])
            })
            let transport = CallPolicyTransport(
                slack,
                policy: Self.limited(.seconds(29)),
                clock: clock
            )
            let answer = try await transport.call(WebAPICall(method: "users.info"))
            #expect(answer.status == 429)
            #expect(clock.now == .zero)
            #expect(slack.calls.count == 1)
        }
    }

    @Test func `keeps nobody waiting when the one that was to try is cancelled`() throws {
        try Self.simulate { clock in
            let slack = ScriptedTransport()
            slack.answer(
                "users.info",
                with: WebAPIAnswer(status: 429, headers: ["retry-after": "10"], body: [])
            )
            let transport = CallPolicyTransport(
                slack,
                policy: Self.limited(.seconds(100)),
                clock: clock
            )
            let good = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    // The first is the one that is to try; it goes away after two seconds.
                    await withTaskGroup(of: Void.self) { first in
                        first.addTask {
                            _ = try? await transport.call(WebAPICall(method: "users.info"))
                        }
                        try? await clock.sleep(for: .seconds(2))
                        first.cancelAll()
                    }
                    return false
                }
                for _ in 1...3 {
                    group.addTask {
                        try await clock.sleep(for: .seconds(1))
                        return try await transport.call(WebAPICall(method: "users.info")).isOK
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(good == 3)
            #expect(slack.calls.count == 4)
            #expect(clock.now == .seconds(10))
        }
    }

    @Test func `sends a channel's messages one after the other, and others meanwhile`() throws {
        try Self.simulate { clock in
            let sent = Locked<[String: [Duration]]>([:])
            let slack = ScriptedTransport(answering: { (call) throws(TransportFailure) in
                let channel = call.arguments["channel"]?.string ?? ""
                sent.withLock { $0[channel, default: []].append(clock.now) }
                return WebAPIAnswer(json: ["ok": true])
            })
            var policy = CallPolicy.none
            policy.messageInterval = .seconds(1)
            let transport = CallPolicyTransport(slack, policy: policy, clock: clock)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for channel in ["C1", "C1", "C1", "C1", "C2", "C2"] {
                    group.addTask {
                        let call = WebAPICall(
                            method: "chat.postMessage",
                            arguments: [JSONMember("channel", .string(channel))]
                        )
                        _ = try await transport.call(call)
                    }
                }
                try await group.waitForAll()
            }
            #expect(sent.withLock { $0["C1"] } == (0...3).map { .seconds($0) })
            #expect(sent.withLock { $0["C2"] } == (0...1).map { .seconds($0) })
        }
    }

    @Test func `keeps no channel in mind that has had its turn`() throws {
        try Self.simulate { clock in
            var policy = CallPolicy.none
            policy.messageInterval = .seconds(1)
            let governor = CallGovernor(policy, clock: clock, seed: "")
            for number in 1...20_000 {
                let call = WebAPICall(
                    method: "chat.postMessage",
                    arguments: [JSONMember("channel", .string("C\(number)"))]
                )
                _ = try await governor.perform(
                    call,
                    by: { () throws(TransportFailure) in WebAPIAnswer(json: ["ok": true]) },
                    outcome: { CallGovernor.Outcome($0) }
                )
                if number.isMultiple(of: 100) { try await clock.sleep(for: .seconds(1)) }
            }
            #expect(governor.rememberedCount <= 2_048)
        }
    }

    /// What may be repeated: method, what came first, and how often it is asked in all with two retries.
    static let cases: [(String, Result<Int, TransportFailure>, Int)] = [
        ("chat.postMessage", .failure(TransportFailure(.connect, "nobody there")), 3),
        ("chat.postMessage", .failure(TransportFailure(.timeout, "no answer")), 1),
        ("chat.postMessage", .failure(TransportFailure(.io, "reset")), 1),
        ("chat.postMessage", .success(503), 1),
        ("conversations.history", .failure(TransportFailure(.timeout, "no answer")), 3),
        ("conversations.history", .failure(TransportFailure(.io, "reset")), 3),
        ("conversations.history", .success(503), 3),
        ("conversations.history", .success(404), 1),
        ("conversations.history", .failure(TransportFailure(.divergence, "none")), 1),
        ("users.profile.get", .success(500), 3), ("users.profile.set", .success(500), 1),
    ]

    @Test func `repeats what never left or only reads, and nothing that may have been done`() throws
    {
        for (method, result, expected) in Self.cases {
            try Self.simulate { clock in
                let slack = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                    WebAPIAnswer(status: try result.get(), body: [])
                })
                var policy = CallPolicy.none
                policy.retries = 2
                let transport = CallPolicyTransport(slack, policy: policy, clock: clock)
                _ = try? await transport.call(WebAPICall(method: method))
                #expect(slack.calls.count == expected, "\(method) \(result)")
                if expected == 3 {
                    #expect(clock.now >= .seconds(3), "1 s and 2 s, and a share of them")
                    #expect(clock.now <= .seconds(3) * 1.25)
                }
            }
        }
    }

    @Test func `repeats a post that may have been done only where it is told to`() throws {
        try Self.simulate { clock in
            let slack = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                throw TransportFailure(.io, "reset")
            })
            var policy = CallPolicy.none
            policy.retries = 2
            policy.repeatsWrites = true
            let transport = CallPolicyTransport(slack, policy: policy, clock: clock)
            _ = try? await transport.call(WebAPICall(method: "chat.postMessage"))
            #expect(slack.calls.count == 3)
        }
    }

    @Test func `makes every call once and at once if it is none`() throws {
        try Self.simulate { clock in
            let slack = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                WebAPIAnswer(status: 429, headers: ["retry-after": "1"], body: [])
            })
            let transport = CallPolicyTransport(slack, policy: .none, clock: clock)
            for _ in 1...3 {
                let answer = try await transport.call(WebAPICall(method: "users.info"))
                #expect(answer.status == 429)
            }
            #expect(slack.calls.count == 3)
            #expect(clock.now == .zero)
        }
    }
}
