import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct PlaceholderTests {
    private static let secret = ["0123456789", "abcdef"].joined()
    private static let token = ["xoxb", "12345678901", "abcdefghijklmnop"].joined(separator: "-")

    private static func exchange(_ code: String) -> WebAPICall {
        WebAPICall(
            method: "oauth.v2.access",
            arguments: [
                JSONMember("client_id", "1.2"), JSONMember("client_secret", .string(secret)),
                JSONMember("code", .string(code)),
            ]
        )
    }

    @Test func `A bot with its real secrets matches a redacted recording`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("unrelated \(Self.token)-9")))
        builder.at(40, .answer(call: 2, .posted("1.1")))
        builder.at(41, .call(id: 3, Self.exchange("c0de")))
        builder.at(50, .answer(call: 3, WebAPIAnswer(json: ["ok": true])))
        builder.at(60, .send(socket: 1, .rtm("my token is \(Self.token)", id: 1)))
        var redactor = Redactor()
        let session = redactor.redacted(builder.session)
        var driver = try CursorDriver(session)
        let socket = try driver.connect(to: session)
        #expect(try driver.call(Self.exchange("c0de")) == WebAPIAnswer(json: ["ok": true]))
        try driver.send(.rtm("my token is \(Self.token)", id: 2), on: socket)
        #expect(driver.cursor.report().divergences.isEmpty)
        #expect(driver.cursor.report().missing.map(\.entry) == [5])
    }

    @Test func `A bot that hands back placeholders gets exactly the recorded call`() throws {
        func upload(_ number: Int) -> WebAPICall {
            WebAPICall(
                .url("https://files.slack.com/upload/v1/REDACTED-\(number)"),
                body: .bytes([1, 2, 3])
            )
        }
        var builder = SessionBuilder()
        for number in 1...2 {
            builder.at(Int64(number), .call(id: number, upload(number)))
            builder.at(
                Int64(number),
                .answer(call: number, WebAPIAnswer(status: 200 + number))
            )
        }
        var session = builder.session
        session.header.isRedacted = true
        var driver = try CursorDriver(session)
        #expect(try driver.call(upload(2)).status == 202)
        #expect(try driver.call(upload(1)).status == 201)
        #expect(throws: TransportFailure.self) { try driver.call(upload(1)) }
    }
}
