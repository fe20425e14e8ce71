import Foundation
import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

/// Whether a bot reads what Slack says, by command: a verdict about one that does not would rest on nothing.
@Suite(
    .timeLimit(.generous),
    .serialized,
    .enabled(
        if: RecordedPython.interpreter != nil,
        "needs .venv or REPRISE_PYTHON with Slack's SDKs"
    )
)
struct `Bots over a bare socket, replayed by the command` {
    private static let recorded = ["raw_socket.py", "reads"]

    private func replay(
        _ fixture: String,
        _ how: String,
        _ options: [String] = []
    ) async throws -> Command.Result {
        try await RecordedPython.replay(fixture, ["raw_socket.py", how], options)
    }

    private func fixture(_ scratch: Scratch) async throws -> String {
        let fixture = scratch.path + "/bot.jsonl.gz"
        try await RecordedPython.record(Self.recorded, to: fixture)
        return fixture
    }

    @Test func `One that reads passes, and what that rests on is said`() async throws {
        let scratch = try Scratch()
        let fixture = try await fixture(scratch)
        let junit = scratch.path + "/junit.xml"
        let result = try await replay(fixture, "reads", ["--json", "--junit", junit])
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        let evidence = try #require(try JSONValue(parsing: result.output)["rests_on"]?.string)
        #expect(
            evidence.contains(
                /^6 actions of the bot in .* s; \d+ messages over 1 socket, all read$/
            )
        )
        let xml = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(xml.contains("<system-out>as recorded: \(evidence)"))
    }

    @Test(arguments: [
        [], ["--order", "all"], ["--pace", "recorded"], ["--schedules", "3"], ["--tls"],
        ["--strict-reads"],
    ])
    func `One that never reads does not pass, under no option`(options: [String]) async throws {
        // A bare socket speaks no TLS, and then it cannot even call.
        let scratch = try Scratch()
        let fixture = try await fixture(scratch)
        let result = try await replay(fixture, "never", options + ["--patience", "2"])
        #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
        guard options != ["--tls"] else { return }
        #expect(
            result.output.contains(
                /the bot did not read what Slack sent it: of \d+ messages over socket 1 it read none/
            )
        )
        #expect(result.output.contains("add --allow-unread"))
    }

    @Test func `One that ends before anybody could ask does not pass either`() async throws {
        let scratch = try Scratch()
        let result = try await replay(try await fixture(scratch), "leaves", ["--settle", "30"])
        #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("it gave no sign of having read any of"))
    }

    @Test func `One that stops reading does not pass`() async throws {
        let scratch = try Scratch()
        let fixture = try await fixture(scratch)
        let result = try await replay(fixture, "stops", ["--patience", "2"])
        #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains(/over socket 1 it read only \d/))
    }

    @Test func `One whose library answers no pings passes, since it reads`() async throws {
        let scratch = try Scratch()
        let fixture = try await fixture(scratch)
        #if os(Linux)
        let result = try await replay(fixture, "no-pongs")
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains(/\d+ messages over 1 socket, all taken from the connection/))
        #endif
        let allowed = try await replay(fixture, "never", ["--allow-unread", "--patience", "2"])
        #expect(allowed.status == 0, Comment(rawValue: allowed.output + allowed.errors))
        #expect(allowed.output.contains(/\d+ messages over 1 socket, 0 of them read for certain/))
    }
}
