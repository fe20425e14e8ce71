import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct PerturbationTests {
    /// Ten events, seconds apart, then the end.
    private static let events: Session = {
        var builder = SessionBuilder.rtm()
        for number in 1...10 {
            let event = SocketMessage.event("\(number)", ts: "1.\(number)")
            builder.at(Int64(number) * 2_000, .receive(socket: 1, event))
        }
        builder.at(60_000, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        return builder.session
    }()

    private static func options(
        _ seed: UInt64,
        _ order: Perturbation.FrameOrder = .kept,
        pace: ReplayOptions.Pace = .immediate
    ) -> ReplayOptions {
        ReplayOptions(pace: pace, perturbation: Perturbation(seed: seed, frameOrder: order))
    }

    /// The texts of a socket's events in the order in which they come, and when the last came.
    private static func arrivals(
        _ session: Session,
        _ options: ReplayOptions
    ) throws -> (texts: [String], end: Duration) {
        var driver = try CursorDriver(session, options: options)
        let socket = try driver.connect()
        var texts: [String] = []
        while case .message(let message) = try driver.event(on: socket) {
            texts.append(try JSONValue(parsing: message.bytes)["text"]?.string ?? "")
        }
        return (texts, driver.now)
    }

    @Test(arguments: 1...40)
    func `Events of a socket keep their order`(seed: UInt64) throws {
        let (texts, _) = try Self.arrivals(Self.events, Self.options(seed))
        #expect(texts == (1...10).map(String.init))
    }

    @Test(arguments: 1...40)
    func `The echo of what the bot says holds up nobody, and comes before the end`(
        seed: UInt64
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(50, .call(id: 2, .post("echo")))
        builder.at(60, .answer(call: 2, .posted("5.1")))
        builder.at(65, .receive(socket: 1, .event("echo", ts: "5.1")))
        builder.at(2_000, .receive(socket: 1, .event("two", ts: "1.2")))
        builder.at(3_000, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        var driver = try CursorDriver(builder.session, options: Self.options(seed))
        let socket = try driver.connect()
        #expect(try driver.take(on: socket).contains("one"))
        #expect(try driver.take(on: socket).contains("two"))
        // The call is made, and its answer may be late.
        guard case .matched(let call, let due?) = driver.cursor.call(.post("echo"), at: driver.now)
        else {
            Issue.record("the call does not match")
            return
        }
        if due > driver.now { #expect(driver.next(on: socket) == .blocked) }
        driver.now = max(driver.now, due)
        _ = driver.cursor.takeOutcome(of: call, due: due)
        #expect(try driver.take(on: socket).contains("echo"))
        #expect(try driver.event(on: socket) == .closed(SocketClose(code: 1000, by: .peer)))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `Events that were seconds apart come in bursts`() throws {
        let recorded = try Self.arrivals(Self.events, ReplayOptions())
        #expect(recorded.end > .seconds(59))
        let bursts = try (UInt64(1)...40).filter { seed in
            var driver = try CursorDriver(Self.events, options: Self.options(seed, pace: .recorded))
            let socket = try driver.connect()
            let first = driver.now
            for _ in 1...5 { _ = try driver.take(on: socket) }
            return driver.now - first < .seconds(2)
        }
        #expect(bursts.count > 4)
        #expect(bursts.count < 40, "some seeds leave gaps as they were")
    }

    @Test func `Events overtake each other where that was asked for, and the end stays last`()
        throws
    {
        let orders = Set(
            try (UInt64(1)...40).map {
                try Self.arrivals(Self.events, Self.options($0, .free)).texts
            }
        )
        #expect(orders.count > 20)
        for order in orders { #expect(Set(order).count == 10, "none is lost: \(order)") }
    }

    @Test(arguments: 1...40)
    func `Events about the same message keep their order`(seed: UInt64) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("new", ts: "1.1")))
        builder.at(200, .receive(socket: 1, .event("other", ts: "1.2")))
        builder.at(300, .receive(socket: 1, .event("edited", ts: "1.1")))
        builder.at(400, .receive(socket: 1, .event("deleted", ts: "1.1")))
        builder.at(500, .close(socket: 1, SocketClose(by: .peer)))
        let (texts, _) = try Self.arrivals(builder.session, Self.options(seed, .free))
        #expect(texts.filter { $0 != "other" } == ["new", "edited", "deleted"])
    }

    /// When each event of ``events`` is Slack's to give, in the order in which they are given, to a bot that does
    /// `meanwhile` before each asking.
    private static func timing(
        _ options: ReplayOptions,
        meanwhile: (inout CursorDriver, _ socket: Int) throws -> Void
    ) throws -> [Arrival] {
        var driver = try CursorDriver(events, options: options)
        let socket = try driver.connect()
        var arrivals: [Arrival] = []
        while arrivals.count <= 10 {
            try meanwhile(&driver, socket)
            let event = try driver.event(on: socket)
            let timeline = driver.cursor.timeline
            let frames = timeline.sockets[0].frames
            let place = try #require(
                frames.indices.first { place in
                    timeline.event(of: FrameRef(socket: 0, frame: place), by: nil) == event
                }
            )
            let ref = FrameRef(socket: 0, frame: place)
            guard case .released(let at) = driver.cursor.progress.state(of: ref) else { continue }
            arrivals.append(Arrival(entry: frames[place].entry, at: at))
        }
        return arrivals
    }

    private struct Arrival: Equatable {
        var entry: Int
        var at: Duration
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>, Perturbation.FrameOrder.allCases)
    func `One seed means one timing, whatever the bot does meanwhile`(
        _ seed: UInt64,
        _ order: Perturbation.FrameOrder
    ) throws {
        let options = Self.options(seed, order)
        let plain = try Self.timing(options) { _, _ in }
        // It asks late, pings, calls what was not recorded, and looks without taking anything.
        let busy = try Self.timing(options) { driver, socket in
            driver.now += .ms(7)
            try driver.cursor.ping([1], on: socket)
            _ = driver.cursor.call(.post("\(driver.now)"), at: driver.now)
            #expect(try driver.event(on: socket) == .pong([1]))
        }
        #expect(busy == plain)
        #expect(Set(plain.map(\.entry)).count == 11, "ten events and the end")
        let events = plain.dropLast()
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at })
        let others = try (seed + 1...seed + 3).map { seed in
            try Self.timing(Self.options(seed, order)) { _, _ in }
        }
        #expect(others.contains { $0 != plain }, "another seed, another timing")
    }

    @Test func `All delays together stay within the budget`() throws {
        var builder = SessionBuilder.rtm()
        for number in 1...2_000 {
            let event = SocketMessage.event("\(number)", ts: "1.\(number)")
            builder.at(Int64(number) * 1_000, .receive(socket: 1, event))
        }
        builder.at(9_000_000, .close(socket: 1, SocketClose(by: .peer)))
        for seed: UInt64 in 1...10 {
            let (texts, end) = try Self.arrivals(builder.session, Self.options(seed))
            #expect(texts.count == 2_000)
            #expect(end < .seconds(7), "an average of 5 s, and chance")
        }
    }
}
