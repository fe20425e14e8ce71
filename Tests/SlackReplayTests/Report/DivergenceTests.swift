import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct DivergenceTests {
    private static let session: Session = {
        var builder = SessionBuilder()
        builder.at(1_000, .call(id: 1, .post("hello")))
        builder.at(1_100, .answer(call: 1, .posted("1.1")))
        builder.at(12_040, .call(id: 2, .post("goodbye", in: "C2")))
        builder.at(12_100, .answer(call: 2, .posted("1.2")))
        return builder.session
    }()

    private static func message(of call: WebAPICall, _ prepare: (inout CursorDriver) throws -> Void)
        throws -> String
    {
        var driver = try CursorDriver(session)
        try prepare(&driver)
        let failure = #expect(throws: TransportFailure.self) { try driver.call(call) }
        #expect(failure?.kind == .divergence)
        return failure?.message ?? ""
    }

    @Test func `What differs in nothing that is compared says so, and no sentence is left open`() {
        let divergence = Divergence(
            action: .call(.post("goodbye", in: "C2")),
            at: .seconds(1),
            nearest: Divergence.Candidate(
                entry: 3,
                recorded: .seconds(2),
                differences: [],
                isConsumed: false
            ),
            expected: []
        )
        #expect(!divergence.description.contains("differs in ;"))
        #expect(divergence.description.contains("the same stands at entry 3"))
        #expect(!divergence.description.contains("do it again"))
    }

    @Test func `The same said by another method, or to another address, is shown with what it was`()
        throws
    {
        var call = WebAPICall.post("goodbye", in: "C2")
        call.target = .method("chat.meMessage")
        let message = try Self.message(of: call) { _ in }
        #expect(message.contains("the nearest is entry 3"))
        #expect(
            message.contains(#"method (expected "chat.postMessage", got "chat.meMessage")"#)
        )
        let body = WebAPICall.Body.json(JSONText(["text": "done"]))
        let urls = ["a", "b"].map { "https://hooks.slack.com/actions/T1/" + $0 }
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, WebAPICall(.url(urls[0]), body: body)))
        builder.at(1, .answer(call: 1, WebAPIAnswer(json: ["ok": true])))
        var driver = try CursorDriver(builder.session)
        let failure = #expect(throws: TransportFailure.self) {
            try driver.call(WebAPICall(.url(urls[1]), body: body))
        }
        #expect(
            failure?.message.contains("the nearest is entry 1 (0.000 s) and differs in url") == true
        )
        #expect(failure?.message.contains("ignoring") == false)
    }

    @Test func `A call that differs in an argument is shown with the nearest recorded one`() throws
    {
        #expect(
            try Self.message(of: .post("hallo")) { _ in }
                == "the call chat.postMessage at 0.000 s was not recorded; the nearest is entry 1 "
                + #"(1.000 s) and differs in text (expected "hello", got "hallo"); if this is intended, "#
                + #"record the session again, or leave the argument out with CallMatcher.ignoring("text")"#
        )
    }

    @Test func `The nearest call is sought among those that are still to come`() throws {
        let message = try Self.message(of: .post("hallo")) { driver in
            try driver.call(.post("hello"))
        }
        #expect(
            message.contains(
                "the nearest is entry 3 (12.040 s) and differs in channel "
                    + #"(expected "C2", got "C1"), text (expected "goodbye", got "hallo")"#
            )
        )
    }

    @Test func `A call made once too often is told from a call that differs`() throws {
        let message = try Self.message(of: .post("hello")) { driver in
            try driver.call(.post("hello"))
        }
        #expect(
            message == "the call chat.postMessage at 0.100 s was not recorded; the same at entry 1 "
                + "(1.000 s) was already matched; if the bot is meant to do it again, record the session "
                + "again"
        )
    }

    @Test func `Secrets are in no divergence, whatever gives them away`() throws {
        let token = ["xoxb", "12345678901", "abcdefghijklmnop"].joined(separator: "-")
        let opaque = ["0123456789", "abcdef"].joined()
        let escaped = token.replacing("-", with: "\\u002d")
        var calls = [
            WebAPICall.post("use \(token)"),
            WebAPICall(
                method: "chat.postMessage",
                arguments: [
                    JSONMember("channel", "C1"), JSONMember("client_secret", .string(opaque)),
                ]
            ),
        ]
        calls.append(calls[1])
        calls[2].body = .json(
            JSONText(uncheckedBytes: Array(#"{"channel":"C1","a":{"password":"\#(opaque)"}}"#.utf8))
        )
        var messages = try calls.map { call in try Self.message(of: call) { _ in } }
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("fine", id: 1)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        let text =
            #"{"type":"message","channel":"C1","text":"\#(escaped)","password":"\#(opaque)"}"#
        let failure = #expect(throws: TransportFailure.self) {
            try driver.send(SocketMessage(text), on: socket)
        }
        messages.append(failure?.message ?? "")
        for divergence in driver.cursor.report().divergences {
            var dumped = "\(divergence) \(divergence.nearest?.differences ?? [])"
            dump(divergence.nearest?.differences, to: &dumped)
            messages.append(dumped)
        }
        for message in messages {
            #expect(message.contains("not recorded"))
            for piece in [opaque, "abcdefghijklmnop"] {
                #expect(!message.contains(piece), "\(message)")
            }
        }
    }

    @Test func `A method that was never called is told with what was expected`() throws {
        #expect(
            try Self.message(of: WebAPICall(method: "chat.postMesage")) { _ in }
                == "the call chat.postMesage at 0.000 s was not recorded; the recording has none like it "
                + "and expects the call chat.postMessage next (entry 1, 1.000 s); if this is intended, "
                + "record the session again"
        )
        let message = try Self.message(of: WebAPICall(method: "api.test")) { driver in
            try driver.call(.post("hello"))
            try driver.call(.post("goodbye", in: "C2"))
        }
        #expect(message.contains("nothing of the recording is left to match"))
    }

    @Test func `The report keeps the divergence as values`() throws {
        var driver = try CursorDriver(Self.session)
        #expect(throws: TransportFailure.self) { try driver.call(.post("hallo")) }
        let divergence = try #require(driver.cursor.report().divergences.first)
        #expect(divergence.action == .call(.post("hallo")))
        #expect(divergence.expected.map(\.entry) == [1, 3])
        #expect(
            divergence.nearest
                == Divergence.Candidate(
                    entry: 1,
                    recorded: .seconds(1),
                    differences: [
                        PayloadDifference(path: "text", expected: "hello", actual: "hallo")
                    ],
                    isConsumed: false
                )
        )
    }

    @Test func `Differences deep inside name their path and how to ignore it`() throws {
        func call(_ text: String) -> WebAPICall {
            let blocks: JSONValue = [
                ["type": "section", "text": ["type": "mrkdwn", "text": .string(text)]]
            ]
            return WebAPICall(method: "chat.postMessage", arguments: [JSONMember("blocks", blocks)])
        }
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, call("a")))
        var driver = try CursorDriver(builder.session)
        let failure = #expect(throws: TransportFailure.self) { try driver.call(call("b")) }
        let message = failure?.message ?? ""
        #expect(message.contains(#"differs in blocks[0].text.text (expected "a", got "b")"#))
        #expect(message.contains(#"CallMatcher.ignoring("blocks.*.text.text")"#))
    }

    @Test func `No ticket and no token is in the words`() throws {
        let token = ["xoxb", "12345678901", "abcdefghijklmnop"].joined(separator: "-")
        let url = "https://files.slack.com/upload/v1/c2VjcmV0"
        let call = WebAPICall(
            .url(url),
            headers: ["authorization": "Bearer \(token)"],
            body: .form([FormField("token", token), FormField("text", "see \(token)")])
        )
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, WebAPICall(.url(url), body: .form([FormField("text", "x")]))))
        builder.at(1, .call(id: 2, WebAPICall(.url(url + "-2"))))
        var driver = try CursorDriver(builder.session)
        let failure = #expect(throws: TransportFailure.self) { try driver.call(call) }
        let message = failure?.message ?? ""
        #expect(message.contains("https://files.slack.com/…"))
        #expect(!message.contains("abcdefghijklmnop"))
        #expect(!message.contains("c2VjcmV0"))
    }

    @Test func `A message that was not recorded is shown with the nearest recorded one`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .send(socket: 1, .rtm("hello", id: 1)))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        let failure = #expect(throws: TransportFailure.self) {
            try driver.send(.rtm("hallo", id: 1), on: socket)
        }
        #expect(
            failure?.message
                == #"the message {"id":1,"type":"message","channel":"C1","text":"hallo"} on socket 1 "#
                + "at 0.020 s was not recorded; the nearest is entry 5 (0.040 s) and differs in text "
                + #"(expected "hello", got "hallo"); if this is intended, record the session again"#
        )
    }

    @Test func `A lenient replay refuses as Slack does and goes on`() throws {
        let options = ReplayOptions(mode: .lenient(unmatched: .slackError()))
        var driver = try CursorDriver(Self.session, options: options)
        let answer = try driver.call(.post("something else"))
        #expect(try answer.json() == ["ok": false, "error": "reprise_not_recorded"])
        #expect(try driver.call(.post("hello")) == .posted("1.1"))
        let report = driver.cursor.report()
        #expect(report.divergences.isEmpty)
        #expect(report.extra.map(\.action) == [.call(.post("something else"))])
        #expect(!report.isFaithful)
    }

    @Test func `A lenient replay answers messages and calls as it is told`() throws {
        let unmatched = UnmatchedAnswer.custom(
            answer: { _ in WebAPIAnswer(status: 418) },
            reply: { SocketMessage("re " + $0.text) }
        )
        let options = ReplayOptions(mode: .lenient(unmatched: unmatched))
        var driver = try CursorDriver(SessionBuilder.rtm().session, options: options)
        let socket = try driver.connect()
        #expect(try driver.call(.post("x")).status == 418)
        try driver.send("anything".message, on: socket)
        #expect(try driver.take(on: socket) == "re anything")
    }

    @Test func `A lenient replay acknowledges a message with the error it stands for`() throws {
        let options = ReplayOptions(mode: .lenient(unmatched: .slackError("nope")))
        var driver = try CursorDriver(SessionBuilder.rtm().session, options: options)
        let socket = try driver.connect()
        try driver.send(.rtm("x", id: 5), on: socket)
        #expect(
            try driver.take(on: socket)
                == #"{"ok":false,"reply_to":5,"error":{"code":-1,"msg":"nope"}}"#
        )
        try driver.send(.rtm("y"), on: socket)
        #expect(driver.next(on: socket) == .blocked)
    }
}
