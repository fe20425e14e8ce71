import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackWorkspace
import Testing

/// `reprise record -- COMMAND`, as a process; the commands that are recorded are `reprise` itself and `sh`.
@Suite(.timeLimit(.generous)) struct RecordCommandTests {
    private static let tokens = [
        "SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef",
        "SLACK_APP_TOKEN": "xapp" + "-1-A1-2-abcdefabcdef",
    ]

    /// Runs `body` with the URL of a Slack in memory.
    private func withSlack<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withSlackServer(over: SlackWorkspace()) { try await body($0.apiURL) }
    }

    private func record(
        _ output: String,
        from url: String,
        _ command: [String],
        environment: [String: String] = [:]
    ) throws -> RunningCommand {
        try RunningCommand(
            ["record", "-o", output, "--upstream", url, "--"] + command,
            environment: Self.tokens.merging(environment) { $1 }
        )
    }

    @Test func `A command is recorded until it ends`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/whoami.jsonl.gz"
        let result = try await withSlack { url in
            try await record(output, from: url, [Command.path, "whoami"]).finish()
        }
        #expect(result.status == 0)
        #expect(result.output.contains("(U0REPRISE)"))
        #expect(result.errors.contains("SLACK_API_URL=http://127.0.0.1:"))
        #expect(result.errors.contains("the bot asks for no WebSocket"))
        let session = try Session(contentsOf: output)
        #expect(session.isComplete)
        #expect(
            session.entries.count == 5,
            "two tokens, a call, its answer, and how the command ended"
        )
        #expect(session.entries.last?.kind == .process(.exited(code: 0)))
        for token in Self.tokens.values {
            #expect(!session.entries.map(\.fixtureText).joined().contains(token))
        }
    }

    @Test func `A replay hands out a token in each recorded variable, and tells them apart`()
        async throws
    {
        let scratch = try Scratch()
        let output = scratch.path + "/two.jsonl.gz"
        /// Posts once with the token in each of two variables.
        func bot(_ first: String, _ second: String) -> [String] {
            let script = """
                import os, urllib.parse, urllib.request
                for text, name in [("a", "\(first)"), ("b", "\(second)")]:
                    fields = {"token": os.environ[name], "channel": "C0GENERAL", "text": text}
                    body = urllib.parse.urlencode(fields).encode()
                    urllib.request.urlopen(os.environ["SLACK_API_URL"] + "chat.postMessage", body).read()
                """
            return ["python3", "-c", script]
        }
        let recorded = try await withSlack { url in
            try await record(
                output,
                from: url,
                bot("FIRST_TOKEN", "SECOND_TOKEN"),
                environment: [
                    "FIRST_TOKEN": "xoxb" + "-1-2-abcdefghijkl",
                    "SECOND_TOKEN": "xoxb" + "-1-2-mnopqrstuvwx",
                ]
            ).finish()
        }
        #expect(recorded.status == 0)
        func replayed(_ command: [String]) async throws -> Command.Result {
            try await RunningCommand(["replay", output, "--"] + command).finish()
        }
        let same = try await replayed(bot("FIRST_TOKEN", "SECOND_TOKEN"))
        #expect(same.status == 0, "\(same.output)\(same.errors)")
        let swapped = try await replayed(bot("SECOND_TOKEN", "FIRST_TOKEN"))
        #expect(swapped.status == 1)
        #expect((swapped.output + swapped.errors).contains("the token it carries"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `A signal is passed on, and leaves a whole fixture`(signal: Int32) async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/listen.jsonl.gz"
        let script =
            #"trap "echo heard; exit 0" INT TERM; "\#(Command.path)" whoami; while :; do sleep 1; done"#
        let result = try await withSlack { url in
            let recorder = try record(output, from: url, ["sh", "-c", script])
            #expect(await recorder.line { $0.contains("U0REPRISE") } != nil)
            if signal == SIGINT { recorder.interrupt() } else { recorder.terminate() }
            return await recorder.finish()
        }
        #expect(result.status == 0)
        #expect(result.output.contains("heard"))
        #expect(try Session(contentsOf: output).isComplete)
        #expect(!FileManager.default.fileExists(atPath: output + ".partial"))
    }

    @Test func `A second signal kills a command that ignores the first`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/stubborn.jsonl.gz"
        // Not `wait`: a signal just before it begins is heard of only when it ends.
        let script =
            #"trap "echo no" INT; "\#(Command.path)" whoami; while :; do sleep 1; done"#
        let result = try await withSlack { url in
            let recorder = try record(output, from: url, ["sh", "-c", script])
            #expect(await recorder.line { $0.contains("U0REPRISE") } != nil)
            recorder.interrupt()
            #expect(await recorder.line { $0 == "no" } != nil)
            recorder.interrupt()
            return await recorder.finish()
        }
        #expect(result.status == 0)
        #expect(result.errors.contains("was killed"))
        #expect(try Session(contentsOf: output).isComplete)
    }

    @Test func `A command does not outlive a recorder that is killed`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/killed.jsonl.gz"
        let child = try await withSlack { url in
            let recorder = try record(
                output,
                from: url,
                // Until the recorder knows the command's group there is none to kill: that is before any call's answer.
                ["sh", "-c", "'\(Command.path)' whoami >&2; sleep 1000 & echo $!; wait"]
            )
            let line = await recorder.nextLine()
            recorder.kill()
            return try #require(line.flatMap { pid_t($0) })
        }
        await waitUntilGone(child)
    }

    @Test func `The exit code is the command's own`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/failing.jsonl.gz"
        let script = #""\#(Command.path)" whoami; exit 9"#
        let result = try await withSlack { url in
            try await record(output, from: url, ["sh", "-c", script]).finish()
        }
        #expect(result.status == 9)
        #expect(result.errors.contains("the command ended with exit code 9"))
        #expect(try Session(contentsOf: output).isComplete)
    }

    @Test func `A command that never calls leaves an earlier fixture as it was`() async throws {
        let scratch = try Scratch()
        let output = try scratch.file("earlier.jsonl.gz", Array("earlier".utf8))
        let quiet = try await withSlack { try await record(output, from: $0, ["true"]).finish() }
        #expect(quiet.status == 2)
        #expect(quiet.errors.contains("nobody called Slack"))
        #expect(quiet.errors.contains("SLACK_API_URL"))
        let failing = try await withSlack {
            try await record(output, from: $0, ["sh", "-c", "exit 5"]).finish()
        }
        #expect(failing.status == 5)
        let absent = try await record(output, from: "http://127.0.0.1:1/api/", ["no-such-command"])
            .finish()
        #expect(absent.status == 127)
        #expect(absent.errors.contains("no-such-command"))
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "earlier")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 1)
    }

    @Test func `An upstream that cannot be reached is named, and its failure recorded`()
        async throws
    {
        let scratch = try Scratch()
        let output = scratch.path + "/unreachable.jsonl.gz"
        let result = try await record(
            output,
            from: "http://127.0.0.1:1/api/",
            [Command.path, "whoami"]
        ).finish()
        #expect(result.status == 2)
        #expect(result.errors.contains("auth.test at 127.0.0.1:1 was not reached"))
        let session = try Session(contentsOf: output)
        #expect(session.isComplete)
        #expect(session.entries.map(\.fixtureText).joined().contains(#""failure":1"#))
    }

    @Test func `An upstream that is no Web API is named`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/page.jsonl.gz"
        // Webhooks answer in plain text.
        let result = try await withSlack { url in
            let page = url.replacing("/api/", with: "/services/T1/")
            return try await record(output, from: page, [Command.path, "whoami"]).finish()
        }
        #expect(result.status == 2)
        #expect(result.errors.contains("not with JSON as Slack does"))
    }

    @Test func `A taken port is named`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/port.jsonl.gz"
        let result = try await withSlack { url in
            let port = try #require(URL(string: url)?.port)
            return try await RunningCommand(
                ["record", "-o", output, "--port", "\(port)", "--", "true"]
            ).finish()
        }
        #expect(result.status == 2)
        #expect(result.errors.contains("another process listens there"))
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func `A client that is started elsewhere is recorded by a server alone`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/served.jsonl.gz"
        let result = try await withSlack { url in
            let recorder = try RunningCommand(
                ["record", "-o", output, "--upstream", url, "--serve"]
            )
            let served = try #require(await recorder.nextLine())
            let client = try await Command.run(
                "whoami",
                environment: Self.tokens.merging(["SLACK_API_URL": served]) { $1 }
            )
            #expect(client.status == 0)
            recorder.interrupt()
            return await recorder.finish()
        }
        #expect(result.status == 0)
        #expect(try Session(contentsOf: output).entries.count == 2)
    }

    @Test func `DEBUG shows the wire without secrets`() async throws {
        let scratch = try Scratch()
        let output = scratch.path + "/debug.jsonl.gz"
        let result = try await withSlack { url in
            // The recorded command's own wire would look the same.
            let command = ["env", "-u", "DEBUG", Command.path, "whoami"]
            return try await record(output, from: url, command, environment: ["DEBUG": "1"])
                .finish()
        }
        #expect(result.errors.contains("→ call 1  auth.test"))
        for token in Self.tokens.values { #expect(!result.errors.contains(token)) }
    }
}
