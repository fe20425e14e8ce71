import Foundation
import RepriseTestSupport
import SlackServer
import SlackWorkspace
import Testing

/// How a recorded command ended is recorded, and the replayed one is to end as well.
@Suite(.timeLimit(.generous)) struct EndingTests {
    private func record(_ output: String, _ script: String) async throws -> Command.Result {
        try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                ["record", "-o", output, "--upstream", address.apiURL, "--", "sh", "-c", script],
                environment: ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]
            ).finish()
        }
    }

    private func replay(_ fixture: String, _ script: String) async throws -> Command.Result {
        try await RunningCommand(["replay", fixture, "--", "sh", "-c", script]).finish()
    }

    private static let call = "\"\(Command.path)\" whoami"

    @Test func `A command that was recorded failing is to fail in the same way`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/failing.jsonl.gz"
        let recorded = try await record(fixture, "\(Self.call); exit 3")
        #expect(recorded.status == 3)
        let shown = try await Command.run("show", fixture)
        #expect(shown.output.contains("the bot's process ends, with exit code 3"))
        let same = try await replay(fixture, "\(Self.call); exit 3")
        #expect(same.status == 0, Comment(rawValue: same.output + same.errors))
        let other = try await replay(fixture, "\(Self.call); exit 0")
        #expect(other.status == 1)
        #expect(other.output.contains("exit code 0; the recorded one ended with exit code 3"))
    }
}
