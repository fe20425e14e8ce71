import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Events about what the bot did wait for that, also where no answer names anything new.
@Suite struct BotActTests {
    /// A call of the bot, and an event about it that was recorded before the call's answer.
    struct Case: Sendable, CustomTestStringConvertible {
        var method: String
        var arguments: JSONValue
        var answer: JSONValue = ["ok": true]
        var event: JSONValue

        var testDescription: String { "\(method), \(event["subtype"] ?? event["type"] ?? "")" }
        var call: WebAPICall {
            WebAPICall(method: method, arguments: arguments.members ?? [])
        }
    }

    private static let cases: [Case] = [
        Case(
            method: "chat.update",
            arguments: ["channel": "C1", "ts": "1.1", "text": "b"],
            answer: ["ok": true, "ts": "1.1", "channel": "C1"],
            event: [
                "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1.3",
                "message": ["ts": "1.1", "text": "b"],
            ]
        ),
        Case(
            method: "chat.delete",
            arguments: ["channel": "C1", "ts": "1.1"],
            event: [
                "type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "1.3",
                "deleted_ts": "1.1",
            ]
        ),
        Case(
            method: "conversations.create",
            arguments: ["name": "new"],
            answer: ["ok": true, "channel": ["id": "C9"]],
            event: ["type": "channel_created", "channel": ["id": "C9", "name": "new"]]
        ),
        Case(
            method: "conversations.open",
            arguments: ["users": "U1"],
            answer: ["ok": true, "channel": ["id": "D9"]],
            event: ["type": "im_open", "user": "U1", "channel": "D9"]
        ),
        Case(
            method: "conversations.invite",
            arguments: ["channel": "C8", "users": "U2"],
            event: [
                "type": "member_joined_channel", "user": "U2", "channel": "C8", "inviter": "U0",
            ]
        ),
        Case(
            method: "conversations.rename",
            arguments: ["channel": "C8", "name": "renamed"],
            event: ["type": "channel_rename", "channel": ["id": "C8", "name": "renamed"]]
        ),
        Case(
            method: "conversations.setTopic",
            arguments: ["channel": "C8", "topic": "t"],
            event: ["type": "message", "subtype": "channel_topic", "channel": "C8", "ts": "1.4"]
        ),
        Case(
            method: "files.delete",
            arguments: ["file": "F1"],
            event: ["type": "file_deleted", "file_id": "F1", "event_ts": "1.5"]
        ),
        Case(
            method: "chat.postMessage",
            arguments: ["channel": "C1", "thread_ts": "1.1", "text": "a"],
            answer: ["ok": true, "ts": "1.9", "channel": "C1"],
            event: [
                "type": "message", "subtype": "message_replied", "channel": "C1", "ts": "1.95",
                "message": ["ts": "1.0", "latest_reply": "1.9", "replies": [["ts": "1.9"]]],
            ]
        ),
    ]

    private static func session(_ test: Case) -> Session {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("a")))
        builder.at(50, .answer(call: 2, .posted("1.1")))
        builder.at(60, .call(id: 3, test.call))
        builder.at(70, .receive(socket: 1, SocketMessage(json: test.event)))
        builder.at(80, .answer(call: 3, WebAPIAnswer(json: test.answer)))
        return builder.session
    }

    @Test(arguments: cases) func `An event about an act waits for it`(test: Case) throws {
        var driver = try CursorDriver(Self.session(test))
        let socket = try driver.connect()
        try driver.call(.post("a"))
        driver.now += .seconds(60)
        #expect(driver.next(on: socket) == .blocked)
        _ = driver.cursor.call(test.call, at: driver.now)
        #expect(try driver.take(on: socket) == SocketMessage(json: test.event).text)
        #expect(driver.cursor.report().divergences.isEmpty)
    }

    @Test func `Each change waits for its own update`() throws {
        func update(_ text: String) -> WebAPICall {
            WebAPICall(
                method: "chat.update",
                arguments: [
                    JSONMember("channel", "C1"), JSONMember("ts", "1.1"),
                    JSONMember("text", .string(text)),
                ]
            )
        }
        func changed(_ text: String, _ ts: String) -> SocketMessage {
            SocketMessage(
                json: [
                    "type": "message", "subtype": "message_changed", "channel": "C1",
                    "ts": .string(ts), "message": ["ts": "1.1", "text": .string(text)],
                ]
            )
        }
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("a")))
        builder.at(50, .answer(call: 2, .posted("1.1")))
        builder.at(60, .call(id: 3, update("b")))
        builder.at(61, .call(id: 4, update("c")))
        builder.at(70, .receive(socket: 1, changed("b", "1.2")))
        builder.at(71, .receive(socket: 1, changed("c", "1.3")))
        builder.at(80, .answer(call: 3, .posted("1.1")))
        builder.at(81, .answer(call: 4, .posted("1.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        try driver.call(.post("a"))
        driver.now += .seconds(60)
        #expect(driver.next(on: socket) == .blocked)
        _ = driver.cursor.call(update("b"), at: driver.now)
        #expect(try driver.take(on: socket) == changed("b", "1.2").text)
        #expect(driver.next(on: socket) == .blocked)
        _ = driver.cursor.call(update("c"), at: driver.now)
        #expect(try driver.take(on: socket) == changed("c", "1.3").text)
    }

    @Test func `What is said to a response URL comes back after it was said`() throws {
        let call = WebAPICall(
            .url("https://hooks.slack.com/actions/T1/2/abc"),
            body: .json(JSONText(["text": "done"]))
        )
        let echo = SocketMessage(
            json: [
                "type": "message", "subtype": "bot_message", "bot_id": "B1", "channel": "C1",
                "text": "done", "ts": "1.7",
            ]
        )
        var builder = SessionBuilder.rtm()
        builder.at(60, .call(id: 3, call))
        builder.at(70, .receive(socket: 1, echo))
        builder.at(80, .answer(call: 3, WebAPIAnswer(json: ["ok": true])))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.now += .seconds(60)
        #expect(driver.next(on: socket) == .blocked)
        _ = driver.cursor.call(call, at: driver.now)
        #expect(try driver.take(on: socket) == echo.text)
    }

    @Test func `An error that names a message answers it`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("x", id: 7)))
        let error = #"{"type":"error","reply_to":7,"error":{"code":2,"msg":"no text"}}"#
        builder.at(50, .receive(socket: 1, SocketMessage(error)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.now += .seconds(60)
        #expect(driver.next(on: socket) == .blocked)
        try driver.send(.rtm("x", id: 9), on: socket)
        #expect(try driver.take(on: socket).contains(#""reply_to":9"#))
    }
}
