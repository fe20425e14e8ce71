import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// A recorded end of a socket does not overtake what the bot still has to do, at any pace and without a seed.
@Suite struct SocketEndTests {
    /// How Slack ends a socket, or announces it.
    enum End: String, CaseIterable, Sendable {
        case disconnect, goodbye, migration, close, loss

        fileprivate var event: SocketEvent {
            switch self {
            case .disconnect: .message(#"{"type":"disconnect","reason":"warning"}"#.message)
            case .goodbye: .message(#"{"type":"goodbye"}"#.message)
            case .migration: .message(#"{"type":"team_migration_started"}"#.message)
            case .close: .closed(SocketClose(code: 1000, by: .peer))
            case .loss: .closed(SocketClose(code: nil, by: .lost))
            }
        }

        fileprivate var entry: SessionEntry.Kind {
            switch event {
            case .message(let message): .receive(socket: 1, message)
            case .closed(let close): .close(socket: 1, close)
            case .ping, .pong: preconditionFailure("no end")
            }
        }
    }

    private static let acknowledgement = #"{"envelope_id":"e1"}"#.message

    /// An envelope, its acknowledgement, and 40 ms later the end; then another end if there is one.
    private static func session(_ ends: End...) -> Session {
        var builder = SessionBuilder.rtm()
        builder.at(
            40,
            .receive(socket: 1, #"{"envelope_id":"e1","type":"events_api","payload":{}}"#.message)
        )
        builder.at(60, .send(socket: 1, acknowledgement))
        for (place, end) in ends.enumerated() { builder.at(100 + Int64(place), end.entry) }
        return builder.session
    }

    private static func driver(
        _ session: Session,
        _ pace: ReplayOptions.Pace,
        _ ordering: ReplayOptions.Ordering = .causal
    ) throws -> (CursorDriver, socket: Int) {
        let options = ReplayOptions(pace: pace, ordering: ordering)
        var driver = try CursorDriver(session, options: options)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("e1"))
        return (driver, socket)
    }

    @Test(arguments: End.allCases, [ReplayOptions.Pace.recorded, .scaled(0.1), .immediate])
    func `It waits for what the bot said before it`(_ end: End, pace: ReplayOptions.Pace) throws {
        var (driver, socket) = try Self.driver(Self.session(end), pace)
        driver.now = .seconds(3)
        #expect(driver.next(on: socket) == .blocked)
        try driver.send(Self.acknowledgement, on: socket)
        #expect(try driver.event(on: socket) == end.event)
        #expect(driver.now == .seconds(3) + pace.gap(40_000))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `It waits for calls and openings, too, and not for a close`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("x")))
        builder.at(45, .answer(call: 2, .posted("5.1")))
        builder.at(50, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: nil))
        builder.at(60, .close(socket: 2, SocketClose(by: .bot)))
        builder.at(70, End.close.entry)
        var driver = try CursorDriver(builder.session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        #expect(driver.next(on: socket) == .blocked)
        _ = try driver.open("wss://slack.test/2")
        #expect(driver.next(on: socket) == .blocked)
        try driver.call(.post("x"))
        #expect(driver.next(on: socket) == .event(End.close.event))
    }

    @Test(arguments: End.allCases, [ReplayOptions.Ordering.causal, .strict])
    func `A bot that leaves something out gets it when nothing else can happen`(
        _ end: End,
        ordering: ReplayOptions.Ordering
    ) throws {
        var (driver, socket) = try Self.driver(Self.session(end), .recorded, ordering)
        driver.now = .seconds(3)
        #expect(driver.next(on: socket) == .blocked)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: socket) == .event(end.event))
        let report = driver.cursor.report()
        #expect(report.missing.map(\.entry) == [6])
        #expect(report.withheld.isEmpty)
        #expect(report.unreleased.isEmpty)
    }

    @Test func `What was left out holds up the first end only`() throws {
        let (disconnect, close) = (End.disconnect, End.close)
        var (driver, socket) = try Self.driver(Self.session(disconnect, close), .immediate)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: socket) == .event(disconnect.event))
        #expect(driver.next(on: socket) == .event(close.event))
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == false)
    }

    @Test func `Frames are let go before an end is, and of two ends the earlier`() throws {
        var builder = SessionBuilder.rtm()
        let second = SocketRequest(url: "wss://slack.test/2")
        builder.at(35, .open(socket: 2, second, call: nil))
        builder.at(40, .call(id: 2, .post("x")))
        builder.at(45, .answer(call: 2, .posted("5.1")))
        builder.at(50, .receive(socket: 2, .event("x", ts: "5.1")))
        builder.at(60, .close(socket: 2, SocketClose(by: .peer)))
        builder.at(70, .call(id: 3, .post("y")))
        builder.at(75, .answer(call: 3, .posted("6.1")))
        builder.at(80, End.close.entry)
        var driver = try CursorDriver(builder.session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        let other = try driver.open(second.url)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: other) == .blocked, "the event is let go")
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: other) == .event(.closed(SocketClose(by: .peer))))
        #expect(driver.next(on: socket) == .blocked)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: socket) == .event(End.close.event))
        #expect(driver.cursor.report().missing.map(\.entry) == [6, 10])
    }
}
