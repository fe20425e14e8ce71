import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackWire
import Testing

/// A bot that uploads and downloads a large file, recorded, looked at and replayed by the command.
///
/// Two megabytes in the suite, or as many as `REPRISE_LARGE_BODY` says.
@Suite(
    .timeLimit(.minutes(10)),
    .serialized,
    .enabled(
        if: RecordedPython.interpreter != nil,
        "needs .venv or REPRISE_PYTHON with Slack's SDKs"
    )
)
struct `A large file through the command` {
    private static let megabytes = ProcessInfo.processInfo.environment["REPRISE_LARGE_BODY"] ?? "2"
    /// The most that the command may take, in KiB, however large the file is.
    private static let memoryLimit = 160 << 10
    private static let environment = ["SLACK_BOT_TOKEN": "xox" + "b-1-2-large"]

    private func bot() -> [String] {
        RecordedPython.command(["large_body.py", "bot", Self.megabytes])
    }

    private func peak(_ output: String) throws -> Int {
        let line = output.split(separator: "\n").first { $0.hasPrefix("peak ") }
        return try #require(line.flatMap { Int($0.dropFirst(5)) })
    }

    @Test func `It passes in little memory, lies beside the recording, and a changed byte is told`()
        async throws
    {
        let scratch = try Scratch()
        let fixture = scratch.path + "/large.jsonl.gz"
        let script = RecordedPython.command(["large_body.py", "serve", Self.megabytes])
        let slack = try RunningCommand(
            Array(script.dropFirst()),
            program: URL(fileURLWithPath: script[0])
        )
        let address = try #require(await slack.nextLine())
        let recorded = try await RunningCommand(
            ["record", "-o", fixture, "--upstream", address, "--"] + bot(),
            environment: Self.environment
        ).finish()
        slack.kill()
        _ = await slack.finish()
        try #require(recorded.status == 0, Comment(rawValue: recorded.output + recorded.errors))
        #expect(recorded.output.contains("uploaded True"), "what arrived is what was sent")
        #expect(recorded.output.contains("downloaded True"))
        #expect(try peak(recorded.output) < Self.memoryLimit)

        let count = (Int(Self.megabytes) ?? 0) << 20
        let bodies = try Session(contentsOf: fixture).entries.compactMap(\.bodyFile)
        // The token in the upload was replaced.
        #expect(bodies.count == 2)
        #expect(bodies.first?.hasPlaceholders == true)
        #expect(bodies.last?.count == count)
        let verified = try await Command.run("verify", fixture)
        #expect(verified.status == 0, Comment(rawValue: verified.output + verified.errors))
        let shown = try await Command.run("show", fixture)
        #expect(shown.output.contains("SHA-256"), Comment(rawValue: shown.output))
        #expect(shown.output.utf8.count < 100_000)

        let passing = try await RunningCommand(["replay", fixture, "--"] + bot()).finish()
        #expect(passing.status == 0, Comment(rawValue: passing.output + passing.errors))
        #expect(passing.output.contains("downloaded True"))
        #expect(try peak(passing.output) < Self.memoryLimit)

        let changed = try await RunningCommand(
            ["replay", fixture, "--patience", "4", "--"] + bot(),
            environment: ["FLIP": "1"]
        ).finish()
        #expect(changed.status == 1, Comment(rawValue: changed.output + changed.errors))
        #expect(changed.output.contains("SHA-256"), Comment(rawValue: changed.output))
        #expect(changed.output.contains("large.files"), Comment(rawValue: changed.output))
    }

    @Test(arguments: [("sdk", "uploaded 1500000"), ("curl", "curl 200")])
    func `An upload to the workspace is replayed, and another byte of it is told`(
        client: String,
        said: String
    ) async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/upload.jsonl.gz"
        let script = RecordedPython.command(["long_upload.py", client])
        let recorded = try await withSlackServer(over: RecordedPython.workspace()) { address in
            try await RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL, "--"] + script,
                environment: RecordedPython.environment(Self.environment)
            ).finish()
        }
        try #require(recorded.status == 0, Comment(rawValue: recorded.output + recorded.errors))
        #expect(recorded.output.contains(said), Comment(rawValue: recorded.output))
        let bodies = try Session(contentsOf: fixture).entries.compactMap(\.bodyFile)
        // What a form holds stands in the fixture, where its fields are compared.
        #expect(bodies.map(\.count) == [1_500_000])
        let shown = try await Command.run("show", fixture)
        #expect(shown.output.contains("1500000 bytes, SHA-256"), Comment(rawValue: shown.output))

        let passing = try await RecordedPython.replay(fixture, ["long_upload.py", client])
        #expect(passing.status == 0, Comment(rawValue: passing.output + passing.errors))
        let changed = try await RecordedPython.replay(
            fixture,
            ["long_upload.py", client],
            ["--patience", "4"],
            environment: ["FLIP": "1"]
        )
        #expect(changed.status == 1, Comment(rawValue: changed.output + changed.errors))
        #expect(changed.output.contains("content"), Comment(rawValue: changed.output))
    }
}
