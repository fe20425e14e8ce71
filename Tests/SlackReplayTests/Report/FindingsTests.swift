import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct FindingsTests {
    /// Three questions, each answered by a post.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        for number in 1...3 {
            let at = Int64(number) * 100
            let event = SocketMessage.event("ticket 47\(number)1", ts: "1764288000.00000\(number)")
            builder.at(at, .receive(socket: 1, event))
            builder.at(at + 10, .call(id: number + 1, .post("re 47\(number)1, " + long)))
            builder.at(at + 20, .answer(call: number + 1, .posted("1764288000.00010\(number)")))
        }
        return builder.session
    }()
    private static let long = String(repeating: "very ", count: 30)

    @Test func `The first difference comes first, whole, and with what led there`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        for number in 1...3 {
            _ = try driver.take(on: socket)
            let text =
                number == 1 ? "re 4711, " + Self.long + "wrong" : "re 47\(number)1, " + Self.long
            _ = try? driver.call(.post(text))
        }
        let report = driver.cursor.report()
        let first = try #require(report.findings.first)
        #expect(report.findings.count == 1, "the missing call is the same difference")
        #expect(!report.isFaithful)
        #expect(first.place == "entry 6, recorded at 0.110 s")
        #expect(first.expected == ["text: \"re 4711, \(Self.long)\""])
        #expect(first.actual == ["text: \"re 4711, \(Self.long)wrong\""])
        #expect(first.slice.contains { $0.hasPrefix("entry 5, 0.100 s: the message event") })
        #expect("\(first)".contains("…"))
        #expect("\(first)".contains("wrong"))
    }

    @Test func `Each wrong reply is compared with another recorded one`() throws {
        var driver = try CursorDriver(Self.session)
        let socket = try driver.connect()
        for number in 1...3 {
            _ = try driver.take(on: socket)
            #expect(throws: TransportFailure.self) { try driver.call(.post("wrong \(number)")) }
        }
        #expect(driver.cursor.report().divergences.map(\.nearest?.entry) == [6, 9, 12])
        #expect(driver.cursor.report().findings.count == 3)
    }

    @Test func `A better acknowledgement is judged alike by all`() throws {
        var builder = SessionBuilder.rtm()
        let envelope = #"{"envelope_id":"e1","type":"events_api","payload":{"event_id":"Ev1"}"#
        builder.at(100, .receive(socket: 1, SocketMessage(envelope + "}")))
        let again = envelope + #","retry_attempt":1,"retry_reason":"timeout"}"#
        builder.at(10_000, .receive(socket: 1, SocketMessage(again)))
        builder.at(10_010, .send(socket: 1, SocketMessage(#"{"envelope_id":"e1"}"#)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(SocketMessage(#"{"envelope_id":"e1"}"#), on: socket)
        driver.now += .seconds(60)
        _ = driver.next(on: socket)
        let report = driver.cursor.report()
        #expect(report.withheld.map(\.reason) == [.acknowledged])
        #expect(report.findings == [])
        #expect(report.isFaithful)
    }

    @Test func `The user and the password in a URL are never printed`() throws {
        let password = ["pass", "word"].joined()
        var builder = SessionBuilder()
        builder.at(1, .call(id: 1, .post("x")))
        var driver = try CursorDriver(builder.session)
        let call = WebAPICall(.url("https://user:\(password)@files.example/a"))
        let failure = #expect(throws: TransportFailure.self) { try driver.call(call) }
        #expect(failure?.message.contains("https://files.example/…") == true)
        #expect(failure?.message.contains(password) == false)
        #expect(!"\(driver.cursor.report())".contains(password))
    }
}
