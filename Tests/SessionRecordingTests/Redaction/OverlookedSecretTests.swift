import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Secrets in places, under names and in pieces that are easily overlooked.
@Suite struct OverlookedSecretTests {
    private static let token = Secrets.tokens[0].token

    private func redacted(_ kinds: [SessionEntry.Kind]) -> [SessionEntry] {
        var redactor = Redactor()
        let entries = kinds.map { SessionEntry(at: 0, $0) }
        return redactor.redacted(Session(header: SessionHeader(epoch: 0), entries: entries)).entries
    }

    private func text(_ kinds: [SessionEntry.Kind]) -> String {
        redacted(kinds).map(\.fixtureText).joined(separator: "\n")
    }

    private func message(_ text: String) -> SessionEntry.Kind {
        .receive(socket: 1, SocketMessage(text))
    }

    // MARK: Places

    @Test func `A place that is told is told without the secrets in its names`() {
        var redactor = Redactor()
        redactor.findings = []
        let token = Self.token
        var call = WebAPICall(.method("x"), body: .form([FormField(token, token)]))
        call.headers[token] = token
        for kind in [message("{\"\(token)\":{\"token\":\"\(token)\"}}"), .call(id: 1, call)] {
            var entry = SessionEntry(at: 0, kind)
            redactor.redact(&entry)
        }
        let places = redactor.findings?.map(\.place) ?? []
        #expect(places.count >= 4)
        for place in places {
            #expect(!place.lowercased().contains(token.suffix(12).lowercased()), "\(place)")
        }
    }

    @Test func `The type of a part is looked at`() {
        var part = MultipartPart(name: "file", filename: "a", bytes: [1])
        part.contentType = "text/plain; x=\(Self.token)"
        let call = WebAPICall(.method("x"), body: .multipart([part]))
        #expect(!text([.call(id: 1, call)]).contains(Self.token))
    }

    @Test func `Fields that nobody knows are looked at with their names`() {
        var entry = SessionEntry(at: 0, .note("a"))
        entry.extraFields = [
            ExtraField("password", JSONText(uncheckedBytes: Array("\"abc12345\"".utf8))),
            ExtraField(Self.token, JSONText(uncheckedBytes: Array("1".utf8))),
            ExtraField("plain", JSONText(uncheckedBytes: Array("[1, \"two\"]".utf8))),
        ]
        var redactor = Redactor()
        redactor.redact(&entry)
        #expect(entry.fixtureText.contains(#""password":"REDACTED-1""#))
        #expect(entry.fixtureText.contains(#""plain":[1, "two"]"#))
        #expect(!entry.fixtureText.contains(Self.token))
    }

    @Test func `Cookies that were folded into one field are all values`() {
        let secret = Secrets.body(24, 5)
        let answer = WebAPIAnswer(headers: [
            "set-cookie":
                "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, d=\(secret); Path=/, e=2"
        ])
        let entries = redacted([.answer(call: 1, answer)])
        let value = entries.first?.answer?.headers["set-cookie"] ?? ""
        let expected =
            "a=REDACTED-1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, d=REDACTED-2; Path=/, e=REDACTED-3"
        #expect(value == expected)
    }

    // MARK: Names and shapes

    @Test(arguments: ["interactivity_pointer", "triggerId", "trigger_id"])
    func `What opens a modal is secret by each of its names`(name: String) {
        let secret = "398738663015.47445629121.803a" + Secrets.body(12, 3)
        let all = text([
            message("{\"interactivity\":{\"\(name)\":\"\(secret)\"}}"),
            .call(id: 1, WebAPICall(.method("views.open"), body: .form([FormField(name, secret)]))),
        ])
        #expect(!all.contains(secret))
    }

    @Test(arguments: ["SUMMER2024", "ABCD12345", "1503435956"])
    func `A password that looks like an id is one`(password: String) {
        let all = text([
            message("{\"password\":\"\(password)\",\"client_secret\":\"\(password)\"}"),
            message("{\"ts\":\"\(password)\"}"), .note("password: \(password)"),
        ])
        let first = all.split(separator: "\n").first ?? ""
        #expect(!first.contains(password) && first.contains("REDACTED-1"), "\(all)")
        // Elsewhere it may be what it looks like, and in what people say it stands for nothing.
        #expect(all.ranges(of: password).count == 2, "\(all)")
    }

    @Test func `The password of a URL is one by itself as well`() {
        let password = "Hunter2Pass9word"
        let all = text([
            .note("https://bot:\(password)@example.com/x"), .note("it is \(password), really"),
        ])
        #expect(!all.contains(password))
    }

