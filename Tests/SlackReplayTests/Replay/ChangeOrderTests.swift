import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Of changes of one thing the last is what is left.
@Suite struct ChangeOrderTests {
    private static let ts = "1790000101.000100"

    private static func call(_ method: String, _ arguments: [(String, String)]) -> WebAPICall {
        WebAPICall(
            method: method,
            arguments: arguments.map { JSONMember($0.0, .string($0.1)) }
        )
    }

    private static func update(_ text: String, ts: String = ts) -> WebAPICall {
        call("chat.update", [("channel", "C1"), ("ts", ts), ("text", text)])
    }

    private static func react(_ method: String, _ name: String) -> WebAPICall {
        call(method, [("channel", "C1"), ("timestamp", ts), ("name", name)])
    }

    private static func topic(_ text: String, channel: String = "C1") -> WebAPICall {
        call("conversations.setTopic", [("channel", channel), ("topic", text)])
    }

    /// An event, a post, and then these one after the other.
    private static func session(_ steps: [WebAPICall], events: [Int64] = [50]) -> Session {
        var builder = SessionBuilder.rtm()
        var happenings: [(Int64, SessionEntry.Kind)] = events.map { at in
            (at, .receive(socket: 1, .event("go", ts: "17900000\(at + 10).000100")))
        }
        for (number, step) in ([.post("start")] + steps).enumerated() {
            let start = Int64(number) * 100 + 100
            let answer =
                number == 0 ? WebAPIAnswer.posted(ts) : WebAPIAnswer(json: ["ok": true])
            happenings.append((start, .call(id: number + 2, step)))
            happenings.append((start + 10, .answer(call: number + 2, answer)))
        }
        for (at, kind) in happenings.sorted(by: { $0.0 < $1.0 }) { builder.at(at, kind) }
        builder.at(9_000, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        return builder.session
    }

    private func play(
        _ recorded: [WebAPICall],
        _ made: [WebAPICall],
        events: [Int64] = [50],
        ordering: ReplayOptions.Ordering = .recorded
    ) throws -> ReplayReport {
        let options = ReplayOptions(pace: .immediate, ordering: ordering)
        var driver = try CursorDriver(Self.session(recorded, events: events), options: options)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        for step in [.post("start")] + made {
            driver.now += .milliseconds(10)
            _ = try driver.call(step)
        }
        return driver.cursor.report()
    }

    static let changes: [(WebAPICall, WebAPICall, isOneThing: Bool)] = [
        (update("half way"), update("done"), true),
        (update("half way"), update("done", ts: "1790000050.000100"), false),
        (react("reactions.add", "eyes"), react("reactions.remove", "eyes"), true),
        (react("reactions.add", "eyes"), react("reactions.add", "tada"), false),
        (topic("old"), topic("new"), true), (topic("old"), topic("new", channel: "C2"), false),
        (update("done"), react("reactions.add", "eyes"), false),
        (.post("one"), .post("two"), false),
        (.post("bye"), of("conversations.archive"), true),
        (.post("bye"), of("conversations.archive", in: "C2"), false),
        (of("conversations.join"), .post("hello"), true),
        (
            react("reactions.add", "eyes"), call("chat.delete", [("channel", "C1"), ("ts", ts)]),
            true
        ),
        (group("usergroups.enable"), group("usergroups.disable"), true),
        (call("dnd.setSnooze", [("num_minutes", "5")]), call("dnd.endSnooze", []), true),
        (status("is thinking"), status(""), true),
        (canvas("first"), canvas("second"), true),
        (
            respond(["text": "half way", "replace_original": true]),
            respond(["text": "done", "replace_original": true]), true
        ),
        (
            respond(["text": "half way", "replace_original": true]),
            respond(["delete_original": true]), true
        ),
        (respond(["text": "one"]), respond(["text": "two"]), false),
        (
            call("calls.update", [("id", "R1"), ("title", "x")]), call("calls.end", [("id", "R1")]),
            true
        ),
        (participants("add", "U1"), participants("remove", "U1"), true),
        (participants("add", "U1"), participants("remove", "U2"), false),
        (mark("1790000100.000100"), mark("1790000050.000100"), true),
        (unfurl("https://a.example"), unfurl("https://a.example", "a page"), true),
        (unfurl("https://a.example"), unfurl("https://b.example"), false),
        (cell("Row1", "Col1", "true"), cell("Row1", "Col1", "false"), true),
        (cell("Row1", "Col1", "true"), cell("Row2", "Col1", "false"), false),
        (prompts("Loading"), prompts("Lunch"), true),
        (share("set", "U1"), share("delete", "U1"), true),
        (share("set", "U1"), share("delete", "U2"), false),
    ]

    private static func participants(_ verb: String, _ user: String) -> WebAPICall {
        call(
            "calls.participants.\(verb)",
            [("id", "R1"), ("users", #"[{"slack_id":"\#(user)"}]"#)]
        )
    }

    private static func mark(_ ts: String) -> WebAPICall {
        call("conversations.mark", [("channel", "C1"), ("ts", ts)])
    }

    private static func unfurl(_ link: String, _ text: String = "loading") -> WebAPICall {
        let unfurls: JSONValue = .object([JSONMember(link, ["text": .string(text)])])
        return WebAPICall(
            method: "chat.unfurl",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("ts", .string(ts)),
                JSONMember("unfurls", unfurls),
            ]
        )
    }

    private static func cell(_ row: String, _ column: String, _ value: String) -> WebAPICall {
        let cells = #"[{"row_id":"\#(row)","column_id":"\#(column)","checkbox":\#(value)}]"#
        return call("slackLists.items.update", [("list_id", "F1"), ("cells", cells)])
    }

    private static func prompts(_ title: String) -> WebAPICall {
        call(
            "assistant.threads.setSuggestedPrompts",
            [("channel_id", "D1"), ("thread_ts", ts), ("title", title), ("prompts", "[]")]
        )
    }

    private static func share(_ verb: String, _ user: String) -> WebAPICall {
        let level = verb == "set" ? [("access_level", "write")] : []
        return call(
            "canvases.access.\(verb)",
            [("canvas_id", "F1"), ("user_ids", #"["\#(user)"]"#)] + level
        )
    }

    private static func of(_ method: String, in channel: String = "C1") -> WebAPICall {
        call(method, [("channel", channel)])
    }

    private static func group(_ method: String) -> WebAPICall {
        call(method, [("usergroup", "S1")])
    }

    private static func status(_ text: String) -> WebAPICall {
        call(
            "assistant.threads.setStatus",
            [("channel_id", "D1"), ("thread_ts", ts), ("status", text)]
        )
    }

    private static func canvas(_ text: String) -> WebAPICall {
        call("canvases.edit", [("canvas_id", "F1"), ("changes", text)])
    }

    private static func respond(_ message: JSONValue) -> WebAPICall {
        WebAPICall(
            .url("https://hooks.slack.com/actions/T1/2/x"),
            body: .json(JSONText(message))
        )
    }

    /// A file has to be there before its upload is completed, in whatever order else things may come.
    @Test(arguments: [ReplayOptions.Ordering.recorded, .causal])
    func `An upload is completed when the file is there`(ordering: ReplayOptions.Ordering) throws {
        let url = "https://files.slack.com/upload/v1/k1"
        let upload = WebAPICall(.url(url), body: .bytes([1, 2, 3]))
        let complete = Self.call("files.completeUploadExternal", [("files", #"[{"id":"F1"}]"#)])
        let announce = Self.call(
            "files.getUploadURLExternal",
            [("filename", "a.bin"), ("length", "3")]
        )
        var builder = SessionBuilder.rtm()
        let ticket = WebAPIAnswer(json: ["ok": true, "upload_url": .string(url), "file_id": "F1"])
        let answers = [
            ticket, WebAPIAnswer(body: Array("OK".utf8)), WebAPIAnswer(json: ["ok": true]),
        ]
        for (number, call) in [announce, upload, complete].enumerated() {
            builder.at(Int64(number) * 100 + 100, .call(id: number + 2, call))
            builder.at(Int64(number) * 100 + 110, .answer(call: number + 2, answers[number]))
        }
        let session = builder.session
        func report(_ calls: [WebAPICall]) throws -> ReplayReport {
            let options = ReplayOptions(pace: .immediate, ordering: ordering)
            var driver = try CursorDriver(session, options: options)
            _ = try driver.connect()
            for call in calls {
                driver.now += .milliseconds(10)
                try driver.call(call)
            }
            return driver.cursor.report()
        }
        #expect(try report([announce, upload, complete]).isFaithful)
        let early = try report([announce, complete, upload])
        #expect(early.divergences.isEmpty && early.missing.isEmpty)
        #expect(early.findings.map(\.entry) == [builder.session.entries.count - 3])
    }

    @Test func `Changes of one thing keep their order, and those of two need not`() throws {
        for (first, second, isOneThing) in Self.changes {
            let same = try play([first, second], [first, second])
            #expect(same.reversed.isEmpty)
            let other = try play([first, second], [second, first])
            #expect(other.divergences.isEmpty)
            #expect(other.findings.count == (isOneThing ? 1 : 0), "\(first) \(second)")
        }
    }

    /// Messages may come every few hundred milliseconds, and each find the bot at rest.
    @Test(arguments: [(second: Int64(500), isExcused: false), (second: 160, isExcused: true)])
    func `An event that the bot was done with when the next came explains no other order`(
        second: Int64,
        isExcused: Bool
    ) throws {
        let updates = (Self.update("half way"), Self.update("done"))
        var builder = SessionBuilder.rtm()
        func take(_ id: Int, _ call: WebAPICall, _ answer: WebAPIAnswer, at: Int64) {
            builder.at(at, .call(id: id, call))
            builder.at(at + 10, .answer(call: id, answer))
        }
        builder.at(110, .receive(socket: 1, .event("one", ts: "1790000010.000100")))
        take(2, .post("start"), .posted(Self.ts), at: 120)
        builder.at(second, .receive(socket: 1, .event("two", ts: "1790000020.000100")))
        take(3, updates.0, WebAPIAnswer(json: ["ok": true]), at: second + 10)
        take(4, updates.1, WebAPIAnswer(json: ["ok": true]), at: second + 30)
        let options = ReplayOptions(pace: .immediate, ordering: .recorded)
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.call(.post("start"))
        _ = try driver.take(on: socket)
        for update in [updates.1, updates.0] {
            driver.now += .milliseconds(10)
            try driver.call(update)
        }
        #expect(driver.cursor.report().reversed.map(\.isExcused) == [isExcused])
    }

    @Test func `Two events that the bot has at once may have their changes in any order`() throws {
        let (first, second) = (Self.update("for ann"), Self.update("for bob"))
        let report = try play([first, second], [second, first], events: [50, 60])
        #expect(report.reversed.compactMap(\.finding).isEmpty)
        #expect(report.reversed.map(\.isExcused) == [true])
        // The second came when the first had been answered.
        let apart = try play([first, second], [second, first], events: [50, 290])
        #expect(apart.reversed.map(\.isExcused) == [false])
    }

    @Test func `Where events come in no recorded order, nor do changes`() throws {
        let (first, second) = (Self.update("half way"), Self.update("done"))
        let report = try play([first, second], [second, first], ordering: .causal)
        #expect(report.isFaithful)
    }
}
