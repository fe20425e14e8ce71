import RepriseFloor
import SessionRecording
import SlackBot
import SlackLiveTransport
import SlackServer
import SlackTransport
import SlackWire
import SlackWorkspace

/// Records the demo bot over real sockets: a live transport on one side of the loopback, a workspace
/// that plays real frames on the other.
struct DemoRecording {
    /// How many times as fast as in 2017 the frames come.
    var speed = 300.0
    /// Where the fixture goes.
    var path: String

    /// What was recorded.
    struct Result {
        let entries: Int
        let frames: Int
        let summary: BotSummary
    }

    /// Runs until the script is over and the bot has answered everything.
    func run() async throws -> Result {
        let script = try BundledFrames.script().played(atSpeed: speed)
        let workspace = SlackWorkspace(script: script)
        let watch = ScriptWatch(script)
        let outcome = Locked<BotSummary?>(nil)
        // Links keep the spelling Slack gave them, so that the recording does not depend on the port.
        var configuration = SlackServerConfiguration()
        configuration.rewritesLinks = false
        let recorded = try await withSlackServer(
            over: workspace,
            configuration: configuration
        ) { address in
            let recording = FixtureRecording(
                path: path,
                title: "A bot in a sitting of 1 February 2017, \(Int(speed)) times as fast",
                source: BundledFrames.credit
            )
            return try await recording.run { recorder, clock in
                let live = SlackLiveTransport(
                    .init(baseURL: address.apiURL, gateway: address.gateway)
                )
                let summary = try await runUntilInterrupted(
                    DemoBot.make(),
                    over: RecordingTransport(live, to: recorder, clock: clock),
                    credentials: Credentials(bot: SlackToken("xoxb" + "-1-demo")),
                    clock: clock,
                    enough: {
                        await watch.waitUntilHandled()
                        // For what Slack says of the bot's last answers.
                        try await clock.sleep(for: .milliseconds(500))
                    },
                    observer: watch.note
                )
                await live.close()
                outcome.withLock { $0 = summary }
            }
        }
        guard let summary = outcome.withLock({ $0 }) else { throw CancellationError() }
        return Result(
            entries: recorded.entries,
            frames: script.entries.count,
            summary: summary
        )
    }
}
