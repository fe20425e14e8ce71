import RepriseLocking
import RepriseTesting
import SlackLiveTransport
import SlackServer
import Testing

/// Faults and other timings behind the server, for a bot that comes over real sockets.
@Suite struct OverSocketsTests {
    /// Runs a bot over HTTP and WebSocket until it has handled so many events.
    private static func run(
        _ bot: Bot,
        over transport: any Transport,
        until handled: Int = 3
    ) async throws -> [BotActivity.Kind] {
        let activities = Locked<[BotActivity.Kind]>([])
        var configuration = SlackServerConfiguration()
        configuration.keepAlivePing = nil
        try await withSlackServer(over: transport, configuration: configuration) { address in
            let live = SlackLiveTransport(.init(baseURL: address.apiURL))
            let shutdown = Shutdown()
            let ended = Locked(0)
            _ = try await bot.run(
                over: live,
                credentials: Credentials(
                    bot: SlackToken("xoxb" + "-1-2-abc"),
                    app: SlackToken("xapp" + "-1-A1-2-abc")
                ),
                until: shutdown,
                observer: { activity in
                    activities.withLock { $0.append(activity.kind) }
                    guard case .ended = activity.kind else { return }
                    let count = ended.withLock { ended in
                        ended += 1
                        return ended
                    }
                    if count == handled { shutdown.request() }
                }
            )
            await live.close()
        }
        return activities.withLock { $0 }
    }

    @Test(
        arguments: [
            "event message 1: drop", "event message 2: disconnect warning",
            "event message 2: redeliver", "event message 1: close 1001",
            "call chat.postMessage 2: 429 retry-after 0", "call users.info 1: status 503",
        ]
    )
    func `A bot over real sockets survives what a plan says`(text: String) async throws {
        let session = try FaultSittings.record(.socketMode)
        let clock = SessionClock(ContinuousClock())
        let replay = try ReplayTransport(
            session,
            options: ReplayOptions(pace: .immediate),
            clock: clock
        )
        let plan = try FaultPlan(parsing: text)
        let faulty = FaultyTransport(replay, plan: plan, clock: clock)
        _ = try await Self.run(FaultSittings.bot(.socketMode), over: faulty)
        #expect(faulty.report().missed.isEmpty, "\(faulty.report())")
        let report = replay.report()
        #expect(report.divergences.isEmpty, "\(report.divergences)")
        // The bot stops when it has answered; it may not get to acknowledge the echo of its last answer.
        let missing = report.missing.filter { missing in
            if case .call = missing.action { true } else { false }
        }
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test func `Over real sockets, too, other timings catch a task for each message`() async throws
    {
        let session = try FaultSittings.record(.rtm)
        var orders: Set<[String]> = []
        for seed: UInt64 in 1...12 {
            let replay = try ReplayTransport(
                session,
                options: ReplayOptions(
                    pace: .immediate,
                    perturbation: Perturbation(seed: seed, longestDelay: .milliseconds(60))
                ),
                clock: SessionClock(ContinuousClock())
            )
            let bot = FaultSittings.bot(.rtm).processing(.detached())
            _ = try await Self.run(bot, over: replay)
            let report = replay.report()
            #expect(report.divergences.isEmpty && report.missing.isEmpty, "seed \(seed)")
            orders.insert(report.textsSent)
        }
        #expect(orders.count > 1)
    }

    @Test func `Over real sockets no timing troubles a queue`() async throws {
        let session = try FaultSittings.record(.rtm)
        for seed: UInt64 in 1...6 {
            let replay = try ReplayTransport(
                session,
                options: ReplayOptions(
                    pace: .immediate,
                    perturbation: Perturbation(seed: seed, longestDelay: .milliseconds(60))
                ),
                clock: SessionClock(ContinuousClock())
            )
            _ = try await Self.run(FaultSittings.bot(.rtm), over: replay)
            #expect(replay.report().textsSent == FaultSittings.replies, "seed \(seed)")
        }
    }
}

extension ReplayReport {
    fileprivate var textsSent: [String] {
        actions.compactMap { action in
            guard case .send(_, let message) = action.action else { return nil }
            return (try? JSONValue(parsing: message.bytes))?["text"]?.string
        }
    }
}
