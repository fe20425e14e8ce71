import Foundation
import RepriseFloor
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import SlackWorkspace
import Testing

/// What `reprise record` sends where, and what it leaves alone, as a process.
@Suite(.timeLimit(.generous)) struct RecordSafetyTests {
    private static let token = "xoxb" + "-1-2-abcdefabcdef"

    /// A Slack whose messages name files at other hosts, and which opens no socket.
    private func hostile(
        _ answer: @escaping @Sendable (WebAPICall) -> WebAPIAnswer
    ) -> ScriptedTransport {
        ScriptedTransport(
            answering: { (call) throws(TransportFailure) in answer(call) },
            opening: { (_) throws(TransportFailure) in
                throw TransportFailure(.upgradeRefused, "no sockets here", status: 404)
            }
        )
    }

    /// Records `reprise record --serve` in front of an upstream while `body` plays the client.
    private func recording(
        of upstream: any Transport,
        _ arguments: [String] = [],
        _ body: (_ served: String) async throws -> Void
    ) async throws -> (session: Session?, result: Command.Result) {
        let scratch = try Scratch()
        let output = scratch.path + "/served.jsonl.gz"
        let result = try await withSlackServer(over: upstream) { address in
            let recorder = try RunningCommand(
                ["record", "-o", output, "--upstream", address.apiURL, "--serve"] + arguments
            )
            let served = try #require(await recorder.nextLine())
            try await body(served)
            recorder.interrupt()
            return await recorder.finish()
        }
        return (try? Session(contentsOf: output), result)
    }

    /// What a bot that sends its secrets along gets.
    private func get(_ url: String, _ fields: [String] = []) async throws -> (Int, String) {
        try await RawRequest.get(
            url,
            ["Authorization: Bearer " + Self.token, "Cookie: d=1"] + fields
        )
    }

    @Test func `The token goes to the upstream, and to no host that a message or a redirect names`()
        async throws
    {
        let thief = hostile { _ in WebAPIAnswer(json: ["ok": true, "stolen": true]) }
        try await withSlackServer(over: thief) { evil in
            let foreign = "http://\(evil.authority)/files-pri/T1-F1/a.txt"
            let slack = hostile { call in
                switch call.target {
                case .method:
                    WebAPIAnswer(json: [
                        "ok": true, "files": [["url_private": .string(foreign)]],
                        "upload_url": "https://files.slack.com/upload/v1/x",
                        "redirect": ["url_private": "https://files.slack.com/files-pri/redirect"],
                    ])
                case .url(let url) where url.contains("redirect"):
                    WebAPIAnswer(status: 302, headers: ["location": foreign])
                case .url: WebAPIAnswer(json: ["ok": true])
                }
            }
            let (session, _) = try await recording(of: slack) { served in
                let (_, text) = try await get(served + "conversations.history")
                let answer = try JSONValue(parsing: text)
                // As it came: the bot sees whose it is.
                let files = answer["files"]?.array
                #expect(files?.first?["url_private"]?.string == foreign)
                let upload = try #require(answer["upload_url"]?.string)
                #expect(upload.hasPrefix(served.replacing("/api/", with: "/_/")))
                let (uploaded, _) = try await get(upload)
                #expect(uploaded == 200)

                // Somebody else's links, with the mark of one that the server wrote or without.
                let base = served.replacing("/api/", with: "")
                let mark = try #require(
                    upload.dropFirst(base.count).split(separator: "/").dropFirst().first
                )
                for forged in [
                    foreign.replacing("http://", with: base + "/_/http/"),
                    foreign.replacing("http://", with: base + "/_/\(mark)/http/"),
                    base + "/_/https/files.slack.com/files-pri/T1-F1/a.txt",
                    base + "/_/\(mark)/https/files.slack.com/files-pri/T1-F1/a.txt",
                    base + "/files-pri/T1-F1/a.txt",
                ] {
                    let (status, _) = try await get(forged)
                    #expect([403, 404].contains(status))
                }
                let redirect = try #require(answer["redirect"]?["url_private"]?.string)
                let (moved, _) = try await get(redirect)
                #expect(moved == 302)
            }
            #expect(thief.calls == [])
            let asked = slack.calls.map(\.target)
            #expect(
                asked == [
                    .method("conversations.history"),
                    .url("https://files.slack.com/upload/v1/x"),
                    .url("https://files.slack.com/files-pri/redirect"),
                ]
            )
            // Nothing of what was refused is in the fixture: three calls and their answers.
            #expect(session?.entries.count == 6)
        }
    }

    @Test func `A web page gets nowhere, and leaves nothing in the recording`() async throws {
        let slack = hostile { _ in WebAPIAnswer(json: ["ok": true]) }
        let (session, result) = try await recording(of: slack) { served in
            for field in [
                "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Host: evil.example",
            ] {
                let (status, _) = try await get(served + "chat.postMessage?text=x", [field])
                #expect(status >= 400)
            }
        }
        #expect(slack.calls == [])
        #expect(session == nil)
        #expect(result.status == 2)
        #expect(result.errors.contains("nobody called Slack"))
    }

    @Test func `A socket elsewhere is told of, and goes through the recorder when it is named`()
        async throws
    {
        let slack = hostile { _ in
            WebAPIAnswer(json: ["ok": true, "url": "ws://127.0.0.1:7/link"])
        }
        let (_, told) = try await recording(of: slack) { served in
            let (_, text) = try await get(served + "apps.connections.open")
            #expect(text.contains("ws://127.0.0.1:7/link"))
        }
        #expect(told.errors.contains("--upstream-host 127.0.0.1:7"))
        let named = ["--upstream-host", "127.0.0.1:7"]
        let (_, silent) = try await recording(of: slack, named) { served in
            let (_, text) = try await get(served + "apps.connections.open")
            #expect(text.contains("/ws/127.0.0.1:7/link"))
            #expect(text.contains("/_/"))
        }
        #expect(!silent.errors.contains("--upstream-host"))
        let wrong = try await Command.run("record", "-o", "x", "--serve", "--upstream-host", "a/b")
        #expect(wrong.status == 64)
    }

    // MARK: An earlier fixture

    @Test func `A built-in bot that cannot start or is never answered leaves an earlier fixture`()
        async throws
    {
        let scratch = try Scratch()
        let output = try scratch.file("earlier.jsonl.gz", Array("earlier".utf8))
        let withoutToken = try await Command.run("record", "-o", output, "--bot", "demo")
        #expect(withoutToken.status == 2)
        #expect(withoutToken.errors.contains("was left alone"))
        #expect(withoutToken.errors.contains("SLACK_BOT_TOKEN"))
        for url in ["http://127.0.0.1:1/api/"] {
            let dead = try await Command.run(
                "record",
                "-o",
                output,
                "--bot",
                "listener",
                "--connection",
                "rtm",
                "--seconds",
                "0.5",
                environment: ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token]
            )
            #expect(dead.status == 2)
            #expect(dead.errors.contains("nothing answered, so \(output) was left alone"))
        }
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "earlier")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 1)
    }

    @Test func `A command whose calls are never answered leaves an earlier fixture`() async throws {
        let scratch = try Scratch()
        let output = try scratch.file("earlier.jsonl.gz", Array("earlier".utf8))
        let script = #""\#(Command.path)" whoami; exit 0"#
        let dead = try await RunningCommand(
            [
                "record", "-o", output, "--upstream", "http://127.0.0.1:1/api/", "--", "sh", "-c",
                script,
            ],
            environment: ["SLACK_BOT_TOKEN": Self.token]
        ).finish()
        #expect(dead.status == 2)
        #expect(dead.errors.contains("nothing answered"))
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "earlier")
    }

    @Test func `A recording in which Slack answered replaces an earlier one`() async throws {
        let scratch = try Scratch()
        let output = try scratch.file("earlier.jsonl.gz", Array("earlier".utf8))
        let result = try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                [
                    "record", "-o", output, "--upstream", address.apiURL, "--", Command.path,
                    "whoami",
                ],
                environment: ["SLACK_BOT_TOKEN": Self.token]
            ).finish()
        }
        #expect(result.status == 0, Comment(rawValue: result.errors))
        #expect(try Session(contentsOf: output).isComplete)
    }
}
