import OnCall
import SessionRecording
import SlackBot
import SlackLiveTransport
import SlackServer
import SlackTransport
import SlackWire
import SlackWorkspace

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Records the session that the tests replay: the bot over real sockets, with a small Slack in memory on the other side in which
/// two people have an incident.
///
///     swift run RecordOnCall Tests/OnCallTests/Fixtures/incident.jsonl.gz
@main
struct RecordOnCall {
    static func main() async throws {
        guard let path = CommandLine.arguments.dropFirst().first else {
            print("name the fixture to write")
            exit(1)
        }
        let workspace = SlackWorkspace(configuration: Story.configuration)
        let writer = try SessionWriter(
            path: path,
            header: SessionHeader(
                epoch: Story.epoch,
                title: "An incident: a form, a thread, two buttons, a file",
                source: "Examples/OnCall, RecordOnCall, over a workspace in memory"
            )
        )
        // Links keep the spelling Slack gave them, so that the recording does not depend on the port.
        var server = SlackServerConfiguration()
        server.rewritesLinks = false
        try await withSlackServer(over: workspace, configuration: server) { @Sendable address in
            try await record(workspace, at: address, to: writer)
        }
        print("\(try await writer.finish().entries) entries in \(path)")
    }

    private static func record(
        _ workspace: SlackWorkspace,
        at address: SlackServerAddress,
        to writer: SessionWriter
    ) async throws {
        let clock = SessionClock(ContinuousClock())
        let live = SlackLiveTransport(.init(baseURL: address.apiURL, gateway: address.gateway))
        let shutdown = Shutdown()
        async let summary = onCall(rota: Story.rota).run(
            over: RecordingTransport(live, to: writer, clock: clock),
            credentials: Credentials(
                bot: SlackToken("xoxb" + "-1-example"),
                app: SlackToken("xapp" + "-1-example")
            ),
            clock: clock,
            until: shutdown
        )
        do {
            try await Story(workspace: workspace, clock: clock).play()
        } catch {
            print("the story did not come to its end: \(error)")
        }
        shutdown.request()
        print("the bot handled \(try await summary.handled) events")
        await live.close()
    }
}
