import ArgumentParser
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay
import SlackServer
import SlackTransport
import SlackWorkspace

/// `reprise serve`: a fixture, or a small Slack in memory, on the loopback.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a recorded session, or a small Slack in memory, on 127.0.0.1.",
        discussion: """
            Prints one line when it is ready, for example http://127.0.0.1:52114/api/, to be used as the \
            base URL of a bot in any language. Ends at SIGINT or SIGTERM.

            Each run of a client gets the fixture from its start: when everything recorded has happened, \
            or when the client has gone, the next call begins another run. A report of each stands on \
            stderr.

            Examples:
              reprise serve lunch.jsonl.gz --port 8080 --pace immediate
              reprise serve lunch.jsonl.gz --once
              reprise serve --script Fixtures/rtm-2017/frames.jsonl --speed 100
              reprise serve --webhook general --scopes identify,bot:basic --full-start

            Exit codes: 0 every run was as recorded; 1 one was not, or there was none; 2 it could not \
            serve, and stderr says why.
            """
    )

    @Argument(help: "The fixture to serve. Without one, a workspace in memory is served.")
    var file: String?

    @OptionGroup var server: ServerOptions

    @Option(
        help:
            "Frames that the workspace in memory plays, as JSON Lines of {\"at\": seconds, \"frame\": …}."
    )
    var script: String?

    @Option(
        help: "How many times as fast as recorded the frames of a fixture or --script come.",
        transform: NumberArgument.speed
    )
    var speed: Double?

    @Option(
        help: "With a fixture: immediate, recorded, or how many times as fast.",
        transform: PaceOption.parse
    )
    var pace: PaceOption?

    @Option(help: "With a fixture: choose by this seed what comes first, among what may.")
    var seed: UInt64?

    @Option(help: "Let go wrong what this plan says; with a fixture also seed:7.")
    var faults: FaultsOption?

    @Flag(help: "With a fixture: end when the first run is over.")
    var once = false

    @Flag(help: "With a fixture: serve what is there of a truncated one.")
    var allowTruncated = false

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            "With a fixture: the rules of your own that it was recorded with.",
            valueName: "file"
        ),
        completion: .file()
    )
    var rulesFile: String?

    @Option(
        help: ArgumentHelp(
            "Without a fixture: print the address of a webhook for a channel, by id or name; may be repeated.",
            valueName: "channel"
        )
    )
    var webhook: [String] = []

    @Option(
        help: ArgumentHelp(
            "Without a fixture: the scopes of a token; identify,bot:basic is a classic bot's.",
            valueName: "names"
        )
    )
    var scopes: String?

    @Flag(
        help: "Without a fixture: answer rtm.start with everybody and everything, as before 2022."
    )
    var fullStart = false

    @OptionGroup(title: "Limits, with a fixture") var limits: LimitOptions

    func validate() throws {
        if file != nil, script != nil {
            throw ValidationError("a fixture and --script cannot be served at once")
        }
        if file == nil, pace != nil || seed != nil || once || allowTruncated || rulesFile != nil {
            throw ValidationError(
                "--pace, --seed, --once, --allow-truncated and --rules are for a fixture"
            )
        }
        if file != nil, !webhook.isEmpty || scopes != nil || fullStart {
            throw ValidationError(
                "--webhook, --scopes and --full-start are for a workspace in memory"
            )
        }
        if file == nil, faults?.text.hasPrefix("seed:") == true {
            throw ValidationError("--faults seed: is for a fixture")
        }
        if speed != nil, pace != nil {
            let why = "both say how fast the frames come"
            throw IneffectiveOptions.beside("--speed", "--pace", why: why).refusal
        }
        if speed != nil, file == nil, script == nil {
            let why = "a workspace in memory plays nothing by itself"
            throw IneffectiveOptions.without("--speed", needed: "a fixture or --script", why: why)
                .refusal
        }
    }

    func run() async throws {
        try await reportingFailures {
            // The signals are watched before anybody can know the address.
            try await SignalShutdown.run { shutdown in
                if let file {
                    try await serve(
                        Session(contentsOf: file, limits: limits.values),
                        of: file,
                        until: shutdown
                    )
                } else {
                    let frames = try script.map { try WorkspaceScript(contentsOf: $0) } ?? .empty
                    let clock = SessionClock(ContinuousClock())
                    var configuration = SlackWorkspace.Configuration()
                    configuration.epoch = WallClock.now
                    configuration.answersFullStart = fullStart
                    if let scopes {
                        configuration.scopes = scopes.split(separator: ",").map(String.init)
                    }
                    let workspace = SlackWorkspace(
                        script: frames.played(atSpeed: speed ?? 1),
                        configuration: configuration,
                        clock: clock
                    )
                    let hooks = try webhook.map { ($0, try Self.webhook(of: $0, in: workspace)) }
                    try await serve(
                        try faulty(workspace, clock),
                        until: shutdown,
                        whenReady: { announce($0, hooks) }
                    )
                }
            }
        }
    }

    private func announce(_ address: SlackServerAddress, _ hooks: [(channel: String, path: String)])
    {
        let base = address.apiURL.dropLast("/api/".count)
        for hook in hooks { Console.print("webhook of \(hook.channel): \(base)\(hook.path)") }
    }

    /// The path of an incoming webhook, which is good at the server as it is at Slack's host.
    private static func webhook(
        of channel: String,
        in workspace: SlackWorkspace
    ) throws -> String {
        let channels = workspace.channels
        let name = channel.hasPrefix("#") ? String(channel.dropFirst()) : channel
        guard let found = channels.first(where: { $0.id == channel || $0.name == name }) else {
            let names = channels.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            throw CommandFailure(
                "--webhook \(channel): the workspace has no such channel; it has \(names)"
            )
        }
        let url = try workspace.webhookURL(for: found.id)
        return String(url.dropFirst("https://hooks.slack.com".count))
    }

    private func faulty(
        _ workspace: SlackWorkspace,
        _ clock: SessionClock
    ) throws -> any Transport {
        guard case .plan(let plan, _)? = try faults?.source() else { return workspace }
        return FaultyTransport(workspace, plan: plan, clock: clock)
    }

    private func serve(
        _ session: Session,
        of path: String,
        until shutdown: Shutdown
    ) async throws {
        let runs = ServedRuns(path, first: once ? shutdown : nil)
        var options = ReplayOptions(pace: pace?.pace ?? .scaled(1 / (speed ?? 1)))
        options.perturbation = seed.map { Perturbation(seed: $0) }
        options.allowsTruncated = allowTruncated
        options.redactionRules = try .standard(and: rulesFile)
        // A fault makes things late by itself.
        if faults != nil { options.timeLimits = .ignored }
        let replay = try RepeatedReplay(
            session,
            options: options,
            faults: try faults?.source().plan(for: session) ?? []
        ) { runs.ended($0, $1) }
        if let truncation = replay.truncation, !truncation.isAllowed {
            throw CommandFailure("\(truncation); serve what is there of it by --allow-truncated")
        }
        let doorkeeper = Doorkeeper(replay, session)
        try await serve(doorkeeper, until: shutdown) { doorkeeper.refused($0) }
        for note in doorkeeper.visits.notes { Console.note("note: \(note)") }
        if let untouched = replay.end() { runs.ended(nil, untouched) }
        if runs.anyDiffers { throw ExitCode.differs }
    }

    private func serve(
        _ transport: any Transport,
        until shutdown: Shutdown,
        onRefusal: (@Sendable (RefusedRequest) -> Void)? = nil,
        whenReady: (SlackServerAddress) -> Void = { _ in }
    ) async throws {
        try await server.prepared { server in
            var configuration = server.configuration
            configuration.onRefusal = onRefusal
            try await withSlackServer(
                over: Environment.process.traced(transport),
                configuration: configuration
            ) { address in
                Console.print(address.apiURL)
                whenReady(address)
                _ = await shutdown.wait()
            }
        }
    }
}
