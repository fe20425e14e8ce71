import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackWire
import SlackWorkspace
import Testing

/// Green is refused where there is nothing that it could rest on, as processes.
@Suite(.timeLimit(.generous)) struct EvidenceTests {
    private static let header = SessionHeader(epoch: 0)

    private func fixture(_ scratch: Scratch, _ name: String, _ entries: [SessionEntry]) throws
        -> String
    {
        let file = scratch.path + "/" + name
        try Session(header: Self.header, entries: entries).write(to: file)
        return file
    }

    private func replay(_ arguments: [String], _ command: [String]) async throws -> Command.Result {
        try await RunningCommand(["replay"] + arguments + ["--"] + command).finish()
    }

    @Test func `A recording in which the bot did nothing shows nothing`() async throws {
        let scratch = try Scratch()
        let nothing = try fixture(scratch, "nothing.jsonl.gz", [])
        for options in [[], ["--schedules", "3"], ["--pace", "recorded"], ["--order", "all"]] {
            let result = try await replay([nothing] + options, ["true"])
            #expect(result.status == 1, "\(options)")
            #expect(result.output.contains("the recording holds nothing that the bot did"))
            #expect(result.output.contains("reprise record -o FILE -- COMMAND"))
        }
        let text = try await replay([nothing, "--json"], ["true"]).output
        #expect(try JSONValue(parsing: text)["outcome"] == "differs")
        let builtIn = try await Command.run("replay", nothing, "--bot", "listener", "--quiet")
        #expect(builtIn.status == 1)
        let server = try RunningCommand(["serve", nothing])
        #expect(await server.nextLine() != nil)
        server.interrupt()
        let served = await server.finish()
        #expect(served.status == 1)
        #expect(served.errors.contains("the recording holds nothing that the bot did"))
    }

    /// A session in which a bot connects, and then hears three messages that it does not answer.
    private func listening() -> [SessionEntry] {
        let url = "wss://wss-primary.slack.com/websocket/abc"
        func message(_ text: String, _ ts: String) -> SessionEntry.Kind {
            .receive(
                socket: 1,
                SocketMessage(json: [
                    "type": "message", "channel": "C1", "user": "U1", "text": .string(text),
                    "ts": .string(ts),
                ])
            )
        }
        let token = SlackToken("xoxb" + "-1-2-abcdefabcdef")
        return [
            SessionEntry(
                at: 0,
                .call(id: 1, WebAPICall(method: "rtm.connect").authorized(with: token))
            ),
            SessionEntry(
                at: 1,
                .answer(call: 1, WebAPIAnswer(json: ["ok": true, "url": .string(url)]))
            ),
            SessionEntry(at: 2, .open(socket: 1, SocketRequest(url: url), call: 1)),
            SessionEntry(at: 3, .receive(socket: 1, SocketMessage(json: ["type": "hello"]))),
            SessionEntry(at: 1_000_000, message("one", "1.000100")),
            SessionEntry(at: 9_000_000, message("two", "9.000100")),
            SessionEntry(at: 10_000_000, message("three", "10.000100")),
        ]
    }

    @Test func `A bot that ends before anything came did not hear what the recorded one heard`()
        async throws
    {
        let scratch = try Scratch()
        let file = try fixture(scratch, "listening.jsonl.gz", listening())
        // It connects, and is gone when the first message comes.
        let script = #"""
            "$0" listen --connection rtm > "$1" 2>&1 &
            until grep -q connected "$1"; do sleep 0.01; done
            kill -INT $!; wait; exit 0
            """#
        let said = scratch.path + "/said"
        let gone = try await replay(
            [file, "--pace", "recorded"],
            ["sh", "-c", script, Command.path, said]
        )
        #expect(gone.status == 1, Comment(rawValue: gone.output + gone.errors))
        #expect(gone.output.contains("events that the recorded bot stayed for did not reach it"))
        let stays = try await replay([file], [Command.path, "listen", "--connection", "rtm"])
        #expect(stays.status == 0, Comment(rawValue: stays.output + stays.errors))
        #expect(stays.output.contains("2 actions of the bot in"))
        #expect(stays.output.contains("4 messages over 1 socket, all read"))
    }

    @Test func `A share without a fixture, and a folder without any, show nothing`() async throws {
        let scratch = try Scratch()
        _ = try fixture(scratch, "a.jsonl.gz", listening())
        let junit = scratch.path + "/junit.xml"
        let share = try await replay(
            [scratch.path, "--shard", "2/2", "--junit", junit],
            ["true"]
        )
        #expect(share.status == 1)
        #expect(share.output.contains("nothing was replayed: shard 2/2 of \(scratch.path)"))
        #expect(share.output.contains("no more shares than there are fixtures"))
        let xml = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(xml.contains(#"tests="1" failures="1""#))
        let json = try await replay([scratch.path, "--shard", "2/2", "--json"], ["true"])
        #expect(json.status == 1)
        #expect(try JSONValue(parsing: json.output)["fixture"] == "shard 2/2")

        let empty = scratch.path + "/empty"
        try FileManager.default.createDirectory(
            atPath: empty,
            withIntermediateDirectories: false
        )
        let folder = try await replay([empty], ["true"])
        #expect(folder.status == 2)
        #expect(folder.errors.contains("holds no fixture"))
    }

    @Test func `No schedule at all is no number of schedules`() async throws {
        let result = try await replay([Command.fixture, "--schedules", "0"], ["true"])
        #expect(result.status == 64)
        #expect(result.errors.contains("--schedules"))
    }
}
