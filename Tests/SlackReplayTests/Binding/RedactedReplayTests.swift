import Foundation
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// A session that is full of secrets replays without them, to a bot that has them and to one that has not.
@Suite struct RedactedReplayTests {
    private static let body = ["aB3dE6gH9jK2", "mN5pQ8sT1vW4"].joined()
    private static let secrets = [
        ["xoxb", "123456789012", "123456789012", body].joined(separator: "-"),
        ["xapp", "1", "A1", "2", body].joined(separator: "-"),
        "xoxe." + ["xoxp", "1", body].joined(separator: "-"),
        "https://hooks.slack.com/" + "services/T0123/B0123/" + body,
        "https://files.slack.com/upload/v1/" + body,
        "wss://wss-primary.slack.com/websocket/" + body,
    ]

    private static func spellings(_ secret: String) -> [String] {
        let percent = PercentCoding.encode(secret)
        return [
            secret, percent, PercentCoding.encode(percent), Data(secret.utf8).base64EncodedString(),
            "https://a.example/?x=1&amp;u=\(secret)",
        ]
    }

    private static let texts = secrets.flatMap(spellings)

    /// What the bot does: it says each text over the Web API, to a URL, and over the socket.
    private static func calls(_ text: String) -> [WebAPICall] {
        [
            .post("see \(text) there"),
            WebAPICall(.method("chat.update"), body: .json(JSONText(["text": .string(text)]))),
            WebAPICall(
                .method("files.x"),
                body: .multipart([
                    MultipartPart(name: "client_secret", bytes: Array(text.utf8))
                ])
            ),
            WebAPICall(.method("search.x"), query: [FormField("query", text)]),
        ]
    }

    private static let session: Session = {
        var builder = SessionBuilder.rtm("wss://wss-primary.slack.com/websocket/" + "zY9xW8vU7tS6")
        var id = 1
        for text in texts {
            for call in calls(text) {
                id += 1
                builder.at(40, .call(id: id, call))
                builder.at(
                    40,
                    .answer(call: id, WebAPIAnswer(json: ["ok": true, "n": .number("\(id)")]))
                )
            }
            builder.at(40, .send(socket: 1, .rtm("say \(text)", id: .number("\(id)"))))
            builder.at(
                40,
                .receive(
                    socket: 1,
                    SocketMessage(#"{"ok":true,"reply_to":\#(id),"ts":"1.\#(id)"}"#)
                )
            )
        }
        return builder.session
    }()

    @Test(arguments: [false, true])
    func `A bot that has the secrets gets the recorded answers`(hasKey: Bool) throws {
        let key = try RedactionKey(Array("0123456789abcdef".utf8))
        var redactor = Redactor(key: hasKey ? key : nil)
        let redacted = redactor.redacted(Self.session)
        #expect(
            !String(decoding: redacted.fixtureBytes(redactor: nil), as: UTF8.self).contains(
                Self.body
            )
        )
        for bot in [Self.session, redacted] {
            var driver = try CursorDriver(redacted)
            let socket = try driver.connect(to: redacted)
            for entry in bot.entries {
                switch entry.kind {
                case .call(let id, let call) where id > 1:
                    #expect(try driver.call(call).json()["n"] == .number("\(id)"))
                case .send(_, let message): try driver.send(message, on: socket)
                default: break
                }
            }
            let report = driver.cursor.report()
            #expect(report.divergences.isEmpty, "\(report.divergences.first?.description ?? "")")
            #expect(report.missing.isEmpty)
        }
    }

    @Test func `A rule of the user's own is given to the replay as well`() throws {
        let rules = RedactionRules.standard + .pattern(try RedactionPattern("EMP-######"))
        var builder = SessionBuilder()
        builder.at(1, .call(id: 1, .post("it is EMP-123456")))
        builder.at(2, .answer(call: 1, .posted("1.1")))
        var redactor = Redactor(rules: rules)
        let session = redactor.redacted(builder.session)
        var driver = try CursorDriver(session, options: ReplayOptions(redactionRules: rules))
        #expect(try driver.call(.post("it is EMP-123456")) == .posted("1.1"))
        var without = try CursorDriver(session)
        #expect(throws: TransportFailure.self) { try without.call(.post("it is EMP-123456")) }
    }

    @Test(arguments: [true, false])
    func `What the bot said before it named it as a secret is not printed`(isNamed: Bool) throws {
        let secret = "8f742231b10e8888" + "abcd99e0bcff85a5"
        let naming = WebAPICall(
            .method("auth.test"),
            body: .form([FormField("client_secret", secret)])
        )
        var builder = SessionBuilder.rtm("wss://wss-primary.slack.com/websocket/" + "zY9xW8vU7tS6")
        builder.at(40, .call(id: 2, .post("hello \(secret)")))
        builder.at(50, .answer(call: 2, .posted("2.1")))
        builder.at(60, .call(id: 3, naming))
        builder.at(70, .answer(call: 3, WebAPIAnswer(json: ["ok": true])))
        var redactor = Redactor()
        let session = redactor.redacted(builder.session)
        var options = ReplayOptions()
        if !isNamed { options.redactionRules = .pattern(try RedactionPattern("8f742231*")) }
        var driver = try CursorDriver(session, options: options)
        _ = try driver.connect(to: session)
        _ = driver.cursor.call(.post("hello \(secret)"), at: driver.now)
        let said = SocketMessage.rtm("and \(secret)", id: .number("9"))
        #expect(throws: TransportFailure.self) {
            try driver.cursor.send(said, on: 0, at: driver.now)
        }
        if isNamed { _ = driver.cursor.call(naming, at: driver.now) }
        let report = driver.cursor.report()
        #expect(!report.isFaithful)
        #expect(report.description.contains("diverged: the message"))
        for text in [report.description] + report.findings.map({ "\($0)" }) {
            #expect(!text.contains(secret.suffix(8)), "\(text)")
        }
        #expect(
            !isNamed
                || report.divergences.first?.description.contains(
                    "(expected \"hello REDACTED-2\", got \"hello REDACTED-3\")"
                ) == true,
            "\(report)"
        )
    }
}
