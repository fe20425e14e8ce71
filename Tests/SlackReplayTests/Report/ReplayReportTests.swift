import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct ReplayReportTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("a")))
        builder.at(50, .answer(call: 2, .posted("5.1")))
        builder.at(60, .receive(socket: 1, .event("a", ts: "5.1")))
        builder.at(70, .receive(socket: 1, .event("hi", ts: "6.1")))
        return builder.session
    }()

    @Test func `A faithful replay says so`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        try driver.call(.post("a"))
        _ = try driver.take(on: socket)
        _ = try driver.take(on: socket)
        let report = driver.cursor.report()
        #expect(report.isFaithful)
        #expect(report.description == "as recorded: 3 actions of the bot")
        #expect(
            report.timeline.map(\.description) == [
                "0.000 s matched: the call rtm.connect (entry 1, 0.000 s)",
                "0.010 s matched: the socket to wss://slack.test/… (entry 3, 0.020 s)",
                "0.020 s matched: the call chat.postMessage (entry 5, 0.040 s)",
            ]
        )
    }

    @Test func `Everything that was not as recorded stands on one timeline`() throws {
        let options = ReplayOptions(mode: .lenient(unmatched: .slackError()))
        var driver = try CursorDriver(Self.session, options: options)
        let socket = try driver.connect()
        driver.now = .ms(65)
        try driver.call(.post("b"))
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        #expect(driver.next(on: socket) != .blocked)
        #expect(
            driver.cursor.report().description == """
                not as recorded: 2 actions matched, 1 extra, 1 missing, 1 withheld
                0.040 s missing: the call chat.postMessage (entry 5)
                0.060 s withheld: the message event on socket 1 (entry 7): it waits for entry 6, which never came
                0.065 s extra: the call chat.postMessage
                """
        )
    }

    @Test func `A divergence is on the timeline and explained below it`() throws {
        var driver = try CursorDriver(Self.session)
        #expect(throws: TransportFailure.self) { try driver.call(.post("b")) }
        let lines = driver.cursor.report().description.split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "not as recorded: 0 actions matched, 1 extra, 3 missing, 3 not taken"
        )
        #expect(lines.contains("0.000 s diverged: the call chat.postMessage"))
        #expect(
            lines.last?.hasPrefix("the call chat.postMessage at 0.000 s was not recorded") == true
        )
    }

    /// The session without its end mark.
    private static let truncated: Session = {
        var truncated = session
        truncated.isComplete = false
        return truncated
    }()

    /// Does all that the session holds.
    private static func perform(_ driver: inout CursorDriver) throws {
        let socket = try driver.connect()
        try driver.call(.post("a"))
        _ = try driver.take(on: socket)
        _ = try driver.take(on: socket)
    }

    @Test func `What was done as far as a truncated recording goes is no verdict`() throws {
        var driver = try CursorDriver(Self.truncated)
        try Self.perform(&driver)
        let report = driver.cursor.report()
        #expect(!report.isFaithful)
        #expect(
            report.description == """
                no verdict: 3 actions matched
                the recording is truncated: it has no end mark, and what came after entry 8 (0.070 s) is not known
                """
        )
    }

    @Test func `A truncated recording may count as whole, and the report says that it is not`()
        throws
    {
        let options = ReplayOptions(allowsTruncated: true)
        var driver = try CursorDriver(Self.truncated, options: options)
        try Self.perform(&driver)
        let report = driver.cursor.report()
        #expect(report.isFaithful)
        #expect(
            report.description == """
                as recorded: 3 actions of the bot
                the recording is truncated: it has no end mark, and what came after entry 8 (0.070 s) is not known
                """
        )
        #expect(try CursorDriver(Self.session).cursor.report().truncation == nil)
    }
}
