import ArgumentParser
import Foundation
import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

@testable import RepriseCommands

/// `reprise replay` where the recorded bot waited in vain for an answer, as a process does by its own time-out.
@Suite(.timeLimit(.generous)) struct SilenceCommandTests {
    /// A bot that posts, and has had enough of waiting after a second.
    private static let session: Session = {
        let post = WebAPICall(method: "chat.postMessage", arguments: [JSONMember("text", "x")])
        return Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .call(id: 1, post)),
                SessionEntry(at: 1_000_000, .failure(call: 1, TransportFailure(.timeout, "t"))),
            ]
        )
    }()

    /// Waits for a second for the answer to each of its arguments, which are texts to be posted, and then stays.
    private static let bot = #"""
        base=${SLACK_API_URL#http://}
        host=${base%%/*}
        for text in "$@"; do
            exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
            printf 'POST /api/chat.postMessage?text=%s HTTP/1.1\r\nHost: %s\r\n\r\n' "$text" "$host" >&3
            read -r -t 1 line <&3
            exec 3>&-
        done
        exec sleep 1000
        """#

    private func replay(_ texts: [String], _ options: [String] = []) async throws -> Command.Result
    {
        let scratch = try Scratch()
        let path = scratch.path + "/silence.jsonl"
        try Self.session.write(to: path, redactor: nil)
        return try await RunningCommand(
            ["replay", path] + options + ["--", "bash", "-c", Self.bot, "bot"] + texts
        ).finish()
    }

    @Test func `A bot that does no more than the recorded one passes`() async throws {
        let result = try await replay(["x"])
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
    }

    @Test func `A bot that posts again when it has had enough of waiting does not`() async throws {
        let result = try await replay(["x", "x"])
        #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("the bot did something that was not recorded"))
    }

    @Test
    func `The whole may take as long as the recording and more, unless somebody says how long`() {
        let length = Duration.seconds(120)
        #expect(CommandReplay.Patience().allowing(forLength: length).timeout == .seconds(240))
        let given = try? CommandReplayOptions.parse(["--timeout", "9"]).patienceValues
        #expect(given?.allowing(forLength: length).timeout == .seconds(9))
    }
}
