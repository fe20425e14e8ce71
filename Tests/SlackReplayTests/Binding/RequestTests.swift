import Foundation
import SecretRedaction
import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// What counts of a request beside its arguments.
@Suite struct RequestTests {
    private static let file = "https://files.slack.com/files-pri/T1-F1/a.bin"

    private static func get(_ headers: HTTPHeaders) -> WebAPICall {
        WebAPICall(.url(file), httpMethod: .get, headers: headers)
    }

    private static func answer(_ number: Int) -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "n": .number("\(number)")])
    }

    private static func session(_ calls: [WebAPICall]) -> Session {
        var builder = SessionBuilder()
        for (index, call) in calls.enumerated() {
            builder.at(Int64(index) * 10, .call(id: index + 1, call))
            builder.at(Int64(index) * 10 + 5, .answer(call: index + 1, answer(index + 1)))
        }
        return builder.session
    }

    @Test(arguments: ["range", "if-none-match", "if-modified-since"])
    func `Who asks for another part gets another answer`(header: String) throws {
        let calls = ["bytes=0-1", "bytes=2-3"].map { Self.get([header: $0]) }
        var driver = try CursorDriver(Self.session(calls))
        #expect(try driver.call(calls[1]) == Self.answer(2))
        #expect(throws: TransportFailure.self) { try driver.call(calls[1]) }
        #expect(throws: TransportFailure.self) { try driver.call(Self.get([:])) }
        #expect(try driver.call(calls[0]) == Self.answer(1))
    }

    /// By `Basic` an app says who it is where it has no token yet: with another id in a replay, and never with none.
    @Test func `Who says by Basic who it is has to say so, and be the same one each time`() throws {
        func exchange(_ code: String, _ authorization: String?) -> WebAPICall {
            var call = WebAPICall(
                method: "oauth.v2.access",
                arguments: [JSONMember("code", .string(code))]
            )
            call.headers["authorization"] = authorization
            return call
        }
        let recorded = ["1", "2", "3"].map { exchange($0, $0 == "3" ? "Basic b3Ro" : "Basic YWJj") }
        var driver = try CursorDriver(Self.session(recorded))
        #expect(throws: TransportFailure.self) { try driver.call(exchange("1", nil)) }
        #expect(throws: TransportFailure.self) { try driver.call(exchange("1", "Digest eHl6")) }
        let differences = driver.cursor.divergences.compactMap { $0.nearest?.differences.first }
        #expect(differences.first?.path == "the scheme of authorization")
        try driver.call(exchange("1", "basic bWFkZSB1cA=="))
        #expect(throws: TransportFailure.self) {
            try driver.call(exchange("2", "Basic YW5vdGhlcg=="))
        }
        #expect(throws: TransportFailure.self) {
            try driver.call(exchange("3", "Basic bWFkZSB1cA=="))
        }
        let messages = driver.cursor.divergences.suffix(2).map(\.description)
        #expect(messages.allSatisfy { $0.contains("differs in the scheme of authorization") })
        #expect(messages.allSatisfy { !$0.contains("ignoring") && !$0.contains("YW5v") })
        try driver.call(exchange("2", "Basic bWFkZSB1cA=="))
        try driver.call(exchange("3", "Basic YW5vdGhlcg=="))
    }

    @Test(arguments: ["caf%E9", "%F0%9F%98", "a%00%FF"])
    func `Bytes of a form that are no UTF-8 count`(value: String) throws {
        func post(_ value: String) -> WebAPICall {
            WebAPICall(.method("chat.postMessage"), body: .form(FormCoding.decode("text=\(value)")))
        }
        var driver = try CursorDriver(Self.session([post(value)]))
        for other in ["caf%E8", "caf%EF%BF%BD", "caf%C3%A9", "a%00%EF%BF%BD"] {
            #expect(throws: TransportFailure.self) { try driver.call(post(other)) }
        }
        #expect(driver.cursor.divergences[0].description.contains(#"got "caf%E8""#))
        #expect(try driver.call(post(value)) == Self.answer(1))
    }

    @Test func `Halves of an emoji count, in JSON and in JSON in a form`() throws {
        func posts(_ half: String) throws -> [WebAPICall] {
            let text = "{\"attachments\":[{\"text\":\"half \(half)\"}]}"
            let fields = [FormField("attachments", "[{\"text\":\"half \(half)\"}]")]
            return [
                WebAPICall(
                    .method("chat.postMessage"),
                    body: .json(try JSONText(validating: Array(text.utf8)))
                ), WebAPICall(.method("chat.update"), body: .form(fields)),
            ]
        }
        var driver = try CursorDriver(Self.session(try posts(#"\ud83d"#)))
        for other in [#"\ud83e"#, #"\ufffd"#, #"\udf3d"#, "\u{fffd}"] {
            for call in try posts(other) {
                #expect(throws: TransportFailure.self) { try driver.call(call) }
            }
        }
        for (index, call) in try posts(#"\uD83D"#).enumerated() {
            #expect(try driver.call(call) == Self.answer(index + 1))
        }
    }

    @Test func `Blocks that are text are none where JSON is asked for`() throws {
        func respond(_ blocks: JSONValue) -> WebAPICall {
            WebAPICall(
                .url("https://hooks.slack.com/actions/T1/2/x"),
                body: .json(JSONText(["blocks": blocks]))
            )
        }
        let blocks: JSONValue = [["type": "divider"]]
        var driver = try CursorDriver(Self.session([respond(blocks)]))
        #expect(throws: TransportFailure.self) {
            try driver.call(respond(.string(#"[{"type":"divider"}]"#)))
        }
        #expect(try driver.call(respond(blocks)) == Self.answer(1))
    }

    @Test func `Of a URL the verb counts, of a method GET and POST are one`() throws {
        let url = WebAPICall(.url("https://files.slack.com/upload/v1/abc"), body: .bytes([1]))
        let method = WebAPICall(.method("users.info"), query: [FormField("user", "U1")])
        var driver = try CursorDriver(Self.session([url, method]))
        for verb in [HTTPMethod.get, .put, HTTPMethod(rawValue: "HEAD")] {
            var other = url
            other.httpMethod = verb
            #expect(throws: TransportFailure.self) { try driver.call(other) }
        }
        let differences = driver.cursor.divergences.compactMap { $0.nearest?.differences.first }
        #expect(differences.map(\.path) == ["HTTP verb", "HTTP verb", "HTTP verb"])
        #expect(driver.cursor.divergences[0].description.contains(#"(expected "POST", got "GET")"#))
        #expect(!driver.cursor.divergences[0].description.contains("ignoring"))
        #expect(try driver.call(url) == Self.answer(1))
        var other = method
        other.httpMethod = HTTPMethod(rawValue: "DELETE")
        #expect(throws: TransportFailure.self) { try driver.call(other) }
        other.httpMethod = .get
        #expect(try driver.call(other) == Self.answer(2))
    }

    @Test func `Of a URL a form is not JSON, of a method they are one`() throws {
        let hook = "https://hooks.slack.test/commands/T1/1/abc"
        let json = WebAPICall.Body.json(JSONText(["text": "a", "replace_original": true]))
        let form = WebAPICall.Body.form([
            FormField("text", "a"), FormField("replace_original", "true"),
        ])
        let multipart = WebAPICall.Body.multipart([
            MultipartPart(name: "text", bytes: Array("a".utf8)),
            MultipartPart(name: "replace_original", bytes: Array("true".utf8)),
        ])
        for (recorded, others) in [(json, [form, multipart]), (form, [json, multipart])] {
            let call = WebAPICall(.url(hook), body: recorded)
            let method = WebAPICall(.method("chat.postMessage"), body: recorded)
            var driver = try CursorDriver(Self.session([call, method]))
            for other in others {
                let other = WebAPICall(.url(hook), body: other)
                let failure = #expect(throws: TransportFailure.self) { try driver.call(other) }
                #expect(failure?.message.contains("differs in the form of the body") == true)
                #expect(failure?.message.contains("ignoring") == false)
            }
            #expect(try driver.call(call) == Self.answer(1))
            let other = WebAPICall(.method("chat.postMessage"), body: others[0])
            #expect(try driver.call(other) == Self.answer(2))
        }
    }

    @Test func `A method that takes no JSON is not called by it where a form was recorded`() throws
    {
        let method = WebAPICall.Target.method("conversations.replies")
        let json = WebAPICall(method, body: .json(JSONText(["channel": "C1", "ts": "1.0"])))
        let fields = [FormField("channel", "C1"), FormField("ts", "1.0")]
        let form = WebAPICall(method, body: .form(fields))
        let query = WebAPICall(method, httpMethod: .get, query: fields)
        for recorded in [form, query] {
            var driver = try CursorDriver(Self.session([recorded, recorded]))
            let failure = #expect(throws: TransportFailure.self) { try driver.call(json) }
            #expect(failure?.message.contains("differs in the form of the body") == true)
            #expect(try driver.call(form) == Self.answer(1))
            #expect(try driver.call(query) == Self.answer(2))
        }
        // As it was recorded it is what was recorded, whether Slack understood it or not.
        var driver = try CursorDriver(Self.session([json]))
        #expect(throws: TransportFailure.self) { try driver.call(form) }
        #expect(try driver.call(json) == Self.answer(1))
    }

    @Test func `A token in a JSON body is none, as at Slack`() throws {
        let token = ["xoxb", "made", "up"].joined(separator: "-")
        func post(_ headers: HTTPHeaders, _ members: [JSONMember] = []) -> WebAPICall {
            let body = JSONValue.object(
                [JSONMember("channel", "C1"), JSONMember("text", "a")] + members
            )
            return WebAPICall(
                .method("chat.postMessage"),
                headers: headers,
                body: .json(JSONText(body))
            )
        }
        let header: HTTPHeaders = ["authorization": "Bearer " + token]
        let inBody = post([:], [JSONMember("token", .string(token))])
        var driver = try CursorDriver(Self.session([post(header)]))
        let failure = #expect(throws: TransportFailure.self) { try driver.call(inBody) }
        #expect(failure?.message.contains("the token it carries") == true)
        #expect(failure?.message.contains(token) == false)
        // In the header it counts, whatever the body holds; in a form it counts, too.
        let form = WebAPICall(
            .method("chat.postMessage"),
            body: .form([
                FormField("channel", "C1"), FormField("text", "a"), FormField("token", token),
            ])
        )
        for call in [post(header, [JSONMember("token", "other")]), form] {
            var driver = try CursorDriver(Self.session([post(header)]))
            #expect(try driver.call(call) == Self.answer(1))
        }
        // Who did so when it was recorded got no further then.
        var recorded = try CursorDriver(Self.session([inBody, post(header)]))
        #expect(try recorded.call(inBody) == Self.answer(1))
        #expect(try recorded.call(post(header)) == Self.answer(2))
    }

    @Test func `What is accepted counts where answers differ by it, and only there`() throws {
        let calls = ["image/png", "text/plain"].map { Self.get(["accept": $0]) }
        var driver = try CursorDriver(Self.session(calls))
        let failure = #expect(throws: TransportFailure.self) {
            try driver.call(Self.get(["accept": "image/gif"]))
        }
        #expect(failure?.message.contains("differs in header accept") == true)
        #expect(try driver.call(calls[1]) == Self.answer(2))
        #expect(try driver.call(calls[0]) == Self.answer(1))
        var other = try CursorDriver(Self.session([calls[0]]))
        #expect(try other.call(calls[1]) == Self.answer(1))
    }

    @Test func `A compressed body is what it holds`() throws {
        func post(_ gzip: String) throws -> WebAPICall {
            WebAPICall(
                .method("chat.postMessage"),
                headers: ["content-type": "application/json", "content-encoding": "gzip"],
                body: .bytes(Array(try #require(Data(base64Encoded: gzip))))
            )
        }
        // {"channel":"C1","text":"a"}.
        let fast = try post("H4sIAAAAAAAEA6tWSs5IzMtLzVGyUnI2VNJRKkmtKAGyE5VqAZimSnQbAAAA")
        let plain = WebAPICall.post("a")
        var driver = try CursorDriver(Self.session([plain]))
        #expect(try driver.call(fast) == Self.answer(1))
    }

    @Test func `Binary messages are compared byte by byte, and are no text`() throws {
        let messages = [SocketMessage(kind: .binary, bytes: [0xff]), SocketMessage("x")]
        var builder = SessionBuilder.rtm()
        for message in messages { builder.at(40, .send(socket: 1, message)) }
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        for other in [
            SocketMessage(kind: .binary, bytes: [0xfe]), .init(kind: .binary, bytes: [0x78]),
        ] {
            #expect(throws: TransportFailure.self) { try driver.send(other, on: socket) }
        }
        for message in messages { try driver.send(message, on: socket) }
        #expect(driver.cursor.report().missing.isEmpty)
    }

    @Test func `Of two workspaces each call carries its own token`() throws {
        func read(_ token: String) -> WebAPICall {
            WebAPICall(.method("chat.postMessage"), headers: ["authorization": "Bearer " + token])
        }
        let recorded = [Tokens.first, Tokens.second, Tokens.first].map(read)
        var redactor = Redactor()
        let session = redactor.redacted(Self.session(recorded))
        let own = ["xoxb", "made", "up"].joined(separator: "-")
        let others = ["xoxb", "other", "one"].joined(separator: "-")
        var driver = try CursorDriver(session)
        #expect(try driver.call(read(own)) == Self.answer(1))
        #expect(try driver.call(read(others)) == Self.answer(2))
        let failure = #expect(throws: TransportFailure.self) { try driver.call(read(others)) }
        #expect(failure?.message.contains("was already matched") == true)
        #expect(failure?.message.contains(others) == false)
        #expect(try driver.call(read(own)) == Self.answer(3))
    }

    @Test func `Half an emoji does not hide what a frame is about`() throws {
        let event = SocketMessage(
            #"{"type":"message","channel":"C1","text":"half \ud83d","thread_ts":"1764288000.000100","ts":"1764288001.000100"}"#
        )
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("a")))
        builder.at(50, .answer(call: 2, .posted("1764288000.000100")))
        builder.at(60, .receive(socket: 1, event))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        driver.now += .seconds(9)
        #expect(driver.next(on: socket) == .blocked)
        try driver.call(.post("a"))
        #expect(try driver.take(on: socket) == event.text)
    }
}
