import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct TextStreamTests {
    private static let ts = "1764288000.000100"

    private static func call(_ method: String, _ text: String, ts: String? = ts) -> WebAPICall {
        var arguments = [JSONMember("channel", "C1")]
        if let ts { arguments.append(JSONMember("ts", .string(ts))) }
        if !text.isEmpty { arguments.append(JSONMember("markdown_text", .string(text))) }
        return WebAPICall(method: method, arguments: arguments)
    }

    private static let start = call("chat.startStream", "", ts: nil)

    private static let session: Session = {
        var builder = SessionBuilder()
        builder.at(10, .call(id: 1, start))
        builder.at(20, .answer(call: 1, .posted(ts)))
        for (number, piece) in ["One ", "two th", "ree "].enumerated() {
            builder.at(30, .call(id: number + 2, call("chat.appendStream", piece)))
            builder.at(30, .answer(call: number + 2, .posted(ts)))
        }
        builder.at(50, .call(id: 5, call("chat.stopStream", "four.")))
        builder.at(60, .answer(call: 5, .posted(ts)))
        return builder.session
    }()

    private func report(_ pieces: [String], last: String) throws -> ReplayReport {
        var driver = try CursorDriver(Self.session)
        try driver.call(Self.start)
        for piece in pieces { _ = try? driver.call(Self.call("chat.appendStream", piece)) }
        _ = try? driver.call(Self.call("chat.stopStream", last))
        return driver.cursor.report()
    }

    @Test(arguments: [
        ["One ", "two th", "ree "], ["One two three "], ["O", "ne", " t", "wo ", "thr", "ee", " "],
        [], ["One two three fo"],
    ]) func `However a text is cut, it is the same`(pieces: [String]) throws {
        let rest = "One two three four.".dropFirst(pieces.joined().count)
        let report = try report(pieces, last: String(rest))
        #expect(report.isFaithful, "\(report)")
    }

    @Test func `Another text, less of it and more of it are told`() throws {
        let other = try report(["One ", "two  th", "ree "], last: "four.")
        let first = try #require(other.findings.first)
        #expect(first.expected == ["markdown_text: \"two three four.\""])
        #expect(!(try report(["One ", "two th", "ree "], last: "")).isFaithful)
        #expect(!(try report(["One ", "two th", "ree "], last: "four. And five.")).isFaithful)
        #expect(!(try report(["One ", "two th", "ree ", "four.", "!"], last: "")).isFaithful)
    }

    @Test func `Nothing is appended to a stream that is over`() throws {
        var driver = try CursorDriver(Self.session)
        try driver.call(Self.start)
        try driver.call(Self.call("chat.appendStream", "One two three "))
        try driver.call(Self.call("chat.stopStream", "four."))
        #expect(throws: TransportFailure.self) {
            try driver.call(Self.call("chat.appendStream", ""))
        }
    }

    /// What people write comes when the text has been said, in however many pieces.
    @Test(arguments: [["One two three "], ["One two", " three "], ["One ", "two th", "ree "]])
    func `An event waits for a text, not for its pieces`(pieces: [String]) throws {
        var builder = SessionBuilder.rtm()
        for entry in Self.session.entries {
            let at = Int64(entry.offset / .milliseconds(1)) + 100
            switch entry.kind {
            case .call(let id, let call): builder.at(at, .call(id: id + 1, call))
            case .answer(let id, let answer): builder.at(at, .answer(call: id + 1, answer))
            default: Issue.record("\(entry)")
            }
        }
        builder.at(190, .receive(socket: 1, .event("and now?", ts: "1764288001.000100")))
        let options = ReplayOptions(pace: .immediate, ordering: .recorded)
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        try driver.call(Self.start)
        for piece in pieces { try driver.call(Self.call("chat.appendStream", piece)) }
        try driver.call(Self.call("chat.stopStream", "four."))
        #expect(try driver.take(on: socket).contains("and now?"))
    }

    // MARK: Chunks

    private static let task: JSONValue = [
        "type": "task_update", "id": "1", "title": "Look it up", "status": "complete",
    ]

    private static func text(_ text: String) -> JSONValue {
        ["type": "markdown_text", "text": .string(text)]
    }

    private static func chunks(_ method: String, _ chunks: [JSONValue]) -> WebAPICall {
        WebAPICall(
            method: method,
            arguments: [
                JSONMember("channel", "C1"), JSONMember("ts", .string(ts)),
                JSONMember("chunks", .array(chunks)),
            ]
        )
    }

    /// A replay of a text around the state of a task, recorded in three calls.
    private func chunkReport(_ calls: [[JSONValue]]) throws -> ReplayReport {
        var builder = SessionBuilder()
        builder.at(10, .call(id: 1, Self.start))
        builder.at(20, .answer(call: 1, .posted(Self.ts)))
        for (number, piece) in [[Self.text("One ")], [Self.text("two"), Self.task]].enumerated() {
            builder.at(30, .call(id: number + 2, Self.chunks("chat.appendStream", piece)))
            builder.at(30, .answer(call: number + 2, .posted(Self.ts)))
        }
        builder.at(50, .call(id: 4, Self.chunks("chat.stopStream", [Self.text(" three")])))
        builder.at(60, .answer(call: 4, .posted(Self.ts)))
        var driver = try CursorDriver(builder.session)
        try driver.call(Self.start)
        for (number, chunks) in calls.enumerated() {
            let method = number == calls.count - 1 ? "chat.stopStream" : "chat.appendStream"
            _ = try? driver.call(Self.chunks(method, chunks))
        }
        return driver.cursor.report()
    }

    @Test func `Chunks of text add up, and what else is among them keeps its place`() throws {
        let cuts: [[[JSONValue]]] = [
            [[Self.text("One ")], [Self.text("two"), Self.task], [Self.text(" three")]],
            [
                [Self.text("One t"), Self.text("wo")], [Self.task],
                [Self.text(" "), Self.text("three")],
            ],
            [[Self.text("One two"), Self.task, Self.text(" three")]],
        ]
        for cut in cuts {
            let report = try chunkReport(cut)
            #expect(report.isFaithful, "\(report)")
        }
        var failed = Self.task
        if case .object(var members) = failed {
            members.removeAll { $0.name == "status" }
            failed = .object(members + [JSONMember("status", "error")])
        }
        let others: [[[JSONValue]]] = [
            [[Self.text("One ")], [Self.text("two"), failed], [Self.text(" three")]],
            [[Self.text("One ")], [Self.task, Self.text("two")], [Self.text(" three")]],
            [[Self.text("One ")], [Self.text("two")], [Self.text(" three")]],
            [[Self.text("One ")], [Self.text("two"), Self.task], [Self.text(" four")]],
        ]
        for other in others {
            #expect(try !chunkReport(other).isFaithful)
        }
    }
}
