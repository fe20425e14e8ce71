import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Who writes to a bot has read what it said before: the next message comes after that, however fast the replay goes.
@Suite struct RecordedOrderTests {
    private static let options = ReplayOptions(pace: .immediate, ordering: .recorded)

    /// A message, its answer, and the next message half a second later.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("set tea", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("tea it is")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(600, .receive(socket: 1, .event("get", ts: "1.2")))
        builder.at(610, .call(id: 3, .post("tea")))
        builder.at(650, .answer(call: 3, .posted("5.2")))
        builder.at(5_000, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        return builder.session
    }()

    private static func call(_ text: String, by driver: inout CursorDriver) throws -> (
        Int, Duration
    ) {
        guard case .matched(let call, let due?) = driver.cursor.call(.post(text), at: driver.now)
        else {
            throw Unmatched(text: text)
        }
        return (call, due)
    }

    private static func expectBlocked(
        _ driver: inout CursorDriver,
        _ socket: Int,
        _ why: Comment? = nil
    ) throws {
        let step = driver.next(on: socket)
        #expect(step == .blocked, why)
    }

    private struct Unmatched: Error { let text: String }

    @Test
    func
        `The next message waits for the answer to the one before, and for what Slack said to that`()
        throws
    {
        var driver = try CursorDriver(Self.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("set tea"))
        try Self.expectBlocked(&driver, socket)
        let (call, due) = try Self.call("tea it is", by: &driver)
        try Self.expectBlocked(&driver, socket, "the bot has no answer to its call yet")
        driver.now = max(driver.now, due)
        _ = driver.cursor.takeOutcome(of: call, due: due)
        #expect(try driver.take(on: socket).contains("get"))
        let (last, lastDue) = try Self.call("tea", by: &driver)
        driver.now = max(driver.now, lastDue)
        _ = driver.cursor.takeOutcome(of: last, due: lastDue)
        #expect(try driver.event(on: socket) == .closed(SocketClose(code: 1000, by: .peer)))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A bot that leaves the answer out gets the next message all the same, and is told`()
        throws
    {
        var driver = try CursorDriver(Self.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("set tea"))
        try Self.expectBlocked(&driver, socket)
        let hasLetGo = driver.cursor.withholdBlockedFrames(at: driver.now)
        #expect(hasLetGo)
        #expect(try driver.take(on: socket).contains("get"))
        _ = try Self.call("tea", by: &driver)
        let report = driver.cursor.report()
        #expect(!report.isFaithful)
        #expect(report.missing.count == 1)
        #expect(report.withheld.count <= 1, "only the end of the socket still waits")
    }

    /// What somebody else says in another channel.
    private static let other = SocketMessage(
        json: ["type": "message", "channel": "C2", "user": "U9", "text": "two", "ts": "1.2"]
    )

    @Test(arguments: [nil, 1, 2, 3, 4, 5] as [UInt64?])
    func `Whoever writes elsewhere waits, too: a bot may number what it says, under any seed`(
        seed: UInt64?
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("answer 1")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(600, .receive(socket: 1, Self.other))
        var options = Self.options
        options.perturbation = seed.map { Perturbation(seed: $0) }
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("one"))
        try Self.expectBlocked(&driver, socket)
        try driver.call(.post("answer 1"))
        #expect(try driver.take(on: socket).contains("two"))
    }

