import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// What fuzzing found: texts that read otherwise once a placeholder stands in them.
@Suite struct SettlingTests {
    /// A text in every place where an entry carries what others wrote.
    private static func session(_ bytes: [UInt8]) -> Session {
        let text = String(decoding: bytes, as: UTF8.self)
        let headers: HTTPHeaders = ["authorization": text, "cookie": text, "location": text]
        let form = FormCoding.decode(bytes)
        let part = MultipartPart(name: text, filename: text, bytes: bytes)
        let bodies: [WebAPICall.Body] = [
            .bytes(bytes), .form(form), .json(JSONText(uncheckedBytes: bytes)), .multipart([part]),
        ]
        let calls: [SessionEntry.Kind] = bodies.map { body in
            .call(id: 1, WebAPICall(.url(text), query: form, headers: headers, body: body))
        }
        let others: [SessionEntry.Kind] = [
            .answer(call: 1, WebAPIAnswer(headers: headers, body: bytes)),
            .open(socket: 1, SocketRequest(url: text), call: nil),
            .receive(socket: 1, SocketMessage(kind: .binary, bytes: bytes)),
            .send(socket: 1, SocketMessage(text)), .note(text),
        ]
        return Session(
            header: SessionHeader(epoch: 0, title: text),
            entries: (calls + others).map { SessionEntry(at: 0, $0) }
        )
    }

    private static let bot = "xoxe.xoxp" + "-1-abcdef"
    private static let app = "xapp" + "-1-A1-2-abc"
    private static let cookie = "xoxd" + "-ab%2Bcd%3D12"

