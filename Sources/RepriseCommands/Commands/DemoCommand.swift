import ArgumentParser
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `reprise demo`: the whole circle, without an account.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Records a bot against a loopback Slack and replays it in three orders.",
        discussion: """
            A Slack in memory plays 107 real frames of 1 February 2017 over HTTP and WebSocket on 127.0.0.1. \
            A bot that works longer on longer messages is connected to it and recorded. The recording is then \
            replayed in virtual time: detached, queued, and queued by channel.

            Example: reprise demo --keep demo.jsonl.gz
            """
    )

    @Option(help: "Keep the recording under this name.")
    var keep: String?

    @Option(
        help: "How many times as fast as in 2017 the frames come.",
        transform: NumberArgument.number(in: 1...10_000)
    )
    var speed = 300.0

    func run() async throws {
        try await reportingFailures {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = keep ?? folder.path + "/demo.jsonl.gz"
            Console.note("recording over 127.0.0.1, \(Int(speed)) times as fast as it happened …")
            let recorded = try await DemoRecording(speed: speed, path: path).run()
            Console.print(
                Console.bold("Recorded") + "  \(recorded.frames) real frames, "
                    + "\(recorded.summary.calls) Web API calls, \(recorded.summary.sent) messages sent: "
                    + "\(recorded.entries) entries in \(FileSize.words(of: path))"
            )
            try replay(path)
            if let keep {
                Console.print(
                    "\nThe recording is in \(keep); look at it with: reprise show \(keep)"
                )
            }
        }
    }

    /// Replays the recording under three policies and shows the orders side by side.
    private func replay(_ path: String) throws {
        let replay = try Replay(contentsOf: path)
        var replays: [(title: String, transcript: Transcript)] = []
        for policy in [PolicyOption.detached, .queued, .queuedByChannel] {
            let outcome = try replay.run(DemoBot.make(), processing: policy.processing)
            let findings = outcome.findings(.faithful)
            guard findings.isEmpty else {
                Console.print(findings.map(\.description).joined(separator: "\n\n"))
                throw ExitCode.differs
            }
            replays.append((policy.title, outcome.transcript))
        }
        Console.print(
            Console.bold("Replayed")
                + "  three times in virtual time; the messages in the order in which they were answered\n"
                + Console.dim(
                    "          # the order of arrival   ! overtook a message of its own conversation   "
                        + "~ of another\n"
                )
        )
        Console.print(OrderComparison(replays).text(width: Console.width))
    }
}
