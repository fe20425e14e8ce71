#if os(Linux)
import Foundation
import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

/// `reprise replay` of a long session that cannot be read any more: it is not judged.
@Suite(.timeLimit(.generous)) struct LostScratchCommandTests {
    /// A bot that asks who it is, and a people's list that is longer than what is kept in memory.
    private static var session: Session {
        let body = Array(
            #"{"ok":true,"user_id":"U0REPRISE","team_id":"T1","user":"reprise","team":"t"}"#.utf8
        )
        let long =
            Array(#"{"ok":true,"x":""#.utf8) + [UInt8](repeating: 0x61, count: 1 << 20)
            + Array(#""}"#.utf8)
        var entries = [
            SessionEntry(at: 0, .call(id: 1, WebAPICall(method: "auth.test"))),
            SessionEntry(at: 1, .answer(call: 1, WebAPIAnswer(body: body))),
        ]
        for number in 2...8 {
            entries.append(SessionEntry(at: 2, .call(id: number, WebAPICall(method: "users.list"))))
            entries.append(SessionEntry(at: 2, .answer(call: number, WebAPIAnswer(body: long))))
        }
        return Session(header: SessionHeader(epoch: 0), entries: entries)
    }

    private func replay(_ script: String) async throws -> Command.Result {
        let scratch = try Scratch()
        let path = scratch.path + "/long.jsonl.gz"
        try Self.session.write(to: path, redactor: nil)
        // Beside other tests a shell and a debug build may take longer to begin than a bot usually does.
        return try await RunningCommand(
            ["replay", path, "--patience", "120", "--", "sh", "-c", script, Command.path]
        ).finish()
    }

    @Test func `It can be read`() async throws {
        let result = try await replay(#"exec "$0" whoami"#)
        #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("users.list"))
    }

    @Test func `It cannot be read any more`() async throws {
        let result = try await replay(
            #"""
            ls -l /proc/$PPID/fd | sed -n 's/.* \([0-9]*\) -> .*\.scratch (deleted)$/\1/p' | while read number; do
                : > /proc/$PPID/fd/$number
            done
            exec "$0" whoami
            """#
        )
        let said = Comment(rawValue: result.output + result.errors)
        #expect(result.status == 2, said)
        #expect(result.errors.contains("the replay was not judged: a file for scratch in /"), said)
        #expect(result.errors.contains("it has become shorter"), said)
        #expect(result.errors.contains("TMPDIR"), said)
    }
}
#endif
