import ArgumentParser
import Interleaving
import Reprise
import SessionRecording
import SlackBot

/// `reprise replay`: a fixture against a built-in bot, in virtual time.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays a recorded session against a built-in bot, in virtual time.",
        discussion: """
            Shows what the bot did on one timeline, then how that compares with the recording. The exit code \
            is 0 when the bot did what was recorded and 1 when it did not. A bot of your own is replayed from \
            a test: see RepriseTesting.

            Examples:
              reprise replay Fixtures/rtm-2017.jsonl.gz --bot demo --policy queued
              reprise replay Fixtures/rtm-2017.jsonl.gz --bot demo --policy detached --seed 7
            """
    )

    @Argument(help: "The fixture.", completion: .file(extensions: ["gz", "jsonl"]))
    var file: String

    @Option(help: "The bot: listener answers nothing, demo answers what people write.")
    var bot = BuiltInBot.demo

    @Option(help: "How the bot works through events.")
    var policy = PolicyOption.queued

    @Option(help: "Choose among runnable tasks by this seed, instead of first in, first out.")
    var seed: UInt64?

    @Option(
        help:
            "How the recorded bot was connected: rtm or socket-mode; by default as the fixture says."
    )
    var connection: ConnectionOption?

    @Flag(help: "Print only how the replay compares with the recording.")
    var quiet = false

    @Flag(help: "Also print the schedule's token and the hash of its trace.")
    var trace = false

    func run() async throws {
        try await reportingFailures {
            let session = try Session(contentsOf: file)
            let bot = bot.make(connection?.connection ?? session.botConnection) { _ in }
            let outcome = try Replay(session).run(
                bot,
                processing: policy.processing,
                schedule: seed.map { .seeded($0) } ?? .firstInFirstOut
            )
            if !quiet { Console.print(outcome.transcript.description + "\n") }
            if trace {
                Console.print("schedule \(outcome.simulation.token)")
                Console.print("trace \(String(outcome.simulation.trace.stableHash, radix: 16))")
            }
            let findings = outcome.findings(.faithful)
            guard findings.isEmpty else {
                Console.print(findings.map(\.description).joined(separator: "\n\n"))
                throw ExitCode.differs
            }
            Console.print(
                "as recorded: \(outcome.transcript.events.count) events, "
                    + "\(outcome.transcript.replies.count) replies, "
                    + "\(outcome.elapsed.seconds) of virtual time"
            )
        }
    }
}
