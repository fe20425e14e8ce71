import ArgumentParser
import Reprise
import SessionRecording
import SlackBot
import SlackTransport

/// `reprise record`: records a live session around a built-in bot.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records a live session to a fixture, until interrupted.",
        discussion: """
            A built-in bot connects, and everything between it and Slack is recorded: calls, answers, frames. \
            Secrets are replaced before they reach the disk. SIGINT and SIGTERM end the recording; what was \
            recorded is then whole. Until then it lies beside FILE as FILE.partial, which the other commands \
            read as well; an earlier FILE stays until a finished recording replaces it.

            Example: SLACK_BOT_TOKEN=xoxb-… reprise record -o greeting.jsonl.gz
            """
    )

    @Option(name: .shortAndLong, help: "The fixture to write.")
    var output: String

    @Option(help: "The bot: listener answers nothing, demo answers what people write.")
    var bot = BuiltInBot.listener

    @Option(help: "How to connect: rtm or socket-mode.")
    var connection: ConnectionOption?

    @Option(help: "Stop after so many seconds.")
    var seconds: Double?

    @Option(help: "A title for people, kept in the fixture.")
    var title: String?

    @OptionGroup var redaction: RedactionOptions

    func validate() throws {
        if let seconds, seconds <= 0 { throw ValidationError("--seconds must be more than 0") }
    }

    func run() async throws {
        try await reportingFailures {
            let environment = Environment.process
            let bot = bot.make(connection?.connection ?? environment.connection) {
                Console.print($0)
            }
            try await withLiveTransport(environment) { live in
                let recording = FixtureRecording(
                    path: output,
                    title: title,
                    redactor: try redaction.redactor()
                )
                let summary = try await recording.run { recorder, clock in
                    let transport = RecordingTransport(live, to: recorder, clock: clock)
                    Console.note("recording to \(output); interrupt to end")
                    _ = try await runUntilInterrupted(
                        bot,
                        over: transport,
                        credentials: environment.credentials,
                        clock: clock,
                        seconds: seconds
                    )
                }
                Console.note("\(output): \(summary.entries) entries")
            }
        }
    }
}
