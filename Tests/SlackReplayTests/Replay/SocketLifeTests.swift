import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct SocketLifeTests {
    @Test(arguments: [
        SocketClose(code: 1001, reason: "going away", by: .peer), SocketClose(code: nil, by: .lost),
    ])
    func `A recorded end comes again, and then for ever`(_ close: SocketClose) throws {
        var builder = SessionBuilder.rtm()
        builder.at(50, .close(socket: 1, close))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        #expect(try driver.event(on: socket) == .closed(close))
        #expect(driver.now == .ms(40))
        #expect(driver.next(on: socket) == .event(.closed(close)))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A bot that closes gets no more frames`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(50, .receive(socket: 1, .event("hi", ts: "1.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        let close = SocketClose(code: 1000, by: .bot)
        driver.cursor.close(socket, close, at: driver.now)
        driver.now = .seconds(1)
        #expect(driver.next(on: socket) == .event(.closed(close)))
        let report = driver.cursor.report()
        #expect(report.unreleased.map(\.reason) == [.closed])
        #expect(report.extra.isEmpty)
    }

    @Test func `Closing where the recorded bot closed is faithful, whatever still came then`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(50, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        builder.at(51, .receive(socket: 1, .event("too late", ts: "1.1")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.cursor.close(socket, SocketClose(code: 1000, by: .bot), at: driver.now)
        driver.cursor.close(socket, SocketClose(code: 1000, by: .bot), at: driver.now)
        #expect(driver.cursor.report().isFaithful)
        #expect(
            driver.cursor.report().actions.last?.outcome
                == .matched(entry: 5, recorded: .ms(50))
        )
        #expect(driver.cursor.report().actions.count == 3)
    }

    @Test func `A refused socket is refused again, after the recorded time`() throws {
        let page = WebAPIAnswer(
            status: 404,
            headers: ["content-type": "text/html"],
            body: Array("<h1>gone</h1>".utf8)
        )
        let failure = TransportFailure(.upgradeRefused, "refused", answer: page)
        var builder = SessionBuilder()
        let request = SocketRequest(url: "wss://slack.test/1")
        builder.at(0, .open(socket: 1, request, call: nil))
        builder.at(80, .refused(socket: 1, failure))
        builder.at(90, .open(socket: 2, request, call: nil))
        builder.at(95, .receive(socket: 2, .hello))
        let written = try Session(bytes: builder.session.fixtureBytes(redactor: nil))
        var driver = try CursorDriver(written)
        let first = try driver.cursor.open(request, at: .zero)
        #expect(driver.cursor.opening(first, at: .zero) == .refused(due: .ms(80), failure))
        driver.cursor.refuse(first)
        #expect(driver.next(on: first) == .blocked)
        // The second time it was let in.
        let second = try driver.open()
        #expect(try driver.take(on: second) == SocketMessage.hello.text)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A URL opens as often as it was opened in the recording`() throws {
        var driver = try CursorDriver(SessionBuilder.rtm().session)
        _ = try driver.connect()
        let request = SocketRequest(url: "wss://slack.test/1")
        let failure = #expect(throws: TransportFailure.self) {
            try driver.cursor.open(request, at: driver.now)
        }
        #expect(failure?.kind == .divergence)
        #expect(
            failure?.message
                == "the socket to wss://slack.test/… at 0.020 s was not recorded; the same "
                + "at entry 3 (0.020 s) was already matched; if the bot is meant to do it again, record "
                + "the session again"
        )
    }

    @Test func `Connecting again after the last recorded socket has ended is beyond the recording`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(50, .close(socket: 1, SocketClose(code: 1006, by: .lost)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        #expect(throws: TransportFailure.self) { try driver.call(.connect) }
        #expect(driver.cursor.report().divergences.count == 1)
        driver = try CursorDriver(builder.session)
        _ = try driver.connect()
        _ = try driver.event(on: socket)
        #expect(driver.cursor.call(.connect, at: driver.now) == .beyondEnd)
        #expect(driver.cursor.report().isFaithful)
        guard case .failure(let failure) = driver.cursor.call(.post("x"), at: driver.now) else {
            Issue.record("any other call diverges")
            return
        }
        #expect(failure.kind == .divergence)
    }

    @Test func `Frames of a socket that the bot never opened are listed`() throws {
        let driver = try CursorDriver(SessionBuilder.rtm().session)
        let report = driver.cursor.report()
        #expect(report.unreleased.map(\.reason) == [.neverOpened])
        #expect(report.missing.map(\.entry) == [1, 3])
        #expect(!report.isFaithful)
    }
}
