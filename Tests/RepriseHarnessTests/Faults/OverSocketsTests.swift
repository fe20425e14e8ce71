import RepriseTesting
import SlackLiveTransport
import SlackServer
import Testing

/// Faults and other timings behind the server, for a bot that comes over real sockets.
@Suite(.timeLimit(.minutes(5))) struct OverSocketsTests {
    /// Runs a bot over HTTP and WebSocket until the replay behind the server need not go on.
    ///
    /// What a bot has sent is not yet what the server has taken: only the replay knows.
    private static func run(
        _ bot: Bot,
        over transport: any Transport,
        playing replay: ReplayTransport
    ) async throws {
        var configuration = SlackServerConfiguration()
        configuration.keepAlivePing = nil
        try await withSlackServer(over: transport, configuration: configuration) { address in
            let live = SlackLiveTransport(.init(baseURL: address.apiURL))
            let shutdown = Shutdown()
            let watch = Task {
                // Simulated tests beside this one hold the pool's threads for seconds at a time.
                let ending = try await replay.waitUntilOver(
                    settling: .milliseconds(20),
                    patience: .seconds(120),
                    start: .seconds(120)
                )
                shutdown.request()
                return ending
            }
            _ = try await bot.run(
                over: live,
                credentials: Credentials(
                    bot: SlackToken("xoxb" + "-1-2-abc"),
                    app: SlackToken("xapp" + "-1-A1-2-abc")
                ),
                until: shutdown
            )
            await live.close()
            #expect(try await watch.value == .complete)
        }
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
        try await Self.run(FaultSittings.bot(.socketMode), over: faulty, playing: replay)
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
            try await Self.run(bot, over: replay, playing: replay)
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
            try await Self.run(FaultSittings.bot(.rtm), over: replay, playing: replay)
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
