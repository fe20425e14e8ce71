import SlackWire
import Testing

struct `Arguments of a call` {
    private let token = "xoxb" + "-1-2-abc"

    private func json(_ text: String) -> WebAPICall {
        WebAPICall(
            .method("chat.postMessage"),
            body: .json(JSONText(uncheckedBytes: Array(text.utf8)))
        )
    }

    private func form(_ fields: [FormField]) -> WebAPICall {
        WebAPICall(.method("chat.postMessage"), body: .form(fields))
    }

    /// One call in every clothes, the token in a different place each time.
    private var clothes: [WebAPICall] {
        let blocks = #"[{"type":"section","text":{"text":"x","type":"mrkdwn"}}]"#
        let fields = [
            FormField("channel", "C1"), FormField("text", "h\u{e9}"), FormField("blocks", blocks),
            FormField("limit", "2"), FormField("as_user", "true"),
        ]
        var query = WebAPICall(
            .method("chat.postMessage"),
            httpMethod: .get,
            query: fields + [FormField("token", token)]
        )
        query.headers["authorization"] = nil
        return [
            form(fields).authorized(with: SlackToken(token)),
            form([FormField("token", token)] + fields.reversed()),
            query,
            json(
                #"{"as_user":true,"blocks":[{"text":{"type":"mrkdwn","text":"x"},"type":"section"}],"channel":"C1","limit":2,"text":"h\u00e9","thread_ts":null}"#
            ).authorized(with: SlackToken(token)),
            json(
                #"{"token":"\#(token)", "text":"hé", "limit":"2", "channel":"no","as_user":"true","channel":"C1","blocks":"[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"x\"}}]"}"#
            ),
            WebAPICall(
                .method("chat.postMessage"),
                body: .multipart(
                    (fields + [FormField("token", token)]).map {
                        MultipartPart(name: $0.name, bytes: Array($0.value.utf8))
                    }
                )
            ),
            WebAPICall(
                .method("chat.postMessage"),
                query: [FormField("token", token)] + fields.prefix(2),
                body: .form(Array(fields.dropFirst(2)))
            ),
        ]
    }

    @Test func `The same call in other clothes has the same arguments and the same token`() throws {
        let expected = try #require(clothes.first).arguments
        for call in clothes {
            #expect(call.arguments == expected)
            #expect(call.arguments.hashValue == expected.hashValue)
            #expect(call.token == SlackToken(token))
            #expect(call.arguments["token"] == nil)
        }
        #expect(expected.members.map(\.name) == ["as_user", "blocks", "channel", "limit", "text"])
        #expect(expected["blocks"]?[0]?["text"]?["type"] == "mrkdwn")
        #expect(expected.int("limit") == 2)
        #expect(expected.bool("as_user") == true)
        #expect(expected.text("text") == "hé")
        #expect(expected.text("absent") == nil)
    }

    @Test(arguments: [
        #"{"channel":"C2","text":"x"}"#, #"{"channel":"C1","text":"y"}"#, #"{"channel":"C1"}"#,
        #"{"channel":"C1","text":"x","extra":""}"#, #"{"channel":["C1"],"text":"x"}"#,
        #"{"Channel":"C1","text":"x"}"#, #"["C1","x"]"#, "",
    ])
    func `Another call has other arguments`(other: String) {
        #expect(json(#"{"channel":"C1","text":"x"}"#).arguments != json(other).arguments)
    }

