import Foundation
import RepriseTestSupport
import SessionRecording
import Testing

@Suite(
    .timeLimit(.generous),
    .serialized,
    .enabled(
        if: RecordedPython.interpreter != nil,
        "needs .venv or REPRISE_PYTHON with Slack's SDKs"
    )
)
struct `A help desk's bot, recorded over real sockets` {
    /// Also how the fixtures of the repository are made: with `REPRISE_RECORD_SITTINGS` set, this writes them.
    @Test(arguments: RecordedDesk.bots)
    func `A sitting is recorded, redacted and whole, and the bot passes it`(
        bot: String
    ) async throws {
        let scratch = try Scratch()
        let isKept = ProcessInfo.processInfo.environment["REPRISE_RECORD_SITTINGS"] != nil
        let fixture = isKept ? RecordedDesk.fixture(bot) : scratch.path + "/sitting.jsonl.gz"
        try await RecordedDesk.record(bot, to: fixture)
        let session = try Session(contentsOf: fixture)
        #expect(session.isComplete)
        let text = session.entries.map(\.fixtureText).joined()
        #expect(!text.contains("-1-2-interoperability"))
        let replayed = try await RecordedDesk.replay(fixture, bot)
        #expect(replayed.status == 0, Comment(rawValue: replayed.output + replayed.errors))
    }

    /// `Tests/Sittings/README.md` says how to try all of them.
    @Test func `A sample of changes to the bot is told by the command`() async throws {
        let python = try #require(RecordedPython.interpreter)
        let script = Command.root.appendingPathComponent("Tests/Sittings/score.py").path
        let arguments = [script, Command.path, "desk_bolt", "--sample", "12"]
        let (end, output) = try await offPool { try ChildProgram.run(python, arguments) }
        #expect(end == .exited(0), Comment(rawValue: output))
        #expect(output.contains("desk_bolt: 12 of "))
    }
}
