import Foundation
import RepriseTestSupport
import SessionRecording
import SlackLiveTransport
import SlackWire
import Testing

/// The commands that connect, against `reprise serve` on the loopback.
@Suite(.timeLimit(.generous)) struct LiveCommandTests {
    private static let token = "xoxb" + "-1-2-abcdefabcdef"

    /// Starts `reprise serve` and waits until it listens.
    private func serve(
        _ arguments: String...
    ) async throws -> (server: RunningCommand, url: String) {
        let server = try RunningCommand(["serve"] + arguments)
        return (server, try #require(await server.nextLine()))
    }

    @Test func `whoami says whose the token is`() async throws {
        let (server, url) = try await serve()
        let environment = ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token]
        let result = try await Command.run("whoami", environment: environment)
        #expect(result.status == 0)
        #expect(result.output.contains("(U0REPRISE)"))
        server.interrupt()
        #expect(await server.finish().status == 0)
    }

    @Test func `serve gives a webhook, classic scopes and the old answer to rtm start on request`()
        async throws
    {
        let server = try RunningCommand([
            "serve", "--webhook", "general", "--scopes", "identify,bot:basic", "--full-start",
        ])
        let url = try #require(await server.nextLine())
        let line = try #require(await server.nextLine())
        let hook = try #require(line.split(separator: " ").last.map(String.init))
        #expect(line.hasPrefix("webhook of general: http://127.0.0.1:"))
        let slack = SlackLiveTransport(baseURL: url)
        let posted = try await slack.call(
            WebAPICall(.url(hook), body: .json(JSONText(["text": "by a hook"])))
        )
        #expect(String(decoding: posted.body, as: UTF8.self) == "ok")
        let token = SlackToken(Self.token)
        let started = try await slack.call(WebAPICall(.method("rtm.start")).authorized(with: token))
        #expect(started.headers["x-oauth-scopes"] == "identify,bot:basic")
        #expect(try started.json()["users"]?.array?.isEmpty == false)
        let history = WebAPICall(
            method: "conversations.history",
            arguments: [JSONMember("channel", "C0GENERAL")]
        )
        let heard = try await slack.call(history.authorized(with: token)).json()
        #expect(heard["messages"]?[0]?["text"] == "by a hook")
        await slack.close()
        server.interrupt()
        #expect(await server.finish().status == 0)
        let refused = try await Command.run("serve", "--webhook", "nowhere")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("C0GENERAL (general)"))
    }

    @Test func `whoami without a token says what to set`() async throws {
        let result = try await Command.run("whoami")
        #expect(result.status == 2)
        #expect(result.errors.contains("SLACK_BOT_TOKEN"))
    }

    @Test func `whoami with a refused token gives Slack's word for it`() async throws {
        let (server, url) = try await serve()
        let environment = ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": "no-token-at-all"]
        let result = try await Command.run("whoami", environment: environment)
        #expect(result.status == 2)
        #expect(result.errors.contains("invalid_auth"))
        #expect(!result.errors.contains("no-token-at-all"))
        server.interrupt()
        _ = await server.finish()
    }

    @Test func `An unreachable server is named`() async throws {
        let environment = [
            "SLACK_API_URL": "http://127.0.0.1:1/api/", "SLACK_BOT_TOKEN": Self.token,
        ]
        let result = try await Command.run("whoami", environment: environment)
        #expect(result.status == 2)
        #expect(result.errors.contains("127.0.0.1:1"))
    }

    @Test func `listen prints messages as they come, and record keeps them`() async throws {
        let frames = Command.root.path + "/Fixtures/rtm-2017/frames.jsonl"
        let scratch = try Scratch()
        // What was recorded earlier makes way.
        let output = try scratch.file("sitting.jsonl.gz", Array("earlier".utf8))
        let (server, url) = try await serve("--script", frames, "--speed", "2000")
        let environment = ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token]
        let recorder = try RunningCommand(
            ["record", "-o", output, "--bot", "listener"],
            environment: environment
        )
        var lines: [String] = []
        while let line = await recorder.nextLine() {
            lines.append(line)
            if line.contains("some-channel2-renamed") { break }
        }
        recorder.interrupt()
        let result = await recorder.finish()
        #expect(result.status == 0)
        #expect(lines.contains { $0.contains("hi bob") })
        server.interrupt()
        _ = await server.finish()

        let session = try Session(contentsOf: output)
        #expect(session.isComplete)
        let text = session.entries.map(\.fixtureText).joined()
        #expect(text.contains("have you met my friend threads?"))
        #expect(!text.contains(Self.token))
    }

    @Test func `DEBUG shows the wire on stderr without the token`() async throws {
        let (server, url) = try await serve()
        let environment = ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token, "DEBUG": "1"]
        let result = try await Command.run("whoami", environment: environment)
        #expect(result.errors.contains("→ call 1  auth.test"))
        #expect(!result.errors.contains(Self.token))
        #expect(!result.output.contains(Self.token))
        server.interrupt()
        _ = await server.finish()
    }

    @Test func `A served fixture ends with 1 when nobody replayed it`() async throws {
        let (server, _) = try await serve(Command.fixture)
        server.interrupt()
        let result = await server.finish()
        #expect(result.status == 1)
        #expect(result.errors.contains("the bot did not do what was recorded"))
    }

    @Test func `The demo shows three orders and where the first broke`() async throws {
        let result = try await Command.run("demo", environment: ["COLUMNS": "100"])
        #expect(result.status == 0)
        #expect(result.output.contains("107 real frames"))
        #expect(result.output.contains("queued             in order of arrival"))
        #expect(result.output.contains("queued by channel  in order"))
    }
}
