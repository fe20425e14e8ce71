import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct SentMessageTests {
    private static func session(_ messages: SocketMessage...) -> Session {
        var builder = SessionBuilder.rtm()
        for (index, message) in messages.enumerated() {
            builder.at(Int64(100 + index), .send(socket: 1, message))
        }
        return builder.session
    }

    private static func expect(
        _ recorded: String,
        matches: Bool,
        _ actual: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        var driver = try CursorDriver(session(recorded.message))
        let socket = try driver.connect()
        if matches {
            try driver.send(actual.message, on: socket)
            #expect(driver.cursor.report().isFaithful, sourceLocation: location)
        } else {
            #expect(throws: TransportFailure.self, sourceLocation: location) {
                try driver.send(actual.message, on: socket)
            }
        }
    }

    @Test func `Messages are matched by what they say, not by their ids or their spelling`() throws
    {
        try Self.expect(
            #"{"id":1,"type":"message","channel":"C1","text":"a <b"}"#,
            matches: true,
            #"{"channel":"C1","text":"a \u003cb","type":"message","id":9,"client_msg_id":"x"}"#
                + "\n"
        )
        try Self.expect(
            #"{"type":"message","channel":"C1","text":"a","attachments":null,"thread_ts":null}"#,
            matches: true,
            #"{"type":"message","channel":"C1","text":"a"}"#
        )
        try Self.expect(
            #"{"type":"message","channel":"C1","text":"a"}"#,
            matches: false,
            #"{"type":"message","channel":"C2","text":"a"}"#
        )
        try Self.expect(
            #"{"type":"message","channel":"C1","text":"a"}"#,
            matches: false,
            #"{"type":"message","channel":"C1","text":"a","thread_ts":"1.1"}"#
        )
        try Self.expect("no JSON", matches: true, "no JSON")
        try Self.expect("no JSON", matches: false, "other")
    }

    @Test func `Equal messages stand for equal recordings, in order`() throws {
        var driver = try CursorDriver(Self.session(.rtm("a", id: 1), .rtm("a", id: 2)))
        let socket = try driver.connect()
        try driver.send(.rtm("a", id: 5), on: socket)
        try driver.send(.rtm("a", id: 6), on: socket)
        #expect(throws: TransportFailure.self) { try driver.send(.rtm("a", id: 7), on: socket) }
        let outcomes = driver.cursor.report().actions.suffix(3).map(\.outcome)
        #expect(
            outcomes == [
                .matched(entry: 5, recorded: .ms(100)), .matched(entry: 6, recorded: .ms(101)),
                .diverged,
            ]
        )
    }

    @Test func `An acknowledgement of Socket Mode is matched by its envelope and its payload`()
        throws
    {
        try Self.expect(#"{"envelope_id":"e1"}"#, matches: true, #"{ "envelope_id" : "e1" }"#)
        try Self.expect(#"{"envelope_id":"e1"}"#, matches: false, #"{"envelope_id":"e2"}"#)
        try Self.expect(
            #"{"envelope_id":"e1","payload":{"text":"a","b":1}}"#,
            matches: true,
            #"{"payload":{"b":1,"text":"a"},"envelope_id":"e1"}"#
        )
        try Self.expect(
            #"{"envelope_id":"e1","payload":{"text":"a"}}"#,
            matches: false,
            #"{"envelope_id":"e1","payload":{"text":"b"}}"#
        )
    }

    @Test func `A message that the bot sends on its new socket gets its acknowledgement there`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("a", id: 1)))
        builder.at(50, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"5.1"}"#.message))
        builder.at(60, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: nil))
        var driver = try CursorDriver(builder.session)
        let first = try driver.connect()
        let second = try driver.open("wss://slack.test/2")
        try driver.send(.rtm("a", id: 3), on: second)
        #expect(try driver.take(on: second) == #"{"ok":true,"reply_to":3,"ts":"5.1"}"#)
        #expect(driver.next(on: first) == .blocked)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `The acknowledgement of an old connection's last message comes on the new one`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("a", id: 8)))
        builder.at(50, .close(socket: 1, SocketClose(code: 1006, by: .lost)))
        builder.at(60, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: nil))
        builder.at(70, .receive(socket: 2, .hello))
        builder.at(80, .receive(socket: 2, #"{"ok":true,"reply_to":8,"ts":"5.1"}"#.message))
        var driver = try CursorDriver(builder.session)
        let first = try driver.connect()
        try driver.send(.rtm("a", id: 1), on: first)
        _ = try driver.event(on: first)
        let second = try driver.open("wss://slack.test/2")
        #expect(try driver.take(on: second) == SocketMessage.hello.text)
        #expect(try driver.take(on: second) == #"{"ok":true,"reply_to":1,"ts":"5.1"}"#)
    }

    @Test func `Repeated ids are answered in their order`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("a", id: 1)))
        builder.at(41, .send(socket: 1, .rtm("b", id: 1)))
        builder.at(50, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"5.1"}"#.message))
        builder.at(51, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"5.2"}"#.message))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        try driver.send(.rtm("a", id: 10), on: socket)
        try driver.send(.rtm("b", id: 11), on: socket)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":10,"ts":"5.1"}"#)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":11,"ts":"5.2"}"#)
    }

    @Test func `Sending on a closed socket fails as closed`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .close(socket: 1, SocketClose(code: 1000, reason: "bye", by: .peer)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.event(on: socket)
        let failure = #expect(throws: TransportFailure.self) {
            try driver.send(.rtm("a"), on: socket)
        }
        #expect(failure?.kind == .closed)
        #expect(driver.cursor.report().divergences.isEmpty)
    }
}