    @Test(arguments: [
        "amqp://guest:gu35t@mq", "ftp://bob:gu35t@ftp.example.com",
        "redis://:gu35t@10.0.0.1:6379/0",
        "mongodb+srv://u:gu35t@c0.example.net", "postgres://admin:gu35t@db.example.com/prod",
    ])
    func `A password in the URL of a database or a queue is one`(url: String) {
        let text = text([message(#"{"type":"message","text":"see \#(url) for that"}"#)])
        #expect(!text.contains("gu35t"))
        #expect(text.contains(String(url.prefix { $0 != "/" }) + "//REDACTED-1@"))
    }

    @Test(arguments: [
        "password: Gu35tGu35t", "Password: `Gu35tGu35t`", "client secret: Gu35tGu35t",
        "password: Gu35tGu&amp;35t",
    ])
    func `A password in a sentence is one`(words: String) {
        let text = text([message(#"{"type":"message","text":"here: \#(words) and so on"}"#)])
        #expect(!text.contains("u35t"), "\(text)")
    }

    @Test(arguments: [
        "accessKey", "private_key", "passphrase", "AWS_SECRET_ACCESS_KEY", "credentials",
    ])
    func `What other makers call a secret is one`(name: String) {
        let said = text([message(#"{"type":"message","text":"\#(name)=Gu35t/Gu35t+Gu35t"}"#)])
        #expect(said.contains("\(name)=REDACTED-1\""))
        let member = text([message(#"{"\#(name)":"Gu35tGu35t"}"#)])
        #expect(!member.contains("Gu35t"))
    }

    @Test func `Web tokens, private keys and the users of curl are secret wherever they stand`() {
        let webToken = ["eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxMjM0In0", "Gu35tGu35tGu35t"]
            .joined(separator: ".")
        let key =
            #"-----BEGIN RSA PRIVATE"#
            + #" KEY-----\nGu35tGu35t\nGu35t=\n-----END RSA PRIVATE KEY-----"#
        for (words, left) in [
            ("see \(webToken) there", "see REDACTED-1 there"),
            (key, "-----END RSA PRIVATE KEY-----"),
            ("curl -s -u admin:Gu35tGu35t https://x.example", "-u REDACTED-1 https://x.example"),
            ("curl --user 'admin:Gu35t' x", "--user 'REDACTED-1' x"),
        ] {
            let text = text([message(#"{"type":"message","text":"\#(words)"}"#)])
            #expect(!text.contains("Gu35t"), "\(text)")
            #expect(text.contains(left), "\(text)")
        }
    }

    @Test func `An invitation lets everybody in`() {
        let link = "https://join.slack.com/t/acme/shared_invite/zt-1abcdefgh-AbcdEfgh~IjklMnop"
        let text = text([message(#"{"type":"message","text":"join \#(link) today"}"#)])
        #expect(text.contains("https://join.slack.com/t/acme/shared_invite/REDACTED-1 today"))
    }

    @Test func `A capability needs no path`() {
        let signature = Secrets.body(32, 9)
        let all = text([
            message("{\"response_url\":\"https://hooks.example.com?sig=\(signature)\"}")
        ])
        #expect(!all.contains(signature))
    }

    @Test func `A webhook may be an organisation's`() {
        let secret = Secrets.body(24, 11)
        let all = text([.note("https://example.com/services/E01234567/B01234567/\(secret)")])
        #expect(!all.contains(secret))
    }

    @Test func `Credentials are exchanged at the whole URL of a method, too`() {
        let code = Secrets.body(40, 13)
        let call = WebAPICall(
            .url("https://slack.com/api/oauth.v2.access"),
            body: .form([FormField("code", code)])
        )
        #expect(!text([.call(id: 1, call)]).contains(code))
    }

    // MARK: Compression

    @Test func `Members behind the first, padding and a cut end hide nothing`() throws {
        let plain = Array("{\"text\":\"hello\"}\n".utf8)
        let secret = Array("{\"text\":\"use \(Self.token)\"}\n".utf8)
        let bodies = [
            Deflated.gzip(plain) + Deflated.gzip(secret), Deflated.gzip(secret) + [0, 0, 0],
            Array(Deflated.gzip(secret).dropLast(4)),
        ]
        for body in bodies {
            let call = WebAPICall(.method("x"), body: .bytes(body))
            let bytes = try #require(redacted([.call(id: 1, call)]).first?.call?.bytes)
            let text = Inflated.prefix(of: bytes).text.text
            #expect(text.hasSuffix("{\"text\":\"use xoxb-REDACTED-1\"}\n"), "\(text)")
        }
        // What is behind it may be no gzip at all.
        for secret in [Self.token, "client_secret=" + Secrets.body(24, 3)] {
            for first in [plain, Array("{\"text\":\"use \(Self.token)\"}".utf8)] {
                let body = Deflated.gzip(first) + Array("and \(secret)&x=1".utf8)
                let all = redacted([.call(id: 1, WebAPICall(.method("x"), body: .bytes(body)))])
                let bytes = try #require(all.first?.call?.bytes)
                #expect(!String(decoding: bytes, as: UTF8.self).contains(secret.suffix(12)))
            }
        }
        // What holds no secret keeps its bytes.
        let body = Deflated.gzip(plain) + Deflated.gzip(plain) + [0, 0]
        let call = WebAPICall(.method("x"), body: .bytes(body))
        #expect(redacted([.call(id: 1, call)]).first?.call?.bytes == body)
    }

    @Test func `Base64 of base64 is looked into, wherever in it a secret stands`() {
        for shift in 0..<9 {
            let text = String(repeating: "-", count: shift) + " \(Self.token) and more"
            for inner in ["", "a", "ab"] {
                let twice = Spelling.base64(inner + Spelling.base64(text))
                let all = self.text([message("{\"v\":\"\(twice)\"}")])
                #expect(!all.contains(twice.suffix(40)), "\(shift) \(inner)")
            }
        }
    }

    // MARK: Texts in pieces

    private func piece(_ method: String, _ text: String?, ts: String? = nil) -> SessionEntry.Kind {
        var fields = [FormField("channel", "C012345678")]
        if let ts { fields.append(FormField("ts", ts)) }
        if let text { fields.append(FormField("markdown_text", text)) }
        return .call(id: 1, WebAPICall(.method("chat.\(method)"), body: .form(fields)))
    }

    /// The start of a text, and its answer.
    private func start(_ text: String, ts: String) -> [SessionEntry.Kind] {
        let answer = WebAPIAnswer(body: Array("{\"ok\":true,\"ts\":\"\(ts)\"}".utf8))
        return [piece("startStream", text), .answer(call: 1, answer)]
    }

    private func said(_ kinds: [SessionEntry.Kind]) -> [String] {
        redacted(kinds).compactMap { $0.call?.arguments.text("markdown_text") }
    }

    @Test(arguments: [
        ("use https://hooks.slack.com/services/T012345678/B01234567/AbCdEf123456GhIjKl789012 ok"),
        ("SLACK_SIGNING_SECRET=8f742231b10e8888abcd99e0bcff85a5 ok"),
        ("the token \(Secrets.tokens[0].token) ok"), ("password: Hunter2Pass9word ok"),
        ("see https://bot:Hunter2Pass9word@example.com/x ok"),
    ])
    func `Wherever a streamed text is cut, no secret is left in it`(text: String) throws {
        let bytes = Array(text.utf8)
        var redactor = Redactor()
        let whole = redactor.redacted(text)
        let secret = try #require(
            text.split { " /:@=".contains($0) }.filter { !whole.contains($0) }.max {
                $0.count < $1.count
            }
        )
        for cut in 1..<bytes.count {
            let parts = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
            let failed: [SessionEntry.Kind] = [
                piece("startStream", parts[0]),
                .failure(call: 1, TransportFailure(.timeout, "no answer")),
                piece("startStream", parts[0]),
                .answer(call: 1, WebAPIAnswer(status: 429, body: Array("{}".utf8))),
            ]
            let pieces = said(
                failed + start(parts[0], ts: "1.1") + [
                    piece("appendStream", parts[1], ts: "1.1"),
                    piece("stopStream", nil, ts: "1.1"),
                ]
            ).dropFirst(2)
            let left = pieces.joined()
            #expect(!left.contains(secret.suffix(7)), "\(parts) became \(pieces)")
            #expect(left.hasPrefix(text.prefix(3)) && left.hasSuffix(" ok"), "\(pieces)")
        }
    }

    @Test func `What one stream left open is no business of another`() {
        let token = Self.token
        let pieces = said(
            start("one: ", ts: "1.1") + [piece("appendStream", token, ts: "1.1")]
                + start("2026-11-28", ts: "1.2") + [
                    piece("appendStream", "order-2025-11-28-x is on its way", ts: "1.2"),
                    piece("stopStream", nil, ts: "1.1"),
                ] + start("2027-01-01-is-a-day", ts: "1.3") + [
                    piece("stopStream", nil, ts: "1.2")
                ]
        )
        #expect(
            pieces == [
                "one: ", "xoxb-REDACTED-1", "2026-11-28", "order-2025-11-28-x is on its way",
                "2027-01-01-is-a-day",
            ]
        )
    }
}
