import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct CausalReleaseTests {
    /// A frame that must not come before `call`, and must come once it was made and answered.
    private static func expectHeld(
        _ frame: SocketMessage,
        until call: WebAPICall,
        answered answer: WebAPIAnswer
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, call))
        builder.at(140, .answer(call: 2, answer))
        builder.at(200, .receive(socket: 1, frame))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.now = .seconds(60)
        #expect(driver.next(on: socket) == .blocked)
        try driver.call(call)
        #expect(driver.now == .seconds(60) + .ms(40))
        #expect(try driver.take(on: socket) == frame.text)
        #expect(driver.now == .seconds(60) + .ms(100))
    }

    /// A frame that nothing holds back, though `call` stands before it.
    private static func expectFree(
        _ frame: SocketMessage,
        after call: WebAPICall,
        answered answer: WebAPIAnswer
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, call))
        builder.at(140, .answer(call: 2, answer))
        builder.at(200, .receive(socket: 1, frame))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == frame.text)
        // As recorded, but for the bot opening its socket 10 ms sooner.
        #expect(driver.now == .ms(190))
    }

    @Test func `The echo of a post comes after the call that made it`() throws {
        try Self.expectHeld(
            .event("hello", ts: "5.000001"),
            until: .post("hello"),
            answered: .posted("5.000001")
        )
    }

    @Test func `A reply in the thread of a post comes after the call that made the post`() throws {
        let reply = SocketMessage(
            #"{"type":"message","channel":"C1","user":"U1","ts":"6.000001","thread_ts":"5.000001"}"#
        )
        try Self.expectHeld(reply, until: .post("hello"), answered: .posted("5.000001"))
    }

    @Test(arguments: [
        #"{"type":"message","subtype":"message_changed","channel":"C1","ts":"7.1","message":{"ts":"5.1"}}"#,
        #"{"type":"message","subtype":"message_deleted","channel":"C1","ts":"7.1","deleted_ts":"5.1"}"#,
        #"{"type":"message","subtype":"message_replied","channel":"C1","message":{"thread_ts":"5.1"}}"#,
        #"{"type":"reaction_added","item":{"type":"message","channel":"C1","ts":"5.1"},"user":"U9"}"#,
        #"{"type":"pin_added","channel_id":"C1","item":{"message":{"ts":"5.1"}}}"#,
        #"{"type":"desktop_notification","channel":"C1","msg":"5.1","event_ts":"5.2"}"#,
        #"{"envelope_id":"e","type":"events_api","payload":{"event":{"type":"message","ts":"5.1","channel":"C1"}}}"#,
        #"{"envelope_id":"e","type":"interactive","payload":{"container":{"message_ts":"5.1"},"channel":{"id":"C1"}}}"#,
    ])
    func `Whatever is about a post comes after it`(_ frame: String) throws {
        try Self.expectHeld(SocketMessage(frame), until: .post("x"), answered: .posted("5.1"))
    }

    @Test func `An event about another message waits for nothing`() throws {
        try Self.expectFree(
            .event("hi", ts: "5.000002"),
            after: .post("x"),
            answered: .posted("5.000001")
        )
    }

    @Test func `The same ts in another channel is another message`() throws {
        try Self.expectFree(
            .event("hi", ts: "5.1", in: "C2"),
            after: .post("x"),
            answered: .posted("5.1")
        )
    }

    @Test func `What a call only looked at is not its doing`() throws {
        let history = WebAPICall(
            method: "conversations.history",
            arguments: [JSONMember("channel", "C1")]
        )
        try Self.expectFree(
            .event("hi", ts: "5.1"),
            after: history,
            answered: WebAPIAnswer(json: ["ok": true, "ts": "5.1", "messages": [["ts": "5.1"]]])
        )
    }

    @Test func `A refused call has no effects`() throws {
        try Self.expectFree(
            .event("hi", ts: "5.1"),
            after: .post("x"),
            answered: WebAPIAnswer(json: ["ok": false, "error": "no_text", "ts": "5.1"])
        )
    }

    @Test func `A reaction comes after the call that made it, though the answer names nothing`()
        throws
    {
        let call = WebAPICall(
            method: "reactions.add",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("timestamp", "3.1"),
                JSONMember("name", "eyes"),
            ]
        )
        let answer = WebAPIAnswer(json: ["ok": true])
        let event =
            #"{"type":"reaction_added","user":"UBOT","reaction":"eyes","item":{"ts":"3.1"}}"#
        try Self.expectHeld(SocketMessage(event), until: call, answered: answer)
        let other = #"{"type":"reaction_added","user":"U1","reaction":"tada","item":{"ts":"3.1"}}"#
        try Self.expectFree(SocketMessage(other), after: call, answered: answer)
    }

    @Test func `Somebody else's reaction is not the bot's`() throws {
        var builder = SessionBuilder()
        let reaction = WebAPICall(
            method: "reactions.add",
            arguments: [JSONMember("timestamp", "3.1"), JSONMember("name", "eyes")]
        )
        let url = "wss://slack.test/1"
        builder.at(0, .call(id: 1, .connect))
        let answer: JSONValue = ["ok": true, "url": .string(url), "self": ["id": "UBOT"]]
        builder.at(10, .answer(call: 1, WebAPIAnswer(json: answer)))
        builder.at(20, .open(socket: 1, SocketRequest(url: url), call: 1))
        builder.at(30, .receive(socket: 1, .hello))
        builder.at(40, .call(id: 2, reaction))
        builder.at(50, .answer(call: 2, WebAPIAnswer(json: ["ok": true])))
        let event = #"{"type":"reaction_added","user":"U1","reaction":"eyes","item":{"ts":"3.1"}}"#
        builder.at(60, .receive(socket: 1, SocketMessage(event)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == event)
    }

    @Test func `News of a file come after its upload was completed`() throws {
        let complete = WebAPICall(
            method: "files.completeUploadExternal",
            arguments: [JSONMember("files", [["id": "F1", "title": "a.txt"]])]
        )
        let answer = WebAPIAnswer(json: ["ok": true, "files": [["id": "F1"]]])
        let shared = #"{"type":"file_shared","file_id":"F1","file":{"id":"F1"}}"#
        try Self.expectHeld(SocketMessage(shared), until: complete, answered: answer)
        let message = #"{"type":"message","channel":"C1","ts":"9.1","files":[{"id":"F1"}]}"#
        try Self.expectHeld(SocketMessage(message), until: complete, answered: answer)
    }

    @Test func `A submitted view comes after the call that opened it`() throws {
        let open = WebAPICall(method: "views.open", arguments: [JSONMember("trigger_id", "1.2")])
        let answer = WebAPIAnswer(json: ["ok": true, "view": ["id": "V1"]])
        let submission =
            #"{"envelope_id":"e","type":"interactive","payload":{"type":"view_submission","view":{"id":"V1"}}}"#
        try Self.expectHeld(SocketMessage(submission), until: open, answered: answer)
    }

    @Test func `An echo that was recorded before the answer comes before the answer again`() throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("hello")))
        builder.at(110, .receive(socket: 1, .event("hello", ts: "5.1")))
        builder.at(140, .answer(call: 2, .posted("5.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.now = .seconds(5)
        #expect(driver.next(on: socket) == .blocked)
        #expect(
            driver.cursor.call(.post("hello"), at: driver.now)
                == .matched(call: 1, due: .seconds(5) + .ms(40))
        )
        #expect(driver.next(on: socket) == .due(.seconds(5) + .ms(10)))
    }

    @Test func `A change of an acknowledged message comes after its acknowledgement`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .send(socket: 1, .rtm("hello", id: 1)))
        builder.at(120, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"5.1"}"#.message))
        builder.at(130, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: nil))
        let change =
            #"{"type":"message","subtype":"message_changed","channel":"C1","message":{"ts":"5.1"}}"#
        builder.at(150, .receive(socket: 2, change.message))
        var driver = try CursorDriver(builder.session)
        let first = try driver.connect()
        let second = try driver.open("wss://slack.test/2")
        try driver.send(.rtm("hello", id: 1), on: first)
        #expect(driver.next(on: second) == .blocked)
        _ = try driver.take(on: first)
        #expect(try driver.take(on: second) == change)
    }

    @Test func `A socket whose URL a frame gave opens after that frame`() throws {
        var builder = SessionBuilder.rtm()
        let gift = #"{"type":"reconnect_url","url":"wss:\/\/slack.test\/again"}"#
        builder.at(40, .receive(socket: 1, gift.message))
        builder.at(50, .open(socket: 2, SocketRequest(url: "wss://slack.test/again"), call: nil))
        builder.at(60, .receive(socket: 2, .hello))
        var driver = try CursorDriver(builder.session)
        let first = try driver.connect()
        let request = SocketRequest(url: "wss://slack.test/again")
        let second = try driver.cursor.open(request, at: driver.now)
        #expect(driver.cursor.opening(second, at: driver.now) == .blocked)
        _ = try driver.take(on: first)
        #expect(driver.cursor.opening(second, at: driver.now) == .opened)
    }

    @Test func `A socket opens after the call that gave its URL was answered`() throws {
        var driver = try CursorDriver(SessionBuilder.rtm().session)
        let request = SocketRequest(url: "wss://slack.test/1")
        let socket = try driver.cursor.open(request, at: .zero)
        #expect(driver.cursor.opening(socket, at: .zero) == .blocked)
        #expect(driver.next(on: socket) == .blocked)
        try driver.call(.connect)
        #expect(driver.cursor.opening(socket, at: driver.now) == .opened)
        #expect(try driver.take(on: socket) == SocketMessage.hello.text)
    }
}

extension String {
    var message: SocketMessage { SocketMessage(self) }
}