    @Test func `What overlapped in the recording may overlap again`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("first half")))
        builder.at(120, .receive(socket: 1, Self.other))
        builder.at(130, .call(id: 4, .post("meanwhile")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(160, .call(id: 3, .post("second half")))
        builder.at(170, .answer(call: 3, .posted("5.2")))
        builder.at(180, .answer(call: 4, .posted("5.3")))
        var driver = try CursorDriver(builder.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("one"))
        try Self.expectBlocked(&driver, socket)
        _ = try Self.call("first half", by: &driver)
        let step = driver.next(on: socket)
        #expect(step == .due(driver.now + .ms(10)), "neither its answer nor what came of that")
    }

    /// An answer may be on its way when the next event comes; by what it did next, the bot had both.
    @Test(arguments: [false, true], [nil, 1, 2, 3] as [UInt64?])
    func `An answer that came right behind an event, and before the bot did anything, comes first`(
        acknowledges: Bool,
        seed: UInt64?
    ) throws {
        let acknowledgement = SocketMessage(json: ["envelope_id": "e1"])
        let event: JSONValue = [
            "type": "events_api", "envelope_id": "e1", "payload": ["event": ["type": "x", "n": 2]],
        ]
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("first")))
        builder.at(149, .receive(socket: 1, acknowledges ? SocketMessage(json: event) : Self.other))
        if acknowledges { builder.at(149, .send(socket: 1, acknowledgement)) }
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(160, .call(id: 3, .post("second")))
        var options = Self.options
        options.perturbation = seed.map { Perturbation(seed: $0) }
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("one"))
        let (call, due) = try Self.call("first", by: &driver)
        try Self.expectBlocked(&driver, socket, "the answer is on its way")
        driver.now = max(driver.now, due)
        _ = driver.cursor.takeOutcome(of: call, due: due)
        let answered = driver.now
        _ = try driver.take(on: socket)
        #expect(driver.now >= answered + .ms(20), "the bot takes it in")
    }

    @Test func `A look-up is waited for, unless the bot knows the answer already`() throws {
        let look = WebAPICall(method: "users.info", arguments: [JSONMember("user", "U1")])
        let found = WebAPIAnswer(json: ["ok": true, "user": ["id": "U1", "name": "ann"]])
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(110, .call(id: 2, look))
        builder.at(150, .answer(call: 2, found))
        builder.at(600, .receive(socket: 1, Self.other))
        builder.at(610, .call(id: 3, look))
        builder.at(650, .answer(call: 3, found))
        builder.at(900, .receive(socket: 1, .event("three", ts: "1.3")))
        var driver = try CursorDriver(builder.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("one"))
        try Self.expectBlocked(&driver, socket)
        try driver.call(look)
        #expect(try driver.take(on: socket).contains("two"))
        #expect(try driver.take(on: socket).contains("three"))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `The next command of a person waits for the acknowledgement of the one before`()
        throws
    {
        var builder = SessionBuilder.rtm()
        func command(_ envelope: String, _ text: String) -> SocketMessage {
            SocketMessage(json: [
                "type": "slash_commands", "envelope_id": .string(envelope),
                "payload": [
                    "command": "/keep", "text": .string(text), "user_id": "U1", "channel_id": "C1",
                ],
            ])
        }
        let said = SocketMessage(json: ["envelope_id": "e1", "payload": ["text": "kept"]])
        builder.at(100, .receive(socket: 1, command("e1", "set tea")))
        builder.at(120, .send(socket: 1, said))
        builder.at(700, .receive(socket: 1, command("e2", "get")))
        var driver = try CursorDriver(builder.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("set tea"))
        try Self.expectBlocked(&driver, socket)
        try driver.cursor.send(said, on: socket, at: driver.now)
        #expect(try driver.take(on: socket).contains("get"))
    }

    /// What people do about the bot's own message, each with its only cause in Slack's ids: the answer to the post.
    private static let aboutTheBot: [JSONValue] = [
        [
            "type": "interactive", "envelope_id": "e1",
            "payload": [
                "type": "block_actions", "user": ["id": "U1"], "trigger_id": "t1",
                "container": ["type": "message", "channel_id": "C1", "message_ts": "5.1"],
                "channel": ["id": "C1"], "message": ["ts": "5.1", "text": "vote"],
                "actions": [["action_id": "yes", "value": "1"]],
            ],
        ],
        [
            "type": "message", "channel": "C1", "user": "U1", "text": "yes", "ts": "6.1",
            "thread_ts": "5.1",
        ],
        [
            "type": "reaction_added", "user": "U1", "reaction": "+1", "event_ts": "6.1",
            "item": ["type": "message", "channel": "C1", "ts": "5.1"],
        ],
    ]

    @Test(arguments: aboutTheBot, [nil, 1, 2, 3] as [UInt64?])
    func `Who presses, answers in a thread or reacts has read what the bot did behind its post`(
        frame: JSONValue,
        seed: UInt64?
    ) throws {
        let pin = WebAPICall(
            method: "pins.add",
            arguments: [JSONMember("channel", "C1"), JSONMember("timestamp", "5.1")]
        )
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("poll", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("vote")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(400, .call(id: 3, pin))
        builder.at(450, .answer(call: 3, WebAPIAnswer(json: ["ok": true])))
        builder.at(900, .receive(socket: 1, SocketMessage(json: frame)))
        var options = Self.options
        options.perturbation = seed.map { Perturbation(seed: $0) }
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("poll"))
        try driver.call(.post("vote"))
        try Self.expectBlocked(&driver, socket, "the bot has not pinned its post")
        try driver.call(pin)
        #expect(try driver.take(on: socket).contains("5.1"))
    }

    @Test(arguments: [(gap: Int64(450), pause: Int64(20)), (gap: 5, pause: 5)])
    func `The next message leaves the bot a moment for what it was answered`(
        gap: Int64,
        pause: Int64
    )
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("post", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("posted")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(150 + gap, .receive(socket: 1, .event("take it back", ts: "1.2")))
        var driver = try CursorDriver(builder.session, options: Self.options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("post"))
        driver.now += .ms(7)
        try driver.call(.post("posted"))
        let answered = driver.now
        #expect(driver.next(on: socket) == .due(answered + .ms(pause)))
        #expect(try driver.take(on: socket).contains("take it back"))
    }

    @Test func `Otherwise nothing but causes is waited for`() throws {
        var driver = try CursorDriver(Self.session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("set tea"))
        #expect(try driver.take(on: socket).contains("get"))
    }
}