    /// Texts, and what is secret in each of them.
    private static let found: [(text: [UInt8], secret: String)] = [
        // Malformed JSON, in which strings begin and end elsewhere than in what it means.
        (
            Array(#"{"""""upload_url":":///=e1-"#.utf8) + [0x9f, 0xa5, 0x9d, 0x27],
            "e1-"
        ),
        (Array(#"{"upload_url":":///commands/t12345/"#.utf8) + [0xff], "t12345"),
        (Array(#""token":"%2Fzzzz&#61;"token":""#.utf8), "zzzz"),
        ([0xdf] + Array(#""token":";zzzz\u0022"token":""#.utf8), ";zzzz"),
        // Malformed JSON that is no longer taken for JSON.
        (Array(#"{dG9rZW49YWJjZGVmMTIzNDU2;\u001api_key=hush-qq"#.utf8), "YWJjZGVmMTIzNDU2"),
        // The end of a secret that holds a placeholder is none of a secret's own.
        (Array("{\(bot)\"REDACTED-".utf8), bot),
        (
            Array(#"{dG9rZW49YWJjZGVmMTIzNDU2REDACTED-"InRva2VuIjoiYWJjZGVmMTIzNDU2Ig"#.utf8),
            "YWJjZGVmMTIzNDU2"
        ),
        // Two secrets side by side.
        (Array("api_key=slack-files.com/,qq".utf8), "qq"),
        (Array("\(cookie)token=%25".utf8), cookie),
        (Array("wss://w.slack.com/link/?ticket={qq".utf8), "{qq"),
        (Array("[Bearer \(app)&#61;".utf8) + [0xff] + Array("/services/T12345/B1/abc".utf8), app),
        // A placeholder that is longer than the secret.
        (Array("Bearer token=hush".utf8), "hush"),
        (Array("Bearer /upload/v1/r".utf8), "v1/r"),
        // A placeholder's digits under a secret name, in what is no string.
        (
            Array(#"{"a":"xox"#.utf8)
                + Array(#"b\u002d1-2-abcdef","trigger_id":"1.2.2","upload_url"#.utf8) + [0x1b]
                + Array(#":"https:\/\/"#.utf8) + [0x1c, 0x1c, 0x1c, 0x1c]
                + Array("files.slack.password=xoxe-0-abc\"}".utf8),
            "xoxe-0-abc"
        ),
        // A name inside what another rule takes.
        (Array("ws://a@/files-pri/token=api_key=qq".utf8), "qq"),
    ]

    @Test(arguments: found)
    func `What was redacted is not changed by redacting it again`(text: [UInt8], secret: String) {
        var first = Redactor()
        let once = first.redacted(Self.session(text))
        var second = Redactor()
        let twice = second.redacted(once)
        for (before, after) in zip(once.entries, twice.entries) where before != after {
            Issue.record("\(before.fixtureText) became \(after.fixtureText)")
        }
        #expect(twice.header == once.header)
        #expect(second.counts.isEmpty)
    }

    @Test(arguments: found)
    func `A malformed message shows no secret`(text: [UInt8], secret: String) {
        var redactor = Redactor()
        let message = SocketMessage(String(decoding: text, as: UTF8.self))
        let redacted = redactor.redacted(message)
        #expect(!redacted.contains(secret))
        let isEncoded = redacted.contains(Spelling.base64("REDACTED-"))
        #expect(redacted.contains("REDACTED-") || isEncoded)
    }

    @Test func `A URL that gives access goes whole, though a part of it was known`() {
        var redactor = Redactor()
        let known = "abcdef123456ghijkl"
        _ = redactor.redacted(SocketMessage(#"{"token":"\#(known)"}"#))
        let text = redactor.redacted(
            SocketMessage(#"{"upload_url":"https://files.slack.com/\#(known)/the-rest"}"#)
        )
        #expect(text == #"{"upload_url":"https://files.slack.com/REDACTED-2"}"#)
    }

    @Test func `Going through a text again keeps the numbers for a second pass over the session`() {
        var redactor = Redactor()
        let session = Self.session(Array("Bearer token=hush".utf8))
        let once = redactor.redacted(session)
        var again = redactor.rewound()
        #expect(again.redacted(session).entries == once.entries)
    }

    @Test func `The team's id stays, though a webhook that was seen begins with it`() throws {
        let secret = "397700885554/96rGlfmib" + "IGlgcZRskXaIFfN"
        let command = """
            {"type":"slash_commands","envelope_id":"e1","payload":{"team_id":"T0KB5WQH1",\
            "response_url":"https://hooks.slack.com/commands/T0KB5WQH1/\(secret)"}}
            """
        var redactor = Redactor()
        var session = Session(header: SessionHeader(epoch: 0), entries: [])
        for _ in 0..<2 {
            session.entries.append(
                SessionEntry(at: 0, .receive(socket: 1, SocketMessage(command)))
            )
        }
        for entry in redactor.redacted(session).entries {
            let message = try #require(entry.received)
            #expect(message.text.contains(#""team_id":"T0KB5WQH1""#))
            #expect(!message.text.contains("96rGlfmib"))
        }
    }

    @Test(arguments: ["commands", "actions", "services", "workflows", "triggers"])
    func `A response URL of a server in Slack's place is the same secret where it is called`(
        step: String
    ) throws {
        let url =
            "http://127.0.0.1:8080/\(step)/T0KB5WQH1/397700885554/96rGlfmib" + "IGlgcZRskXaIFfN"
        let given = SocketMessage(json: ["payload": ["response_url": .string(url)]])
        let call = WebAPICall(
            .url(url),
            body: .json(JSONText(uncheckedBytes: Array(#"{"text":"done"}"#.utf8)))
        )
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .receive(socket: 1, given)),
                SessionEntry(at: 1, .call(id: 1, call)),
            ]
        )
        var redactor = Redactor()
        let redacted = redactor.redacted(session)
        let received = try #require(redacted.entries[0].received)
        let kept = try JSONValue(parsing: received.bytes)["payload"]?["response_url"]?.string
        #expect(kept == "http://127.0.0.1:8080/\(step)/REDACTED-1")
        guard case .call(_, let called) = redacted.entries[1].kind else {
            return #expect(Bool(false))
        }
        #expect(called.target == .url(try #require(kept)))
    }

    @Test func `What stands for a secret somewhere in a path is no reason to take the rest of it`()
    {
        var redactor = Redactor()
        let text = "see https://acme.example/services/REDACTED-1/report and /actions/REDACTED-x"
        #expect(redactor.redacted(SocketMessage(text)) == text)
    }
}
