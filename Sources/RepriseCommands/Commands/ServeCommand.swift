import ArgumentParser
import Reprise
import SessionRecording
import SlackBot
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
            base URL of a bot in any language. Ends at SIGINT or SIGTERM; a served fixture then prints its \
            report, and the exit code is 1 if the bot did not do what was recorded.

            Examples:
              reprise serve Fixtures/rtm-2017.jsonl.gz --port 8080
              reprise serve --script Fixtures/rtm-2017/frames.jsonl --speed 100
            """
    )

    @Argument(help: "The fixture to serve. Without one, a workspace in memory is served.")
    var file: String?

    @Option(help: "The port; 0 takes a free one.")
    var port = 0

    @Option(
        help:
            "Frames that the workspace in memory plays, as JSON Lines of {\"at\": seconds, \"frame\": …}."
    )
    var script: String?

    @Option(help: "How many times as fast as recorded the frames come.")
    var speed = 1.0

    func validate() throws {
        if speed <= 0 { throw ValidationError("--speed must be more than 0") }
        if file != nil, script != nil {
            throw ValidationError("a fixture and --script cannot be served at once")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let clock = SessionClock(ContinuousClock())
            if let file {
                let options = ReplayOptions(pace: .scaled(1 / speed))
                let replay = try ReplayTransport(
                    Session(contentsOf: file),
                    options: options,
                    clock: clock
                )
                try await serve(replay)
                let report = replay.report()
                let findings = report.findings
                Console.note(
                    findings.isEmpty
                        ? "as recorded" : findings.map(\.description).joined(separator: "\n\n")
                )
                if !findings.isEmpty { throw ExitCode.differs }
            } else {
                let frames = try script.map { try WorkspaceScript(contentsOf: $0) } ?? .empty
                try await serve(SlackWorkspace(script: frames.played(atSpeed: speed), clock: clock))
            }
        }
    }

    private func serve(_ transport: any Transport) async throws {
        let traced = Environment.process.traced(transport)
        let configuration = SlackServerConfiguration(port: port)
        // The signals are watched before anybody can know the address.
        try await SignalShutdown.run { shutdown in
            try await withSlackServer(over: traced, configuration: configuration) { address in
                Console.print(address.apiURL)
                _ = await shutdown.wait()
            }
        }
    }
}
