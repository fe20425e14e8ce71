import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct BlockedFrameTests {
    /// Two questions; the recorded bot answered the second first, each with an acknowledgement.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(50, .receive(socket: 1, .event("two", ts: "1.2")))
        builder.at(60, .send(socket: 1, .rtm("re two", id: 1)))
        builder.at(65, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"2.1"}"#.message))
        builder.at(70, .send(socket: 1, .rtm("re one", id: 2)))
        builder.at(75, .receive(socket: 1, #"{"ok":true,"reply_to":2,"ts":"2.2"}"#.message))
        builder.at(90, .receive(socket: 1, .event("three", ts: "1.3")))
        return builder.session
    }()

    private static func driver() throws -> (CursorDriver, socket: Int) {
        var driver = try CursorDriver(session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        _ = try driver.take(on: socket)
        return (driver, socket)
    }

    @Test func `A bot that answers in another order still gets its acknowledgements`() throws {
        var (driver, socket) = try Self.driver()
        // A queue answers "one" first and waits for its acknowledgement before it goes on.
        try driver.send(.rtm("re one", id: 1), on: socket)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":1,"ts":"2.2"}"#)
        #expect(driver.next(on: socket) == .blocked)
        try driver.send(.rtm("re two", id: 2), on: socket)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":2,"ts":"2.1"}"#)
        #expect(try driver.take(on: socket) == SocketMessage.event("three", ts: "1.3").text)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `Acknowledgements keep the recorded order when nothing blocks them`() throws {
        var (driver, socket) = try Self.driver()
        try driver.send(.rtm("re one", id: 1), on: socket)
        try driver.send(.rtm("re two", id: 2), on: socket)
        driver.now = .seconds(1)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":2,"ts":"2.1"}"#)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":1,"ts":"2.2"}"#)
    }

    @Test func `A frame whose cause never came holds up the others until it is withheld`() throws {
        var (driver, socket) = try Self.driver()
        try driver.send(.rtm("re one", id: 1), on: socket)
        _ = try driver.take(on: socket)
        driver.now = .seconds(10)
        #expect(driver.next(on: socket) == .blocked)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(try driver.take(on: socket) == SocketMessage.event("three", ts: "1.3").text)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == false)
        let report = driver.cursor.report()
        #expect(report.withheld.map(\.entry) == [8])
        #expect(report.withheld.map(\.reason) == [.causeNeverCame(entry: 7)])
        #expect(report.missing.map(\.entry) == [7])
        #expect(!report.isFaithful)
    }

    @Test func `A withheld frame still comes when its cause does`() throws {
        var (driver, socket) = try Self.driver()
        driver.now = .seconds(10)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(try driver.take(on: socket) == SocketMessage.event("three", ts: "1.3").text)
        try driver.send(.rtm("re two", id: 9), on: socket)
        #expect(try driver.take(on: socket) == #"{"ok":true,"reply_to":9,"ts":"2.1"}"#)
        #expect(driver.now == .seconds(10) + .ms(5))
        #expect(driver.cursor.report().withheld.map(\.entry) == [10])
    }

    @Test func `Nothing is withheld where nothing is blocked`() throws {
        var driver = try CursorDriver(SessionBuilder.rtm().session)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == false)
        let socket = try driver.connect()
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == false)
        #expect(driver.next(on: socket) == .blocked)
    }

    @Test func `A socket that is asked for before its URL was given is denied in the end`() throws {
        var driver = try CursorDriver(SessionBuilder.rtm().session)
        let request = SocketRequest(url: "wss://slack.test/1")
        let socket = try driver.cursor.open(request, at: .zero)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        guard case .failure(let failure) = driver.cursor.opening(socket, at: .zero) else {
            Issue.record("the opening must fail")
            return
        }
        #expect(failure.kind == .divergence)
        #expect(
            failure.message
                == "the socket to wss://slack.test/… was opened before entry 2, which gave "
                + "its URL; make that call first"
        )
    }

    @Test func `Strict ordering waits for every earlier action of the bot`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("a")))
        builder.at(45, .answer(call: 2, .posted("5.1")))
        builder.at(50, .receive(socket: 1, .event("unrelated", ts: "9.1", in: "C9")))
        var free = try CursorDriver(builder.session)
        let socket = try free.connect()
        #expect(free.next(on: socket) == .due(.ms(40)))
        var strict = try CursorDriver(builder.session, options: ReplayOptions(ordering: .strict))
        _ = try strict.connect()
        strict.now = .ms(500)
        #expect(strict.next(on: socket) == .blocked)
        _ = strict.cursor.call(.post("a"), at: strict.now)
        #expect(strict.next(on: socket) == .due(.ms(510)))
    }
}
