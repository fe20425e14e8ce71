import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct RepeatedReadTests {
    private static let read = WebAPICall(method: "auth.test")
    private static let other = WebAPICall(
        method: "users.info",
        arguments: [JSONMember("user", "U1")]
    )

    private static func answer(_ number: Int) -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "n": .number("\(number)")])
    }

    /// The bot asked twice for itself and once for somebody else.
    private static let session: Session = {
        var builder = SessionBuilder()
        builder.at(10, .call(id: 1, read))
        builder.at(20, .answer(call: 1, answer(1)))
        builder.at(30, .call(id: 2, read))
        builder.at(40, .answer(call: 2, answer(2)))
        builder.at(50, .call(id: 3, other))
        builder.at(60, .answer(call: 3, answer(3)))
        return builder.session
    }()

    @Test func `A read that the bot makes once more is answered as before, and told`() throws {
        var driver = try CursorDriver(Self.session)
        for number in [1, 2, 2, 2] { #expect(try driver.call(Self.read) == Self.answer(number)) }
        for _ in 1...2 { #expect(try driver.call(Self.other) == Self.answer(3)) }
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
        #expect(report.repeatedReads.count == 3)
        #expect(report.repeatedReads.last?.outcome == .repeated(entry: 5))
    }

    @Test func `A read that the bot makes less often is not missing, unless it makes none`() throws
    {
        var driver = try CursorDriver(Self.session)
        try driver.call(Self.read)
        try driver.call(Self.other)
        let report = driver.cursor.report()
        #expect(report.isFaithful, "\(report)")
        #expect(report.omittedReads.map(\.entry) == [3])
        var without = try CursorDriver(Self.session)
        try without.call(Self.read)
        #expect(without.cursor.report().missing.map(\.entry) == [5])
    }

    @Test func `Where it is asked for, every read counts`() throws {
        let options = ReplayOptions(repeatedReads: .strict)
        var driver = try CursorDriver(Self.session, options: options)
        try driver.call(Self.read)
        try driver.call(Self.other)
        #expect(throws: TransportFailure.self) { try driver.call(Self.other) }
        #expect(driver.cursor.report().missing.map(\.entry) == [3])
    }

    @Test func `What changes something is not answered again`() throws {
        var builder = SessionBuilder()
        builder.at(10, .call(id: 1, .post("a")))
        builder.at(20, .answer(call: 1, .posted("1.1")))
        var driver = try CursorDriver(builder.session)
        try driver.call(.post("a"))
        #expect(throws: TransportFailure.self) { try driver.call(.post("a")) }
    }
}
