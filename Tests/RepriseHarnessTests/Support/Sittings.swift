import Interleaving
import RepriseTesting
import SlackWorkspace

/// Sessions recorded against a workspace in memory, in virtual time.
enum Sittings {
    /// Three people say something in short succession, in two channels.
    static let script = """
        {"at": 0.10, "frame": {"type":"message","channel":"C0RANDOM1","user":"U0ALICE01","text":"a long first one","ts":"1500000000.000001"}}
        {"at": 0.12, "frame": {"type":"message","channel":"C0RANDOM1","user":"U0BOB0001","text":"short","ts":"1500000000.000002"}}
        {"at": 0.14, "frame": {"type":"message","channel":"C0GENERAL","user":"U0CAROL01","text":"tiny?","ts":"1500000000.000003"}}
        """

    /// Answers what people write after 10 ms of work for each character: a question by the Web API,
    /// anything else over the socket.
    static let echo = Bot(.rtm) { event, context in
        guard event.type == "message", event.subtype == nil, let text = event.text else { return }
        try await context.sleep(for: .milliseconds(10) * text.count)
        if text.hasSuffix("?") {
            let channel = JSONValue.string(event.channel ?? "")
            try await context.call(
                "chat.postMessage",
                ["channel": channel, "text": .string("answer: \(text)")]
            )
        } else {
            try await context.reply("echo: \(text)", to: event)
        }
    }

    /// Records a bot against a workspace that plays a script, under a deterministic executor.
    ///
    /// - Parameters:
    ///   - processing: How the bot works through events; as it was made if `nil`.
    ///   - faults: What goes wrong while it is recorded, as from Slack.
    ///   - acting: What people do meanwhile.
    static func record(
        _ bot: Bot = echo,
        processing: Processing? = .detached(),
        script: String = script,
        callLatency: SlackWorkspace.Latency = .none,
        faults: FaultPlan = [],
        acting: @escaping @Sendable (SlackWorkspace, SessionClock) async throws -> Void = { _, _ in
        }
    ) throws -> Session {
        let simulation = Simulation(tier: .automatic)
        let clock = SessionClock(simulation.clock)
        var configuration = SlackWorkspace.Configuration()
        configuration.callLatency = callLatency
        let workspace = SlackWorkspace(
            script: try WorkspaceScript(parsing: Array(script.utf8)),
            configuration: configuration,
            clock: clock
        )
        let log = SessionLog()
        let faulty = FaultyTransport(workspace, plan: faults, clock: clock)
        let transport = RecordingTransport(faulty, to: log, clock: clock, arrival: .onDemand)
        let shutdown = Shutdown()
        let credentials = Credentials(
            bot: SlackToken("xoxb" + "-1-2-abc"),
            app: SlackToken("xapp" + "-1-A1-2-abc")
        )
        let bot = processing.map(bot.processing) ?? bot
        let run = simulation.start {
            async let others: Void = acting(workspace, clock)
            _ = try await bot.run(
                over: transport,
                credentials: credentials,
                clock: clock,
                until: shutdown
            )
            try await others
        }
        _ = run.runUntilQuiescent()
        run.perform { shutdown.request() }
        _ = run.runUntilQuiescent()
        _ = try run.finish().result
        return log.session
    }
}
