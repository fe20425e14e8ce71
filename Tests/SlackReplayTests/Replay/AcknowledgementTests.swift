import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct AcknowledgementTests {
    /// One question, one answer over the socket with id 7, and its acknowledgement.
    private static func session(id: JSONValue? = 7) -> SessionBuilder {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("hi", ts: "1.000001")))
        builder.at(150, .send(socket: 1, .rtm("hello", id: id)))
        let replyTo = id == nil ? "" : #""reply_to": 7 , "#
        builder.at(
            170,
            .receive(
                socket: 1,
                SocketMessage(#"{ "ok":true, \#(replyTo)"ts":"1.000002","text":"hello" }"#)
            )
        )
        return builder
    }

    @Test func `An acknowledgement comes with the id that the bot used this time`() throws {
        var driver = try CursorDriver(Self.session().session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(.rtm("hello", id: 4711), on: socket)
        #expect(
            try driver.take(on: socket)
                == #"{ "ok":true, "reply_to": 4711 , "ts":"1.000002","text":"hello" }"#
        )
    }

    @Test func `An acknowledgement names no id when the bot used none`() throws {
        var driver = try CursorDriver(Self.session().session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(.rtm("hello"), on: socket)
        #expect(try driver.take(on: socket) == #"{ "ok":true, "ts":"1.000002","text":"hello" }"#)
    }

    @Test func `An acknowledgement gets an id when the recorded bot used none`() throws {
        var driver = try CursorDriver(Self.session(id: nil).session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(.rtm("hello", id: 3), on: socket)
        #expect(
            try driver.take(on: socket)
                == #"{"reply_to":3, "ok":true, "ts":"1.000002","text":"hello" }"#
        )
    }

    @Test func `The same id gives back the recorded bytes`() throws {
        let session = Self.session().session
        var driver = try CursorDriver(session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(.rtm("hello", id: 7), on: socket)
        guard case .receive(socket: 1, let recorded)? = session.entries.last?.kind else {
            Issue.record("the session ends with the acknowledgement")
            return
        }
        #expect(try driver.event(on: socket) == .message(recorded))
    }

    @Test func `An acknowledgement never comes before its message`() throws {
        var driver = try CursorDriver(Self.session().session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        driver.now = .seconds(3_600)
        #expect(driver.next(on: socket) == .blocked)
        try driver.send(.rtm("hello", id: 1), on: socket)
        #expect(driver.next(on: socket) == .due(.seconds(3_600) + .ms(20)))
    }
}
