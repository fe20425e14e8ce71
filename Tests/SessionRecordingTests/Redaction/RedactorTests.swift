import SecretRedaction
import SessionRecording
import SlackWire
import Testing

@Suite struct RedactorTests {
    private func redacted(_ frame: String) -> String {
        var redactor = Redactor()
        var entry = SessionEntry(at: 0, .receive(socket: 1, SocketMessage(frame)))
        redactor.redact(&entry)
        guard case .receive(_, let message) = entry.kind else { return "" }
        // What was redacted must not change any more.
        var second = Redactor()
        var copy = entry
        second.redact(&copy)
        #expect(copy == entry)
        return message.text
    }

    @Test(arguments: Secrets.tokens)
    func `A token becomes a placeholder with its prefix`(prefix: String, token: String) {
        for spelling in Secrets.spellings(token) {
            let frame = #"{"type": "message","text":"use "# + spelling + #" now","n":1.50}"#
            #expect(
                redacted(frame)
                    == #"{"type": "message","text":"use "# + prefix + #"REDACTED-1 now","n":1.50}"#
                    // Only the secret's own bytes change, so an escaped hyphen before it stays.
                    || spelling.contains("\\u"),
                "\(prefix)"
            )
            #expect(!redacted(frame).contains(String(token.suffix(8))))
        }
    }

    @Test(arguments: Secrets.urls)
    func `A URL keeps its origin and loses its secret`(origin: String, secret: String) {
        for spelling in Secrets.spellings(origin + secret) {
            let text = redacted(#"{"ok":true,"url":""# + spelling + #"","x":"<a>"}"#)
            let url = (try? JSONValue(parsing: text))?["url"]?.string ?? ""
            #expect(url.hasPrefix(origin))
            #expect(url.dropFirst(origin.count).contains("REDACTED-1"))
            #expect(!text.contains(String(secret.suffix(8))))
        }
        let link = redacted(#"{"text":"see <"# + origin + secret + #"|here> &amp; there"}"#)
        #expect(link.hasSuffix(#"|here> &amp; there"}"#))
        #expect(!link.contains(String(secret.suffix(8))))
    }

    /// Text that is JSON, as it stands on the wire when its writer escapes slashes in strings, and when he does not.
    static let pasted = [#"\\/"#, #"\\\/"#]

    @Test(arguments: Secrets.urls, pasted)
    func `A URL that somebody pastes in JSON's spelling loses its secret`(
        url: (origin: String, secret: String),
        slash: String
    ) {
        let spelled = (url.origin + url.secret).replacing("/", with: slash)
        for text in [
            spelled, #"curl -d {\"a\":\""# + spelled + #"\"}"#, "see " + spelled + " there",
        ] {
            let frame = redacted(#"{"type":"message","text":""# + text + #"","n":1}"#)
            #expect(frame.contains("REDACTED-1"), "\(url.origin)")
            #expect(!frame.contains(String(url.secret.suffix(8)).replacing("/", with: slash)))
            #expect((try? JSONValue(parsing: frame))?["n"]?.int == 1)
        }
    }

    @Test(arguments: [
        "https://github.com/actions/toolkit/issues/1234567890abcdef",
        "https://example.com/services/tickets/abcdef123456789/list",
        "https://example.com/workflows/Tools/a1b2c3d4e5",
        "https://ci.example.com/triggers/t1a2b3c4d5/x",
        #"C:\\temp\\new and \\\\server\\share"#,
    ])
    func `A link to an ordinary site is left alone, and so is a path`(text: String) {
        let frame = #"{"type":"message","text":""# + text + #""}"#
        #expect(redacted(frame) == frame)
    }

    @Test(arguments: ["/services/", "/commands/", "/actions/", "/workflows/", "/triggers/"])
    func `Slack's own links are replaced on whatever host stands for it`(path: String) {
        let link = "http://127.0.0.1:8080" + path + "T01ABCDEF/" + Secrets.opaque
        #expect(redacted(#"{"text":""# + link + #""}"#).hasSuffix(path + #"REDACTED-1"}"#))
    }

    @Test(arguments: [["ab12", "cd34", "ef56"], ["OPS", "4711"], ["hunter22"]])
    func `A short secret is found again where nothing gives it away`(pieces: [String]) {
        let secret = pieces.joined(separator: "-")
        var redactor = Redactor()
        var entries = [
            #"{"api_key":""# + secret + #""}"#, #"{"text":"the key is "# + secret + #"."}"#,
        ].map { SessionEntry(at: 0, .receive(socket: 1, SocketMessage($0))) }
        for index in entries.indices { redactor.redact(&entries[index]) }
        for entry in entries {
            guard case .receive(_, let message) = entry.kind else { continue }
            #expect(message.text.contains("REDACTED-1"))
            #expect(!message.text.contains(secret))
        }
    }

    @Test func `A number that its name gives away is replaced everywhere, a flag is not`() {
        #expect(
            redacted(#"{"pin_secret":12345678,"n":12345678,"has_token":1,"password":[-1.5e3,7]}"#)
                == #"{"pin_secret":"REDACTED-1","n":"REDACTED-1","has_token":1,"password":["REDACTED-2",7]}"#
        )
    }

    @Test func `Slashes that Slack escapes stay escaped`() {
        let frame =
            #"{"url":"wss:\/\/wss-primary.slack.com\/websocket\/"# + Secrets.opaque + #"\/2"}"#
        #expect(
            redacted(frame) == #"{"url":"wss:\/\/wss-primary.slack.com\/websocket\/REDACTED-1"}"#
        )
    }

    @Test func `The same secret has the same placeholder in every place and spelling`() throws {
        var redactor = Redactor()
        let token = Secrets.tokens[0].token
        var call = WebAPICall(
            method: "chat.postMessage",
            arguments: [JSONMember("token", .string(token))]
        )
        call.headers["authorization"] = "Bearer " + token
        call.query = [FormField("token", token)]
        var entry = SessionEntry(at: 0, .call(id: 1, call))
        redactor.redact(&entry)
        let redacted = try #require(entry.call)
        #expect(redacted.headers["authorization"] == "Bearer xoxb-REDACTED-1")
        #expect(redacted.query == [FormField("token", "xoxb-REDACTED-1")])
        #expect(redacted.body == .form([FormField("token", "xoxb-REDACTED-1")]))
        #expect(redactor.redacted("a=" + Secrets.percentEncoded(token)) == "a=xoxb%2DREDACTED%2D1")
        #expect(redactor.secretCount == 1)
    }

    @Test func `Different secrets have different placeholders`() {
        var redactor = Redactor()
        let first = redactor.redacted("xoxb" + "-1-2-aaaaaa")
        let second = redactor.redacted("xoxb" + "-1-2-bbbbbb")
        let third = redactor.redacted("xoxp" + "-1-2-cccccc")
        #expect(
            [first, second, third] == ["xoxb-REDACTED-1", "xoxb-REDACTED-2", "xoxp-REDACTED-1"]
        )
    }

    @Test func `Values that only their name gives away are replaced`() {
        for name in [
            "token", "access_token", "refresh_token", "bot_access_token", "client_secret",
            "signing_secret", "verification_token", "password", "code_verifier", "trigger_id",
        ] {
            let text = redacted(#"{"a":{""# + name + #"":""# + Secrets.opaque + #""},"b":"plain"}"#)
            #expect(text == #"{"a":{""# + name + #"":"REDACTED-1"},"b":"plain"}"#)
        }
    }

    @Test func `A URL that its name declares secret is the same where it is used`() throws {
        var redactor = Redactor()
        let url = "https://upload.example/" + Secrets.opaque
        let body = JSONValue.object([JSONMember("upload_url", .string(url))])
        var answer = SessionEntry(at: 0, .answer(call: 1, WebAPIAnswer(json: body)))
        var use = SessionEntry(at: 1, .call(id: 2, WebAPICall(.url(url), body: .bytes([1]))))
        redactor.redact(&answer)
        redactor.redact(&use)
        let call = try #require(use.call)
        #expect(answer.answer?.body.text == #"{"upload_url":"https://upload.example/REDACTED-1"}"#)
        #expect(call.target == .url("https://upload.example/REDACTED-1"))
    }

    @Test func `The socket is opened at the URL that the answer gives`() throws {
        var redactor = Redactor()
        let url = Secrets.urls[0].origin + Secrets.urls[0].secret
        var answer = SessionEntry(
            at: 0,
            .answer(call: 1, WebAPIAnswer(json: ["url": .string(url)]))
        )
        var open = SessionEntry(
            at: 1,
            .open(
                socket: 1,
                SocketRequest(
                    url: url,
                    headers: [
                        "authorization": "Bearer " + Secrets.tokens[7].token,
                        "cookie": "d=" + Secrets.tokens[11].token + "; lc=1",
                    ]
                ),
                call: 1
            )
        )
        redactor.redact(&answer)
        redactor.redact(&open)
        let request = try #require(open.opening)
        #expect(try answer.answer?.json()["url"]?.string == request.url)
        #expect(request.headers["authorization"] == "Bearer xoxc-REDACTED-1")
        #expect(request.headers["cookie"] == "d=xoxd-REDACTED-1; lc=REDACTED-2")
    }
}
