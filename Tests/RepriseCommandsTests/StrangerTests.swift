import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@testable import RepriseCommands

/// What somebody else sends to the loopback is no action of the bot.
@Suite(.timeLimit(.generous)) struct StrangerTests {
    private static let token = SlackToken("xoxb" + "-1-2-abcdefabcdef")
    private static let socket = "wss://wss-primary.slack.com/websocket/abc"

    private static let yes = WebAPIAnswer(json: [
        "ok": true, "url": "wss://wss-primary.slack.com/link/fresh?t=1",
    ])

    /// Answers everything, and opens nothing.
    private struct Anything: Transport {
        func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
            StrangerTests.yes
        }

        func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
            throw TransportFailure(.io, "it came in")
        }
    }

    private func doorkeeper(_ entries: [SessionEntry.Kind] = []) -> Doorkeeper {
        let entries = entries.enumerated().map { SessionEntry(at: Int64($0.offset), $0.element) }
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        return Doorkeeper(Anything(), session)
    }

    /// Whether the doorkeeper let a call in.
    private func letsIn(_ call: WebAPICall, _ doorkeeper: Doorkeeper) async throws -> Bool {
        let before = doorkeeper.visits.strangers.count
        let answer = try await doorkeeper.call(call)
        let isIn = answer == Self.yes
        #expect(doorkeeper.visits.strangers.count == before + (isIn ? 0 : 1))
        return isIn
    }

    private func letsIn(_ url: String, _ doorkeeper: Doorkeeper) async -> Bool {
        do {
            _ = try await doorkeeper.open(SocketRequest(url: url))
            return true
        } catch {
            return error.kind == .io
        }
    }

    @Test
    func `A token makes a call the bot's, whichever it is, and so do an app's id and a cookie`()
        async throws
    {
        let door = doorkeeper()
        let call = WebAPICall(method: "chat.postMessage")
        #expect(try await letsIn(call.authorized(with: Self.token), door))
        #expect(try await letsIn(call.authorized(with: SlackToken("wrong")), door))
        for name in ["token", "client_id", "client_secret"] {
            var form = call
            form.body = .form([FormField(name, "x")])
            #expect(try await letsIn(form, door), "\(name)")
        }
        var cookie = call
        cookie.headers["cookie"] = "d=1"
        #expect(try await letsIn(cookie, door))
        #expect(try await !letsIn(call, door))
        let answer = try await door.call(call)
        #expect(answer.body == Array(#"{"ok":false,"error":"not_authed"}"#.utf8))
        #expect(door.visits.withoutToken.examples == ["chat.postMessage"])
    }

    @Test func `Without one it is the bot's if the recorded bot did so, or if its client is known`()
        async throws
    {
        var test = WebAPICall(method: "api.test")
        let door = doorkeeper([.call(id: 1, test)])
        #expect(try await letsIn(test, door))
        var info = WebAPICall(method: "users.info")
        info.headers["user-agent"] = "bot/1"
        #expect(try await !letsIn(info, door))
        test.headers["user-agent"] = "bot/1"
        #expect(try await letsIn(test.authorized(with: Self.token), door))
        #expect(try await letsIn(info, door))
        info.headers["user-agent"] = "curl/8"
        #expect(try await !letsIn(info, door))
    }

    @Test func `A link is the bot's, since the server lets only those in that it wrote`()
        async throws
    {
        let link = WebAPICall(
            .url("https://files.slack.com/x"),
            httpMethod: .post,
            headers: [:],
            body: .none
        )
        #expect(try await letsIn(link, doorkeeper()))
    }

    @Test func `A socket is the bot's if an answer gave its link, now or when it was recorded`()
        async throws
    {
        let open = SessionEntry.Kind.open(
            socket: 1,
            SocketRequest(url: Self.socket),
            call: nil
        )
        let door = doorkeeper([open])
        #expect(await letsIn(Self.socket, door))
        #expect(await letsIn(Self.socket + "?debug=1", door))
        #expect(await !letsIn("wss://wss-primary.slack.com/ws", door))
        #expect(await !letsIn("wss://wss-primary.slack.com/link/fresh", door))
        let connect = WebAPICall(method: "apps.connections.open").authorized(with: Self.token)
        _ = try await door.call(connect)
        #expect(await letsIn("wss://wss-primary.slack.com/link/fresh", door))
        #expect(door.visits.strangers.examples.contains("a WebSocket to /ws"))
    }

    // MARK: As a process

    /// Replays a recorded `whoami` to a shell that lets strangers in before the bot calls.
    private func replay(
        _ script: String,
        _ options: [String] = [],
        _ environment: [String: String] = [:]
    ) async throws -> Command.Result {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        let recorded = try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                [
                    "record", "-o", fixture, "--upstream", address.apiURL, "--", Command.path,
                    "whoami",
                ],
                environment: ["SLACK_BOT_TOKEN": Self.token.secret]
            ).finish()
        }
        #expect(recorded.status == 0)
        let replay = try RunningCommand(
            ["replay", fixture] + options + [
                "--", "sh", "-c", "echo $SLACK_API_URL; " + script, Command.path,
            ],
            environment: environment.merging(["SCRATCH": scratch.path]) { $1 }
        )
        var lines: [String] = []
        while let line = await replay.nextLine() {
            lines.append(line)
            guard line.hasPrefix("http://"), let base = line.firstRange(of: "/api/") else {
                continue
            }
            let root = String(line[..<base.lowerBound])
            for path in [
                "/favicon.ico", "/api/auth.test", "/app", "/", "/api/chat.postMessage?text=x",
            ] {
                _ = try await RawRequest.get(root + path, [])
            }
            let upgrade = [
                "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let (refused, _) = try await RawRequest.get(
                root + "/ws",
                upgrade + ["Connection: Upgrade"]
            )
            #expect(refused == 403)
            _ = try await RawRequest.get(root + "/auth.test", ["Authorization: Bearer x"])
            try Data().write(to: URL(fileURLWithPath: scratch.path + "/go"))
        }
        let rest = await replay.finish()
        return Command.Result(
            output: lines.joined(separator: "\n") + rest.output,
            errors: rest.errors,
            status: rest.status
        )
    }

    @Test func `Strangers are answered, counted and told, and have no say`() async throws {
        let result = try await replay(
            #"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done; "$0" whoami"#
        )
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("as recorded: 1 action of the bot"))
        #expect(
            result.output.contains(
                "note: not the bot's, so not counted: 6 requests, GET /favicon.ico, auth.test without a token"
            )
        )
        #expect(result.output.contains("1 request with a token led to no place of Slack's"))
        #expect(result.output.contains("GET /auth.test, status 404"))
    }

    @Test func `A call with a wrong token is the bot's`() async throws {
        let script =
            #"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done; "$0" whoami; SLACK_BOT_TOKEN=wrong "$0" whoami; exit 0"#
        let result = try await replay(script, ["--strict-reads", "--settle", "30"])
        #expect(result.status == 1)
        #expect(
            result.output.contains(
                "the bot did something that was not recorded: the call auth.test"
            )
        )
    }

    @Test func `A bot without a token is told that it has none`() async throws {
        // What the shell calls by itself has none.
        let result = try await replay(#"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done"#)
        #expect(result.status == 1)
        #expect(result.output.contains("nobody called Slack with a token"))
        #expect(result.output.contains("auth.test, chat.postMessage"))
    }

    // MARK: The way out

    @Test func `A bot that calls Slack itself is named, and does not get there`() async throws {
        let script =
            #"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done; "$0" whoami; SLACK_API_URL=https://slack.com/api/ "$0" whoami; SLACK_API_URL=http://api.example:81/ "$0" whoami; exit 0"#
        let result = try await replay(script, ["--settle", "30"])
        #expect(result.status == 1)
        #expect(result.output.contains("the bot tried to reach slack.com:443"))
        #expect(result.output.contains("SLACK_API_URL"))
        #expect(result.output.contains("the bot tried to reach api.example:81"))
        #expect(result.output.contains("--allow-network"))
    }

    @Test func `A bot that only calls Slack itself is told so`() async throws {
        let script =
            #"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done; SLACK_API_URL=https://slack.com/api/ "$0" whoami; exit 0"#
        let result = try await replay(script)
        #expect(result.status == 1)
        let first = result.output.split(separator: "\n").first { $0.hasPrefix("the ") }
        #expect(
            first?.hasPrefix("the bot tried to reach slack.com:443") == true,
            "\(result.output)"
        )
    }

    @Test func `The proxy is the caller's own where the network is allowed`() async throws {
        let script =
            #"until [ -e "$SCRATCH/go" ]; do sleep 0.01; done; [ "$https_proxy" = "$HTTPS_PROXY$PROXY" ] && "$0" whoami"#
        for (options, status) in [(["--allow-network"], 0), ([], 1)] as [([String], Int32)] {
            let result = try await replay(
                script,
                options,
                ["PROXY": "http://p:1", "https_proxy": "http://p:1"]
            )
            #expect(result.status == status, "\(options) \(result.output)")
        }
    }
}
