import ArgumentParser
import RepriseHarness
import SessionRecording
import SlackBot
import SlackServer
import SlackTransport
import SlackWire

/// `reprise record`: records a live session, of a command or of a built-in bot.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records a bot's live session to a fixture.",
        discussion: """
            Behind -- stands the command of a bot in any language. It runs with SLACK_API_URL set to a \
            server on the loopback that passes everything on to Slack and records it: calls, sockets, \
            uploads, downloads, webhooks. A client that takes its base URL by parameter gets the same \
            URL, for example by: -- sh -c 'mybot --api "$SLACK_API_URL"'. The recording ends with the \
            command. SIGINT and SIGTERM are passed on to it; a second one kills it, and so does --grace.

            With --serve the server is all there is: the base URL stands on stdout, a bot is started \
            elsewhere, and SIGINT ends the recording. --bot records a built-in bot until it is interrupted.

            Secrets are replaced before they reach the disk. Until the recording has ended it lies beside \
            FILE as FILE.partial, which the other commands read as well; an earlier FILE stays until \
            then, and stays for good if nobody called or nothing ever answered.

            Through the server a bot reaches Slack's hosts (over TLS) and the upstream's, and no other: \
            links to foreign hosts stay as they are in what the bot gets, so that it goes there by itself \
            as it would without the recorder, and its tokens go where they went before.

            Examples:
              reprise record -o lunch.jsonl.gz -- python bot.py
              reprise record -o lunch.jsonl.gz --upstream https://slack-gov.com/api/ -- ./bot
              reprise record -o lunch.jsonl.gz --serve --port 8080
              SLACK_BOT_TOKEN=xoxb-… reprise record -o greeting.jsonl.gz --bot listener

            Exit codes: 0 the command ended with 0, or was interrupted; 2 the recording failed, or \
            nobody called, or nothing answered; 126 the command cannot be run; 127 there is no such command; \
            otherwise the command's own, 128 and the number for a signal.
            """
    )

    @Option(name: .shortAndLong, help: "The fixture to write.")
    var output: String

    @Option(help: "Another Web API than SLACK_API_URL or https://slack.com/api/ to record from.")
    var upstream: String?

    @Option(
        help:
            "A further host of the upstream's that its links lead to, for example 127.0.0.1:3001; may be repeated."
    )
    var upstreamHost: [String] = []

    @Option(help: "A title for people, kept in the fixture.")
    var title: String?

    @Flag(help: "Record whatever client connects, until interrupted.")
    var serve = false

    @Option(
        help:
            "With a command: kill it when it has not ended so many seconds after a signal, 10 if nothing is said.",
        transform: NumberArgument.seconds()
    )
    var grace: Duration?

    @OptionGroup(title: "The server, with a command or --serve") var server: ServerOptions

    @Option(
        help: "A built-in bot: listener answers nothing, demo answers what people write."
    )
    var bot: BuiltInBot?

    @Option(help: "With a built-in bot: how to connect, rtm or socket-mode.")
    var connection: ConnectionOption?

    @Option(
        help: "With a built-in bot: stop after so many seconds.",
        transform: NumberArgument.seconds(from: 0.001)
    )
    var seconds: Duration?

    @OptionGroup(title: "What is kept") var durability: DurabilityOption

    @OptionGroup(title: "What is replaced") var redaction: RedactionOptions

    @Argument(parsing: .postTerminator, help: "The command of a bot, behind --.")
    var command: [String] = []

    func validate() throws {
        _ = try otherHosts()
        if serve, !command.isEmpty {
            throw ValidationError("--serve and a command do not go together")
        }
        if bot == nil, !serve, command.isEmpty {
            throw IneffectiveOptions.noBot(verb: "record", file: "-o \(output.quotedForShell)")
                .refusal
        }
        if bot != nil, !command.isEmpty { throw IneffectiveOptions.twoBots.refusal }
        if bot != nil, serve { throw ValidationError("--serve and --bot do not go together") }
        try refuseIneffective()
    }

    private func refuseIneffective() throws {
        var builtIn = GivenOptions()
        builtIn.add("--seconds", seconds?.asOption)
        builtIn.add("--connection", connection?.rawValue)
        if bot == nil, serve, let first = builtIn.names.first {
            let why = "a client that is started elsewhere connects, and stays, as it likes"
            throw IneffectiveOptions.beside(first, "--serve", why: why).refusal
        }
        if bot == nil { try IneffectiveOptions.refuse(builtIn.names) { .withCommand($0) } }
        if bot != nil {
            var others = server.given
            others.add("--upstream-host", each: upstreamHost)
            try IneffectiveOptions.refuse(others.names) { .withoutServer($0) }
        }
        if command.isEmpty, grace != nil {
            throw IneffectiveOptions.withoutCommand(["--grace"], verb: "record").refusal
        }
    }

    func run() async throws {
        try await reportingFailures {
            var environment = Environment.process
            environment.upstream = upstream
            try await withLiveTransport(environment) { live in
                if let bot {
                    try await record(bot, over: live, environment)
                } else {
                    let hosts = try otherHosts()
                    try await record(
                        UpstreamHosts(live, upstream: environment.apiURL, others: hosts)
                    )
                }
            }
        }
    }

    /// The further hosts of the upstream's, with or without TLS.
    private func otherHosts() throws -> SlackHosts {
        let addresses = try upstreamHost.flatMap { text in
            let addresses = ["http", "https"].compactMap { WebAddress("\($0)://\(text)") }
            guard addresses.count == 2, addresses.allSatisfy({ $0.target.isEmpty }) else {
                throw ValidationError("--upstream-host takes HOST or HOST:PORT, not \(text)")
            }
            return addresses
        }
        return SlackHosts(upstreams: addresses)
    }

    /// The recording as the options want it.
    private func recording() throws -> FixtureRecording {
        try FixtureRecording(
            path: output,
            title: title,
            redactor: redaction.redactor(),
            durability: durability.level
        )
    }

    /// Records the command, or whatever client connects.
    private func record(_ upstream: any Transport) async throws {
        try await server.prepared { server in
            let client = ClientCommand(words: command, variables: server.variables)
            try await CommandRecording(
                command: command.isEmpty ? nil : client,
                recording: try recording(),
                server: server.configuration,
                grace: grace ?? .seconds(10),
                upstream: upstream
            ).run()
        }
    }

    /// Records a built-in bot until it is interrupted.
    private func record(
        _ bot: BuiltInBot,
        over live: any Transport,
        _ environment: Environment
    ) async throws {
        let bot = bot.make(connection?.connection ?? environment.connection) { Console.print($0) }
        let recording = try recording()
        let outcome = try await recording.run { recorder, clock in
            Console.note("recording to \(output); interrupt to end")
            var enough: (@Sendable () async throws -> Void)?
            if let seconds { enough = { try await clock.sleep(for: seconds) } }
            _ = try await runUntilInterrupted(
                bot,
                over: RecordingTransport(live, to: recorder, clock: clock),
                credentials: environment.credentials,
                clock: clock,
                enough: enough
            )
        }
        Console.note(recording.words(outcome))
        if !outcome.isAnswered { throw ExitCode.failed }
    }
}
