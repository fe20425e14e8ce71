import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct PingTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, #"{"id":3,"type":"ping","time":1000,"n":1}"#.message))
        builder.at(
            45,
            .receive(socket: 1, #"{"type":"pong","time":1000, "n":1,"reply_to":3}"#.message)
        )
        builder.at(60, .receive(socket: 1, .event("hi", ts: "1.1")))
        return builder.session
    }()

    @Test func `A ping gets its recorded pong, made to fit`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        try driver.send(#"{"id":8,"type":"ping","time":2000,"timestamp":7}"#.message, on: socket)
        #expect(
            try driver.take(on: socket)
                == #"{"timestamp":7,"type":"pong","time":2000, "reply_to":8}"#
        )
        // One recorded gap after the greeting, like every frame behind another.
        #expect(driver.now == .ms(35))
    }

    @Test func `The same ping gets the recorded bytes`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        try driver.send(#"{"id":3,"type":"ping","time":1000,"n":1}"#.message, on: socket)
        #expect(try driver.take(on: socket) == #"{"type":"pong","time":1000, "n":1,"reply_to":3}"#)
    }

    @Test func `A bot that pings more often is answered as Slack answers`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        try driver.send(#"{"id":1,"type":"ping"}"#.message, on: socket)
        _ = try driver.take(on: socket)
        let ping = #"{"id":2,"type":"ping","time":5.5,"deep":{"a":1},"text":"x"}"#
        try driver.send(ping.message, on: socket)
        #expect(
            try driver.take(on: socket) == #"{"type":"pong","reply_to":2,"time":5.5,"text":"x"}"#
        )
        #expect(driver.cursor.report().divergences.isEmpty)
        #expect(driver.cursor.report().extra.isEmpty)
    }

    @Test func `A bot that does not ping misses nothing`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == SocketMessage.event("hi", ts: "1.1").text)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A late ping still gets its pong`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        driver.now = .seconds(9)
        try driver.send(#"{"id":4,"type":"ping"}"#.message, on: socket)
        #expect(try driver.take(on: socket) == #"{"type":"pong","reply_to":4}"#)
        #expect(driver.now == .seconds(9) + .ms(5))
    }

    @Test func `Under strict ordering a pong that waits for other actions still comes`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, #"{"id":3,"type":"ping"}"#.message))
        builder.at(42, .call(id: 2, .post("x")))
        builder.at(45, .receive(socket: 1, #"{"type":"pong","reply_to":3}"#.message))
        var driver = try CursorDriver(builder.session, options: ReplayOptions(ordering: .strict))
        let socket = try driver.connect()
        try driver.send(#"{"id":3,"type":"ping"}"#.message, on: socket)
        #expect(driver.next(on: socket) == .blocked)
        _ = driver.cursor.call(.post("x"), at: driver.now)
        #expect(try driver.take(on: socket) == #"{"type":"pong","reply_to":3}"#)
    }

    @Test func `WebSocket pings of the bot are answered at once, and recorded pongs not repeated`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(40, .ping(socket: 1, by: .bot, [1]))
        builder.at(45, .pong(socket: 1, by: .peer, [1]))
        builder.at(50, .ping(socket: 1, by: .peer, [2]))
        builder.at(50, .pong(socket: 1, by: .bot, [2]))
        builder.at(55, .pong(socket: 1, by: .peer, [3]))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        try driver.cursor.ping([7, 7], on: socket)
        #expect(try driver.event(on: socket) == .pong([7, 7]))
        #expect(try driver.event(on: socket) == .ping([2]))
        #expect(try driver.event(on: socket) == .pong([3]))
        #expect(driver.next(on: socket) == .blocked)
        #expect(driver.cursor.report().isFaithful)
    }
}
