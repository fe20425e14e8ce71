import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackWire
import SlackWorkspace
import Testing

/// `reprise replay FILE -- COMMAND`, as a process; the command that is replayed is `reprise` itself.
@Suite(.timeLimit(.generous)) struct CommandReplayTests {
    private static let environment = ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]

    /// A recording of `reprise whoami`, followed by `script`.
    private func record(_ output: String, then script: String = "") async throws {
        try await withSlackServer(over: SlackWorkspace()) { address in
            let command = ["sh", "-c", "\"\(Command.path)\" whoami\n\(script)"]
            let result = try await RunningCommand(
                ["record", "-o", output, "--upstream", address.apiURL, "--"] + command,
                environment: Self.environment
            ).finish()
            #expect(result.status == 0)
        }
    }

    private func replay(
        _ arguments: [String],
        _ command: [String],
        environment: [String: String] = [:]
    ) async throws -> Command.Result {
        try await RunningCommand(
            ["replay"] + arguments + ["--"] + command,
            environment: environment
        ).finish()
    }

    @Test func `A bot that does what was recorded passes, without any token`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let result = try await replay([fixture], [Command.path, "whoami"])
        #expect(result.status == 0)
        #expect(result.output.contains("(U0REPRISE)"))
        #expect(result.output.contains("as recorded: 1 action of the bot in "))
    }

    @Test func `Over TLS, a client that heeds SSL_CERT_FILE needs to be told nothing`() async throws
    {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let result = try await replay([fixture, "--tls"], [Command.path, "whoami"])
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(result.errors.contains("TLS: clients must trust /"))
        let word = result.errors.split(separator: " ").last { $0.contains("reprise-ca.pem") }
        let path = try #require(word).trimmingCharacters(in: .newlines)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    #if os(Linux)
    @Test func `The bot has none of the server's sockets, and what its caller handed it on`()
        async throws
    {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        _ = try scratch.file("words", Array("handed on\n".utf8))
        // The shell of the caller opens a file as descriptor 9, as `<(…)` would.
        let script =
            #"ls -l /proc/$$/fd; echo; exec "$0" replay "$1/whoami.jsonl.gz" -- sh -c 'cat <&9; ls -l /proc/$$/fd; exec "$0" whoami' "$0" 9<"$1/words""#
        let result = try await RunningCommand(
            ["-c", script, Command.path, scratch.path],
            program: URL(fileURLWithPath: "/bin/sh")
        ).finish()
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("handed on"))
        // The test's own process hands on what it has, too.
        let parts = result.output.split(separator: "\n\n", maxSplits: 1).map { part in
            Set(part.matches(of: /(socket|anon_inode):\S+/).map { String($0.0) })
        }
        #expect(parts.count == 2)
        #expect(parts.last?.subtracting(parts.first ?? []) == [])
    }
    #endif

    @Test func `A bot that stays is asked to end when all is done`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let script = #""\#(Command.path)" whoami; exec sleep 1000"#
        let result = try await replay([fixture], ["sh", "-c", script])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
    }

    @Test func `A bot that hangs at the end is killed, which is said`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let script = #"trap "" TERM; "\#(Command.path)" whoami; sleep 1000"#
        let result = try await replay([fixture, "--grace", "0.1"], ["sh", "-c", script])
        #expect(result.status == 0)
        #expect(result.errors.contains("did not end within 0.100 s of SIGTERM and was killed"))
    }

    @Test func `A bot that leaves something out fails, with what is missing`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/twice.jsonl.gz"
        try await record(fixture, then: "\"\(Command.path)\" whoami")
        let once = [Command.path, "whoami"]
        let lazy = try await replay([fixture], once)
        #expect(lazy.status == 0, "a read that changes nothing may be made less often")
        let result = try await replay([fixture, "--strict-reads"], once)
        #expect(result.status == 1)
        #expect(result.output.contains("the command ended before the session did"))
        #expect(result.output.contains("the bot did not do what was recorded: the call auth.test"))
        #expect(
            result.output.contains(
                "again: \(Command.path) replay \(fixture) --strict-reads -- \(Command.path) whoami"
            )
        )

        let staying = #""\#(Command.path)" whoami; exec sleep 1000"#
        let waited = try await replay(
            [fixture, "--strict-reads", "--patience", "0.5"],
            ["sh", "-c", staying]
        )
        #expect(waited.status == 1)
        #expect(waited.output.contains("(\(fixture):5, entry 4, recorded at"))
        let stopped = try await replay(
            [fixture, "--strict-reads", "--timeout", "2"],
            ["sh", "-c", staying]
        )
        #expect(stopped.status == 1)
        // The second call, or the first where the machine is so busy that the bot had not come to that.
        let reason =
            /the replay was stopped after 2\.000 s, waiting for the call auth\.test \(entry [24]\)/
        #expect(stopped.output.contains(reason), "\(stopped.output)")
    }

    @Test func `What is to be ignored and is nowhere is noted`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/ignore.jsonl.gz"
        let post = """
            python3 -c 'import os, urllib.request
            body = ("token=" + os.environ["SLACK_BOT_TOKEN"] + "&channel=C0GENERAL&text=hello").encode()
            urllib.request.urlopen(os.environ["SLACK_API_URL"] + "chat.postMessage", body).read()'
            """
        try await record(fixture, then: post)
        let result = try await replay(
            [fixture, "--ignore", "text", "--ignore", "blocks.*.txet"],
            ["sh", "-c", "\"\(Command.path)\" whoami\n\(post)"]
        )
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("--ignore 'blocks.*.txet' left out nothing"))
        #expect(!result.output.contains("--ignore text left out nothing"))
    }

    @Test func `A bot that does too much fails, also after the recorded end`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let script = #""\#(Command.path)" whoami; "\#(Command.path)" whoami; exit 0"#
        let result = try await replay(
            [fixture, "--strict-reads", "--settle", "30"],
            ["sh", "-c", script]
        )
        #expect(result.status == 1)
        #expect(result.output.contains("the bot did something that was not recorded"))
        #expect(result.output.contains("the call auth.test"))
    }

    @Test func `A bot that never connects is told how to`() async throws {
        let result = try await replay([Command.fixture], ["true"])
        #expect(result.status == 1)
        #expect(result.output.contains("the command never called Slack"))
        #expect(result.output.contains("SLACK_API_URL"))
    }

    @Test func `A bot that fails although it did everything fails`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let script = #""\#(Command.path)" whoami; exit 3"#
        // It ends by itself, and is given the time to.
        let result = try await replay([fixture, "--settle", "30"], ["sh", "-c", script])
        #expect(result.status == 1)
        #expect(result.output.contains("the command ended with exit code 3"))
    }

    @Test func `Trouble that is not the bot's has codes of its own`() async throws {
        let absent = try await replay([Command.fixture], ["no-such-command"])
        #expect(absent.status == 127)
        #expect(absent.errors.contains("no-such-command"))
        let noFixture = try await replay(["/nowhere/at-all.jsonl.gz"], ["true"])
        #expect(noFixture.status == 2)
        #expect(noFixture.errors.contains("at-all.jsonl.gz"))
        let blocked = try await withSlackServer(over: SlackWorkspace()) { address in
            try await replay([Command.fixture, "--port", "\(address.port)"], ["true"])
        }
        #expect(blocked.status == 2)
        #expect(blocked.errors.contains("another process listens there"))
        let remote = try await replay([Command.fixture, "--host", "0.0.0.0"], ["true"])
        #expect(remote.status == 2)
        #expect(remote.errors.contains("refused to listen on 0.0.0.0"))
        #expect(remote.errors.contains("--allow-remote"))
    }

    @Test func `An interrupted replay ends the bot and says 130`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let running = try RunningCommand(
            ["replay", fixture, "--settle", "1000", "--", "sh", "-c", "echo $$; exec sleep 1000"]
        )
        let line = await running.nextLine()
        let child = try #require(line.flatMap { pid_t($0) })
        running.interrupt()
        #expect(await running.finish().status == 130)
        await waitUntilGone(child)
    }

    @Test func `A folder is replayed in order of names, shared out, and its reports merge`()
        async throws
    {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/b",
            withIntermediateDirectories: false
        )
        for name in ["c.jsonl.gz", "b/a.jsonl.gz", "a.jsonl.gz"] {
            try await record(scratch.path + "/" + name)
        }
        _ = try scratch.file("notes.jsonl", Array("{}".utf8))
        let whoami = [Command.path, "whoami"]
        let text = try await replay([scratch.path, "--quiet"], whoami)
        #expect(text.status == 0)
        let rows = text.output.split(separator: "\n").prefix(3).map {
            $0.split(separator: " ").last
        }
        #expect(rows == ["a.jsonl.gz", "b/a.jsonl.gz", "c.jsonl.gz"])
        #expect(text.output.contains("3 as recorded in"))

        var names: [String] = []
        for shard in ["1/2", "2/2"] {
            let junit = scratch.path + "/junit-\(shard.prefix(1)).xml"
            let result = try await replay(
                [scratch.path, "--shard", shard, "--json", "--junit", junit],
                whoami
            )
            #expect(result.status == 0)
            for line in result.output.split(separator: "\n") {
                let value = try JSONValue(parsing: String(line))
                #expect(value["outcome"] == "passed")
                names += [value["fixture"]?.string].compactMap(\.self)
            }
            let xml = try String(contentsOfFile: junit, encoding: .utf8)
            #expect(xml.contains("<testcase classname=\"reprise.replay\""))
            #expect(xml.contains("failures=\"0\" errors=\"0\""))
        }
        #expect(names.sorted() == ["a.jsonl.gz", "b/a.jsonl.gz", "c.jsonl.gz"])
    }

    @Test func `Faults happen as planned, and a bot that gives up fails`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let plan = try scratch.file("plan", Array("call auth.test: 429 retry-after 1\n".utf8))
        let result = try await replay([fixture, "--faults", plan], [Command.path, "whoami"])
        #expect(result.status == 1)
        #expect(result.output.contains("fault: call auth.test"))
        #expect(result.output.contains("happened at "))
        #expect(result.output.contains("--faults \(plan)"))
        let bad = try scratch.file("bad", Array("call auth.test: sing\n".utf8))
        let refused = try await replay([fixture, "--faults", bad], [Command.path, "whoami"])
        #expect(refused.status == 2)
        #expect(refused.errors.contains(bad))
    }
}