    @Test func `Text that people wrote is compared as text even if it looks like JSON`() {
        let spaced = form([FormField("text", #"{"a": 1}"#), FormField("metadata", #"{"a": 1}"#)])
            .arguments
        let tight = form([FormField("text", #"{"a":1}"#), FormField("metadata", #"{"a":1}"#)])
            .arguments
        #expect(spaced["text"] == .string(#"{"a": 1}"#))
        #expect(spaced["metadata"] == ["a": 1])
        #expect(spaced != tight)
        #expect(spaced["metadata"] == tight["metadata"])
        #expect(spaced.text("metadata") == #"{"a":1}"#)
    }

    @Test func `Text that only begins like JSON stays text`() {
        for text in ["[1", "{}x", "[", "{nope}", "[link](url)"] {
            #expect(form([FormField("blocks", text)]).arguments["blocks"] == .string(text))
        }
    }

    @Test func `Letters that look the same are not the same text`() {
        #expect(
            form([FormField("text", "\u{e9}")]).arguments
                != form([FormField("text", "e\u{301}")]).arguments
        )
    }

    @Test func `Files and raw bytes are compared too`() {
        func upload(_ bytes: [UInt8]) -> WebAPICall {
            WebAPICall(.url("https://files/u"), body: .bytes(bytes))
        }
        #expect(upload([1, 2]).arguments == upload([1, 2]).arguments)
        #expect(upload([1, 2]).arguments != upload([1, 3]).arguments)
        #expect(upload([1, 2]).arguments.content == [1, 2])
        func file(_ bytes: [UInt8]) -> WebAPICall {
            let part = MultipartPart(name: "file", filename: "a.txt", bytes: bytes)
            return WebAPICall(.method("files.upload"), body: .multipart([part]))
        }
        #expect(file([1]).arguments != file([2]).arguments)
        #expect(file([1]).arguments.files.map(\.filename) == ["a.txt"])
    }

    @Test func `JSON that is no object is content, however it is spelled`() {
        #expect(json("[1, {\"b\":1,\"a\":2}]").arguments == json("[1,{\"a\":2,\"b\":1}]").arguments)
        #expect(json("[1]").arguments != json("[2]").arguments)
        #expect(json("nonsense").arguments.content == Array("nonsense".utf8))
    }

    @Test func `The convenient initializer writes what Slack asks for`() {
        let call = WebAPICall(
            method: "chat.postMessage",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("blocks", [["type": "divider"]]),
                JSONMember("unfurl", false), JSONMember("thread_ts", .null),
            ]
        )
        #expect(
            call.body
                == .form([
                    FormField("channel", "C1"), FormField("blocks", #"[{"type":"divider"}]"#),
                    FormField("unfurl", "false"),
                ])
        )
        #expect(call.methodName == "chat.postMessage")
        #expect(WebAPICall(.url("https://x/y")).methodName == nil)
    }

    @Test(arguments: ["unfurl_links", "reply_broadcast", "include_all_metadata"])
    func `A truth value is the same as true and as 1`(name: String) {
        let calls = [
            json(#"{"\#(name)":true}"#), json(#"{"\#(name)":1}"#), form([FormField(name, "1")]),
            form([FormField(name, "true")]),
        ]
        #expect(Set(calls.map(\.arguments)).count == 1)
        #expect(calls.allSatisfy { $0.arguments.bool(name) == true })
        #expect(form([FormField(name, "0")]).arguments == json(#"{"\#(name)":false}"#).arguments)
        #expect(form([FormField(name, "0")]).arguments != calls[0].arguments)
    }

    @Test func `A number that is no truth value stays a number`() {
        #expect(
            form([FormField("limit", "1")]).arguments
                != form([FormField("limit", "true")]).arguments
        )
        #expect(form([FormField("text", "1")]).arguments.text("text") == "1")
    }

    @Test func `Of a name in the query and in the body, the body's counts`() {
        let call = WebAPICall(
            .method("chat.postMessage"),
            query: [FormField("channel", "C1"), FormField("text", "x")],
            body: .form([FormField("channel", "C2"), FormField("channel", "C3")])
        )
        #expect(call.arguments.text("channel") == "C3")
        #expect(call.arguments.text("text") == "x")
    }

    @Test(arguments: ["bearer", "Bearer", "BEARER"])
    func `The scheme of the header is read in any case and other schemes are no token`(
        scheme: String
    ) {
        var call = json("{}")
        call.headers["Authorization"] = "\(scheme)  \(token)"
        #expect(call.token == SlackToken(token))
        call.headers["authorization"] = "Basic dXNlcjpwYXNz"
        #expect(call.token == nil)
        call.headers["authorization"] = "Bearer"
        #expect(call.token == nil)
    }

    @Test func `The token of the header wins over one in the body`() {
        let call = form([FormField("token", "other")]).authorized(with: SlackToken(token))
        #expect(call.token == SlackToken(token))
    }
}
