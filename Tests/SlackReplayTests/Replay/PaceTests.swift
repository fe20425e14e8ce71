import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct PaceTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(130, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(230, .receive(socket: 1, .event("b", ts: "1.2")))
        return builder.session
    }()

    @Test func `Gaps are as recorded`() throws {
        var driver = try CursorDriver(Self.session)
        driver.now = .seconds(1)
        let socket = try driver.connect()
        #expect(driver.now == .seconds(1) + .ms(20))
        _ = try driver.take(on: socket)
        #expect(driver.now == .seconds(1) + .ms(120))
        _ = try driver.take(on: socket)
        #expect(driver.now == .seconds(1) + .ms(220))
    }

    @Test func `A frame arrives on time however late the bot asks for the one before`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        driver.now = .ms(225)
        _ = try driver.take(on: socket)
        #expect(driver.now == .ms(225))
        // Due 210 ms after the opening at 10 ms, as recorded; not 100 ms after the late asking.
        _ = try driver.take(on: socket)
        #expect(driver.now == .ms(225))
    }

    @Test func `Gaps are scaled`() throws {
        var driver = try CursorDriver(Self.session, options: ReplayOptions(pace: .scaled(0.5)))
        let socket = try driver.connect()
        #expect(driver.now == .ms(10))
        _ = try driver.take(on: socket)
        #expect(driver.now == .ms(60))
    }

    @Test func `Without gaps everything comes at once but in its order`() throws {
        var driver = try CursorDriver(Self.session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == SocketMessage.event("a", ts: "1.1").text)
        #expect(try driver.take(on: socket) == SocketMessage.event("b", ts: "1.2").text)
        #expect(driver.now == .zero)
        #expect(driver.next(on: socket) == .blocked)
    }

    @Test(arguments: [-1.0, 0, .leastNonzeroMagnitude])
    func `A factor that is not positive leaves no gaps`(_ factor: Double) throws {
        var driver = try CursorDriver(Self.session, options: ReplayOptions(pace: .scaled(factor)))
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        #expect(driver.now == .zero)
    }

    @Test(arguments: [Double.infinity, .greatestFiniteMagnitude, 1e300, .nan, -.infinity])
    func `A factor beyond all clocks leaves a gap that they can count`(_ factor: Double) {
        for microseconds in [0, 1, Int64.max] {
            let gap = ReplayOptions.Pace.scaled(factor).gap(microseconds)
            #expect((Duration.zero...Duration.longest).contains(gap))
        }
        #expect(ReplayOptions.Pace.recorded.gap(.max) == .longest)
    }

    @Test func `A frame comes one recorded gap after the latest of its causes`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(110, .answer(call: 2, .posted("5.1")))
        builder.at(115, .receive(socket: 1, .event("x", ts: "5.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        // The call at once: the frame before decides, 85 ms after it.
        try driver.call(.post("x"))
        #expect(driver.next(on: socket) == .due(.ms(105)))
        driver = try CursorDriver(builder.session)
        _ = try driver.connect()
        driver.now = .ms(1_000)
        // The call late: its answer decides, 5 ms after it.
        try driver.call(.post("x"))
        #expect(driver.next(on: socket) == .due(.ms(1_015)))
    }
}
