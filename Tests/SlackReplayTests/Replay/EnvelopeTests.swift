import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct EnvelopeTests {
    private static func envelope(_ id: String, attempt: Int = 0) -> SocketMessage {
        let payload = #"{"event_id":"Ev1","event":{"type":"app_mention","ts":"1.1"}}"#
        return SocketMessage(
            #"{"envelope_id":"\#(id)","type":"events_api","retry_attempt":\#(attempt),"payload":\#(payload)}"#
        )
    }

    /// A delivery that the recorded bot acknowledged only after Slack had repeated it.
    private static func session(again: String = "e1") -> Session {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, envelope("e1")))
        builder.at(3_040, .receive(socket: 1, envelope(again, attempt: 1)))
        builder.at(3_050, .send(socket: 1, #"{"envelope_id":"e1"}"#.message))
        builder.at(3_060, .receive(socket: 1, #"{"type":"goodbye"}"#.message))
        return builder.session
    }

    @Test(arguments: ["e1", "e2"])
    func `Slack does not deliver again what the bot acknowledged this time`(_ id: String) throws {
        var driver = try CursorDriver(Self.session(again: id))
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == Self.envelope("e1").text)
        try driver.send(#"{"envelope_id":"e1"}"#.message, on: socket)
        #expect(try driver.take(on: socket) == #"{"type":"goodbye"}"#)
        let report = driver.cursor.report()
        #expect(report.withheld.map(\.reason) == [.acknowledged])
        #expect(report.missing.isEmpty)
    }

    @Test(arguments: ["e1", "e2"])
    func `Slack delivers again what the bot has not acknowledged`(_ id: String) throws {
        var driver = try CursorDriver(Self.session(again: id))
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == Self.envelope("e1").text)
        #expect(try driver.take(on: socket) == Self.envelope(id, attempt: 1).text)
        #expect(driver.now == .ms(3_030))
        try driver.send(#"{"envelope_id":"e1"}"#.message, on: socket)
        #expect(try driver.take(on: socket) == #"{"type":"goodbye"}"#)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test(arguments: [ReplayOptions.Ordering.causal, .strict])
    func `Nobody asks for the acknowledgement of a delivery that was needless this time`(
        ordering: ReplayOptions.Ordering
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, Self.envelope("e1")))
        builder.at(3_040, .receive(socket: 1, Self.envelope("e2", attempt: 1)))
        builder.at(3_050, .send(socket: 1, #"{"envelope_id":"e1"}"#.message))
        builder.at(3_060, .send(socket: 1, #"{"envelope_id":"e2"}"#.message))
        builder.at(3_070, .receive(socket: 1, #"{"type":"goodbye"}"#.message))
        let options = ReplayOptions(ordering: ordering)
        var quick = try CursorDriver(builder.session, options: options)
        let socket = try quick.connect()
        _ = try quick.take(on: socket)
        try quick.send(#"{"envelope_id":"e1"}"#.message, on: socket)
        #expect(try quick.take(on: socket) == #"{"type":"goodbye"}"#)
        #expect(quick.cursor.report().isFaithful)

        var slow = try CursorDriver(builder.session, options: options)
        let other = try slow.connect()
        for _ in 1...2 { _ = try slow.take(on: other) }
        try slow.send(#"{"envelope_id":"e1"}"#.message, on: other)
        #expect(slow.cursor.report().missing.map(\.entry) == [8])
    }

    @Test func `A third delivery, on another socket, is as needless as the second`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, Self.envelope("e1")))
        builder.at(3_040, .receive(socket: 1, Self.envelope("e1", attempt: 1)))
        builder.at(3_050, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: nil))
        builder.at(6_040, .receive(socket: 2, Self.envelope("e1", attempt: 2)))
        builder.at(6_050, .receive(socket: 2, .hello))
        var driver = try CursorDriver(builder.session)
        let first = try driver.connect()
        let second = try driver.open("wss://slack.test/2")
        _ = try driver.take(on: first)
        try driver.send(#"{"envelope_id":"e1"}"#.message, on: first)
        driver.now = .seconds(4)
        #expect(driver.next(on: first) == .blocked)
        #expect(try driver.take(on: second) == SocketMessage.hello.text)
        let report = driver.cursor.report()
        #expect(report.withheld.map(\.reason) == [.acknowledged, .acknowledged])
    }

    @Test func `A second delivery is as recorded, if asked`() throws {
        var driver = try CursorDriver(
            Self.session(),
            options: ReplayOptions(redelivery: .asRecorded)
        )
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(#"{"envelope_id":"e1"}"#.message, on: socket)
        #expect(try driver.take(on: socket) == Self.envelope("e1", attempt: 1).text)
    }

    @Test func `Repeated acknowledgements are let pass, or diverge if asked`() throws {
        let acknowledgement = #"{"envelope_id":"e1"}"#.message
        var driver = try CursorDriver(Self.session())
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(acknowledgement, on: socket)
        try driver.send(acknowledgement, on: socket)
        #expect(driver.cursor.report().actions.last?.outcome == .tolerated)
        driver = try CursorDriver(
            Self.session(),
            options: ReplayOptions(toleratesRepeatedAcknowledgements: false)
        )
        _ = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(acknowledgement, on: socket)
        #expect(throws: TransportFailure.self) { try driver.send(acknowledgement, on: socket) }
    }

    @Test func `A bot may acknowledge what the recorded one did not, and it is listed`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, Self.envelope("e1")))
        builder.at(3_040, .receive(socket: 1, .event("a", ts: "1.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        let acknowledgement = #"{"envelope_id":"e1"}"#.message
        // Not before it was delivered.
        #expect(throws: TransportFailure.self) { try driver.send(acknowledgement, on: socket) }
        _ = try driver.take(on: socket)
        try driver.send(acknowledgement, on: socket)
        #expect(driver.cursor.report().extra.map(\.outcome) == [.diverged, .extra])
    }

    @Test(arguments: [true, false])
    func `An acknowledgement that the recording was cut short of does not count`(
        botClosed: Bool
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, Self.envelope("e1")))
        if botClosed {
            builder.at(3_030, .close(socket: 1, SocketClose(by: .bot)))
            builder.at(9_000, .call(id: 2, .post("x")))
        }
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(#"{"envelope_id":"e1"}"#.message, on: socket)
        #expect(driver.cursor.report().extra.isEmpty)
    }
}
