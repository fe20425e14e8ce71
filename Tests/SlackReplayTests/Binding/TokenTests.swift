import SecretRedaction
import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Which token may stand for a recorded one.
@Suite struct TokenTests {
    private static func call(_ method: String, _ token: String) -> WebAPICall {
        WebAPICall(.method(method), headers: ["authorization": "Bearer " + token])
    }

    /// A session in which a bot shows tokens, call by call.
    private static func session(_ tokens: [String]) -> Session {
        var builder = SessionBuilder()
        for (index, token) in tokens.enumerated() {
            builder.at(Int64(index) * 10, .call(id: index + 1, call("m\(index)", token)))
            builder.at(
                Int64(index) * 10 + 5,
                .answer(call: index + 1, WebAPIAnswer(json: ["ok": true]))
            )
        }
        return builder.session
    }

    private static func madeUp(_ prefix: String) -> String { prefix + "-0-0-" + "replayed" }

    @Test(arguments: [true, false])
    func `Tokens of two kinds cannot change places, though they do so in every call`(
        isRedacted: Bool
    ) throws {
        var redactor = Redactor()
        let whole = Self.session([Tokens.first, Tokens.app, Tokens.first])
        let session = isRedacted ? redactor.redacted(whole) : whole
        let (bot, app) = (Self.madeUp("xoxb"), Self.madeUp("xapp"))
        var right = try CursorDriver(session)
        for (index, token) in [bot, app, bot].enumerated() {
            try right.call(Self.call("m\(index)", token))
        }
        #expect(right.cursor.report().isFaithful)
        var swapped = try CursorDriver(session)
        for (index, token) in [app, bot, app].enumerated() {
            let call = Self.call("m\(index)", token)
            let failure = #expect(throws: TransportFailure.self) { try swapped.call(call) }
            let kinds = index == 1 ? ("xapp-…", "xoxb-…") : ("xoxb-…", "xapp-…")
            #expect(failure?.message.contains("that of the entry, \(kinds.0)") == true)
            #expect(failure?.message.contains("another, \(kinds.1)") == true)
        }
    }

    @Test(arguments: ["xoxp", "xapp", "xoxs", "xoxe.xoxp"])
    func `A token of another kind does not stand for that of a bot`(prefix: String) throws {
        var redactor = Redactor()
        var driver = try CursorDriver(redactor.redacted(Self.session([Tokens.first])))
        let call = Self.call("m0", Self.madeUp(prefix))
        #expect(throws: TransportFailure.self) { try driver.call(call) }
        #expect(driver.cursor.bindings.ownTokens.isEmpty)
    }

    @Test func `A rotated token is of the kind of the one that is not`() throws {
        var redactor = Redactor()
        var driver = try CursorDriver(redactor.redacted(Self.session([Tokens.first])))
        try driver.call(Self.call("m0", Self.madeUp("xoxe.xoxb")))
        #expect(driver.cursor.report().isFaithful)
    }

    @Test(arguments: [["xox", "b"], ["tok", "en"]].map { $0.joined() })
    func `Of a token that does not say its kind nobody knows it`(text: String) throws {
        var recorded = try CursorDriver(Self.session([text + "1"]))
        try recorded.call(Self.call("m0", Self.madeUp("xoxb")))
        #expect(recorded.cursor.report().isFaithful)
        var brought = try CursorDriver(Self.session([Tokens.first]))
        try brought.call(Self.call("m0", text + "1"))
        #expect(brought.cursor.bindings.ownTokens == [text + "1": Tokens.first])
    }

    @Test
    func
        `What the bot brought in the place of a bot's token is known, what it was given is not that`()
        throws
    {
        let person = ["xoxp", "1", "aaaabbbb2222cccc"].joined(separator: "-")
        var builder = SessionBuilder()
        builder.at(1, .call(id: 1, Self.call("oauth.v2.access", Tokens.first)))
        builder.at(
            2,
            .answer(call: 1, WebAPIAnswer(json: ["ok": true, "access_token": .string(person)]))
        )
        builder.at(3, .call(id: 2, Self.call("auth.test", person)))
        builder.at(4, .answer(call: 2, WebAPIAnswer(json: ["ok": true])))
        var redactor = Redactor()
        for session in [builder.session, redactor.redacted(builder.session)] {
            #expect(try ReplayPlan(session).kindOfBotToken == "xoxb")
        }
        #expect(try ReplayPlan(Self.session([person, Tokens.app])).kindOfBotToken == "xoxp")
        #expect(try ReplayPlan(Self.session([person, Tokens.first])).kindOfBotToken == "xoxb")
        for tokens in [[Tokens.app], ["none"], []] {
            #expect(try ReplayPlan(Self.session(tokens)).kindOfBotToken == "xoxb")
        }
    }
}
