import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Numbers that a bot says, and that stand somewhere by chance, are nothing that Slack gave it.
@Suite struct CommonValueTests {
    /// A bot that does two things side by side: it asks who it is, and posts.
    private static func session(_ answer: WebAPIAnswer, _ text: String) -> Session {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, WebAPICall(method: "users.info")))
        builder.at(10, .answer(call: 1, answer))
        builder.at(20, .call(id: 2, .post(text)))
        builder.at(30, .answer(call: 2, .posted("2.1")))
        return builder.session
    }

    private func isPremature(_ answer: WebAPIAnswer, _ text: String) throws -> Bool {
        var driver = try CursorDriver(Self.session(answer, text))
        do {
            try driver.call(.post(text))
        } catch let failure as TransportFailure {
            #expect(failure.message.contains("came before the bot could know"))
            return true
        }
        return false
    }

    private static func answer(_ json: JSONValue, _ headers: HTTPHeaders = [:]) -> WebAPIAnswer {
        var answer = WebAPIAnswer(json: json)
        for field in headers.fields { answer.headers[field.name] = field.value }
        return answer
    }

    @Test(arguments: [
        ("date", "Sat, 28 Nov 2026 23:15:00 GMT"), ("content-length", "2026"), ("server", "x/2026"),
        ("x-slack-req-id", "2026"),
    ])
    func `What stands in a header by chance was not given`(name: String, value: String) throws {
        let answer = Self.answer(["ok": true], [name: value])
        #expect(try !isPremature(answer, "plan for 2026"))
    }

    @Test func `Nor what stands in JSON as a number or a name`() throws {
        #expect(try !isPremature(Self.answer(["ok": true, "size": .number("2026")]), "in 2026"))
        #expect(try !isPremature(Self.answer(["ok": true, "2026": "\\ \""]), "in 2026"))
        let text = WebAPIAnswer(status: 200, headers: [:], body: Array("2026".utf8))
        #expect(try !isPremature(text, "in 2026"))
    }

    @Test func `What a text says was`() throws {
        #expect(try isPremature(Self.answer(["ok": true, "topic": "a \"2026\" b"]), "in 2026"))
        #expect(try isPremature(Self.answer(["ok": true, "all": ["\\", "x", "2026"]]), "in 2026"))
    }

    @Test(arguments: ["location", "link", "x-slack-req-id"])
    func `A link or an id was, wherever it stands`(name: String) throws {
        let value = ["aB3dE6gH9j", "K2mN5pQ8sT1v"].joined()
        #expect(try isPremature(Self.answer(["ok": true], [name: "<https://a/\(value)>"]), value))
        let header = Self.answer(["ok": true], ["server": value])
        #expect(try !isPremature(header, value))
    }
}
