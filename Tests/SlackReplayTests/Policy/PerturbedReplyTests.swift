import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct PerturbedReplyTests {
    private static func options(_ seed: UInt64) -> ReplayOptions {
        ReplayOptions(pace: .immediate, perturbation: Perturbation(seed: seed))
    }

    @Test func `Outstanding answers overtake each other`() throws {
        var builder = SessionBuilder.rtm()
        for id in 2...3 {
            builder.at(Int64(id) * 100, .call(id: id, .post("\(id)")))
            builder.at(Int64(id) * 100 + 50, .answer(call: id, .posted("5.\(id)")))
        }
        var orders: Set<[Int]> = []
        for seed: UInt64 in 1...40 {
            var cursor = try ReplayCursor(builder.session, options: Self.options(seed))
            let due = (2...3).compactMap { id -> (Duration, Int)? in
                guard case .matched(_, let due?) = cursor.call(.post("\(id)"), at: .zero) else {
                    return nil
                }
                return (due, id)
            }
            orders.insert(due.sorted { $0 < $1 }.map(\.1))
        }
        #expect(orders == [[2, 3], [3, 2]])
    }

    @Test func `An acknowledgement is late while events go on, and never before its message`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(200, .send(socket: 1, .rtm("x", id: 7)))
        builder.at(300, .receive(socket: 1, SocketMessage(#"{"ok":true,"reply_to":7,"ts":"1.5"}"#)))
        builder.at(400, .receive(socket: 1, .event("b", ts: "1.2")))
        var orders: Set<[String]> = []
        for seed: UInt64 in 1...60 {
            var driver = try CursorDriver(builder.session, options: Self.options(seed))
            let socket = try driver.connect()
            var seen = [try driver.take(on: socket)]
            try driver.send(.rtm("x", id: 7), on: socket)
            for _ in 1...2 { seen.append(try driver.take(on: socket)) }
            orders.insert(seen.map { $0.contains("reply_to") ? "ack" : "event" })
        }
        #expect(orders == [["event", "ack", "event"], ["event", "event", "ack"]])
    }

    @Test(arguments: 1...40)
    func `An event about a post comes after the post's answer`(seed: UInt64) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(160, .receive(socket: 1, .event("x", ts: "5.1")))
        var driver = try CursorDriver(builder.session, options: Self.options(seed))
        let socket = try driver.connect()
        #expect(driver.next(on: socket) == .blocked)
        try driver.call(.post("x"))
        _ = try driver.take(on: socket)
    }

    @Test(arguments: 1...40)
    func `A socket does not end before the bot has said what it said before`(
        seed: UInt64
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .send(socket: 1, .rtm("x", id: 7)))
        builder.at(200, .receive(socket: 1, SocketMessage(#"{"ok":true,"reply_to":7,"ts":"1.5"}"#)))
        builder.at(300, .receive(socket: 1, SocketMessage(#"{"type":"goodbye"}"#)))
        builder.at(400, .close(socket: 1, SocketClose(by: .peer)))
        var driver = try CursorDriver(builder.session, options: Self.options(seed))
        let socket = try driver.connect()
        #expect(driver.next(on: socket) == .blocked)
        try driver.send(.rtm("x", id: 7), on: socket)
        #expect(try driver.take(on: socket).contains("reply_to"))
        #expect(try driver.take(on: socket).contains("goodbye"))
        #expect(try driver.event(on: socket) == .closed(SocketClose(by: .peer)))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A bot that leaves something out gets the end when nothing else can happen`() throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        builder.at(400, .close(socket: 1, SocketClose(by: .peer)))
        var driver = try CursorDriver(builder.session, options: Self.options(1))
        let socket = try driver.connect()
        #expect(driver.next(on: socket) == .blocked)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: socket) == .event(.closed(SocketClose(by: .peer))))
        #expect(driver.cursor.report().missing.count == 1)
        #expect(driver.cursor.report().withheld.isEmpty)
    }
}
