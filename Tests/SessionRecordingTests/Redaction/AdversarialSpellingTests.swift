import Foundation
import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Secrets in spellings that people, programs and adversaries use, each of which whoever reads it can undo.
@Suite struct AdversarialSpellingTests {
    private static let token = Secrets.tokens[0].token
    private static let named = "hunter" + "-22-x9Kq"

    /// How a text is spelled.
    struct Way: Sendable, CustomTestStringConvertible {
        var name: String
        var spelled: @Sendable (String) -> String
        var testDescription: String { name }
    }

    private static func each(_ text: String, _ spelled: (Unicode.Scalar) -> String) -> String {
        text.unicodeScalars.map(spelled).joined()
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func hyphens(_ text: String, as other: String) -> String {
        text.replacing("-", with: other)
    }

    static let ways: [Way] = [
        Way(name: "hex") { text in each(text) { hex($0.value, 2) } },
        Way(name: "HEX") { text in each(text) { hex($0.value, 2).uppercased() } },
        Way(name: "hex behind a digit") { text in "a" + each(text) { hex($0.value, 2) } },
        Way(name: "hex of JSON") { text in each("{\"a\":\"\(text)\"}") { hex($0.value, 2) } },
        Way(name: #"\x2d"#) { text in hyphens(text, as: #"\x2d"#) },
        Way(name: #"\x.."#) { text in each(text) { #"\x"# + hex($0.value, 2) } },
        Way(name: #"\u002d"#) { text in hyphens(text, as: #"\u002d"#) },
        Way(name: #"\u{2d}"#) { text in hyphens(text, as: #"\u{2d}"#) },
        Way(name: #"\U0000002d"#) { text in hyphens(text, as: #"\U0000002d"#) },
        Way(name: #"\055"#) { text in hyphens(text, as: #"\055"#) },
        Way(name: "Markdown") { text in hyphens(text, as: #"\-"#) },
        Way(name: "&hyphen;") { text in hyphens(text, as: "&hyphen;") },
        Way(name: "&dash;") { text in hyphens(text, as: "&dash;") },
        Way(name: "&#45;") { text in hyphens(text, as: "&#45;") },
        Way(name: "&#0045;") { text in hyphens(text, as: "&#0000045;") },
        Way(name: "&#x2D;") { text in hyphens(text, as: "&#x2D;") },
        Way(name: "&#45 without a semicolon") { text in each(text) { "&#\($0.value)" } },
        Way(name: "&#8209;") { text in hyphens(text, as: "&#8209;") },
        Way(name: "&amp;#45;") { text in hyphens(text, as: "&amp;#45;") },
        Way(name: "non-breaking hyphens") { text in hyphens(text, as: "\u{2011}") },
        Way(name: "hyphens of Unicode") { text in hyphens(text, as: "\u{2010}") },
        Way(name: "en dashes") { text in hyphens(text, as: "\u{2013}") },
        Way(name: "minus signs") { text in hyphens(text, as: "\u{2212}") },
        Way(name: "full width") { text in
            each(text) { String(Unicode.Scalar($0.value + 0xfee0) ?? $0) }
        },
        Way(name: "soft hyphens") { text in each(text) { "\($0)\u{ad}" } },
        Way(name: "a soft hyphen") { text in text.prefix(9) + "\u{ad}" + text.dropFirst(9) },
        Way(name: "&shy;") { text in text.prefix(9) + "&shy;" + text.dropFirst(9) },
        Way(name: "no width") { text in text.prefix(7) + "\u{200b}" + text.dropFirst(7) },
        Way(name: "a joiner") { text in text.prefix(11) + "\u{2060}" + text.dropFirst(11) },
        Way(name: "a mark of the byte order") { text in
            text.prefix(2) + "\u{feff}" + text.dropFirst(2)
        },
        Way(name: "percent in entities") { text in hyphens(text, as: "&#37;2d") },
        Way(name: "entities in percent") { text in hyphens(text, as: "%26%2345%3B") },
    ]

    /// All that a fixture says, with every escape of JSON undone.
    private func texts(_ session: Session) -> [String] {
        session.entries.map { entry in
            switch entry.kind {
            case .receive(_, let message):
                (try? message.json())?["text"]?.string ?? message.text
            case .call(_, let call): call.arguments.text("text") ?? ""
            case .note(let words): words
            default: ""
            }
        }
    }

    private func session(_ texts: [String]) -> Session {
        var entries: [SessionEntry] = []
        for (index, text) in texts.enumerated() {
            let json = JSONValue.object([JSONMember("text", .string(text))])
            entries += [
                SessionEntry(at: 0, .receive(socket: 1, SocketMessage(json.compactText))),
                SessionEntry(
                    at: 0,
                    .receive(socket: 1, SocketMessage(#"{"text":"\#(ascii(text))"}"#))
                ),
                SessionEntry(
                    at: 0,
                    .call(
                        id: index + 1,
                        WebAPICall(.method("x"), body: .form([FormField("text", text)]))
                    )
                ),
                SessionEntry(at: 0, .note(text)),
            ]
        }
        return Session(header: SessionHeader(epoch: 0), entries: entries)
    }

    /// A text in JSON without anything but ASCII, as Python writes it.
    private func ascii(_ text: String) -> String {
        text.utf16.map { unit in
            switch unit {
            case 0x22: #"\""#
            case 0x5c: #"\\"#
            case 0x20..<0x7f: String(UnicodeScalar(UInt8(unit)))
            default: #"\u"# + Self.hex(UInt32(unit), 4)
            }
        }.joined()
    }

    @Test(arguments: ways)
    func `A token, and a value that is known, is found and leaves the rest`(way: Way) throws {
        for secret in [Self.token, Self.named] {
            let spelled = way.spelled(secret)
            var session = session(["see \(spelled), ok?", spelled])
            session.entries.append(
                SessionEntry(
                    at: 0,
                    .receive(socket: 1, SocketMessage(#"{"password":"\#(Self.named)"}"#))
                )
            )
            var redactor = Redactor()
            let redacted = redactor.redacted(session)
            let placeholder = secret == Self.token ? "xoxb-REDACTED-1" : "REDACTED-1"
            for (before, after) in zip(texts(session), texts(redacted)).dropLast() {
                let rest = before.replacingOccurrences(of: spelled, with: "#")
                let text = after.replacingOccurrences(of: way.spelled(placeholder), with: "#")
                    .replacingOccurrences(of: placeholder, with: "#")
                if text != rest {
                    // Characters that nobody sees, and a digit that means nothing, may stay beside it.
                    #expect(!after.contains(spelled.suffix(8)), "\(after)")
                    #expect(after.contains("REDACTED"), "\(after)")
                }
            }
            var another = Redactor()
            #expect(another.redacted(redacted).entries == redacted.entries)
            let verification = try SessionVerification(
                bytes: redacted.fixtureBytes(redactor: nil)
            )
            #expect(
                !verification.findings.contains {
                    ["secret", "random-text"].contains($0.problem.name)
                }
            )
        }
    }

    /// How a secret is named in a text.
    private static let namings: [(before: String, behind: String)] = [
        ("{'password': '", "'}"), ("{'id': 7, 'password':'", "', 'b': 1}"), ("password='", "'"),
        ("login(user='u', password='", "')"), ("password = '", "'"), ("password = \"", "\""),
        ("client.password = \"", "\";"), ("PASSWORD := \"", "\""), ("'password' => '", "',"),
        (":password => \"", "\""), ("os.environ['DB_PASSWORD'] = '", "'"), ("password: '", "'"),
        ("password: \"", "\"\n"), ("  password: ", "\n"), ("- password: ", "\nuser: u"),
        ("db:\n  password: ", "  # of the test"), ("{password: ", ", user: u}"),
        ("{'token': u'", "'}"), ("{'token': b'", "'}"), ("<password>", "</password>"),
        ("--password ", " --force"), ("run --api-key '", "' now"), ("X-Api-Key: ", ""),
        ("`password: ", "`"), ("if password == '", "':"),
    ]

    @Test(arguments: namings.indices)
    func `A value that its name gives away in code and configuration is found`(index: Int) {
        let (before, behind) = Self.namings[index]
        let text = before + Self.named + behind
        var redactor = Redactor()
        let redacted = redactor.redacted(session([text]))
        for after in texts(redacted) {
            #expect(after == before + "REDACTED-1" + behind)
        }
        var other = Redactor()
        let pasted = redactor.redacted(
            SocketMessage(JSONValue.object([JSONMember("a", .string(text))]).compactText)
        )
        #expect(other.redacted(SocketMessage(pasted)) == pasted)
    }

    @Test(arguments: [
        "the password: as always", "password: 'tis a secret, isn't it", "next token: gpt-4",
        "token = lexer.next()", "token = tokens[i2]", "self.token = config.oauth2_token",
        "secret: \(String(repeating: "-", count: 12))", "ticket: OPS-4711",
        "see password: https://example.com/reset/123456789abc", "password = getPassword2(user1)",
        "let's talk about the token: it's 'complicated'", "Q: what's the password? A: ask",
        "cookie: yes, please", "the secret: \"less is more\"", "--token is an option",
        "password:", "password='", "token='' or token=\"\"", "<token></token>",
        "5 – 7 of 12‑inch tokens", "ｆｕｌｌ　ｗｉｄｔｈ", "soft\u{ad}hyphen", #"C:\x64\token\055"#,
        "deadbeefdeadbeefdeadbeefdeadbeef", "1f389 2d 786f78", "R&D; Q&A; &copy; &hyphen;",
        #"a\-b\_c \x41 \u0041 \101"#,
    ])
    func `What is no secret stays`(text: String) {
        let session = session([text])
        var redactor = Redactor()
        #expect(redactor.redacted(session).entries == session.entries)
    }

    @Test(arguments: 8...24)
    func `The end of a token alone is found in a ping and in a pong`(length: Int) {
        let tail = Array(Self.token.utf8.suffix(length))
        var redactor = Redactor()
        let kinds: [SessionEntry.Kind] = [
            .call(
                id: 1,
                WebAPICall(.method("x"), headers: ["authorization": "Bearer " + Self.token])
            ),
            .ping(socket: 1, by: .peer, tail), .pong(socket: 1, by: .bot, tail),
            .ping(socket: 1, by: .peer, Array("7 17".utf8)),
        ]
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: kinds.map { SessionEntry(at: 0, $0) }
        )
        let entries = redactor.redacted(session).entries
        for entry in entries[1...2] {
            #expect(!entry.fixtureText.contains(String(decoding: tail, as: UTF8.self)))
        }
        #expect(entries[3] == session.entries[3])
    }

    @Test func `What makes a token secret is found wherever it stands alone`() {
        let tail = Self.token.suffix(24)
        var redactor = Redactor()
        let texts = session(["the end is \(tail).", "see " + Self.token])
        let entries = redactor.redacted(texts).entries
        for entry in entries { #expect(!entry.fixtureText.contains(tail.suffix(8))) }
        #expect(entries[0].received?.text == #"{"text":"the end is xoxb-REDACTED-1."}"#)
    }

    @Test(arguments: [8, 12, 20, 40, 52], [true, false])
    func `A text in pieces adds up to what stands for its secret`(cut: Int, isChunked: Bool) throws
    {
        func piece(_ method: String, _ text: String, _ ts: String?) -> WebAPICall {
            let chunk = JSONValue.array([
                .object([
                    JSONMember("type", "markdown_text"), JSONMember("text", .string(text)),
                ])
            ])
            var arguments = [
                JSONMember("channel", "C1"),
                isChunked
                    ? JSONMember("chunks", chunk) : JSONMember("markdown_text", .string(text)),
            ]
            if let ts { arguments.append(JSONMember("ts", .string(ts))) }
            return WebAPICall(method: method, arguments: arguments)
        }
        var first = piece("chat.startStream", "see " + Self.token.prefix(cut), nil)
        first.headers["authorization"] = "Bearer " + Self.token
        let calls = [
            first, piece("chat.appendStream", Self.token.dropFirst(cut) + ", and", "1.1"),
            piece("chat.stopStream", " so on", "1.1"),
        ]
        var redactor = Redactor()
        let entries = redactor.redacted(
            Session(
                header: SessionHeader(epoch: 0),
                entries: calls.enumerated().map { SessionEntry(at: 0, .call(id: $0 + 1, $1)) }
            )
        ).entries
        let text = entries.map { entry in
            let arguments = entry.call?.arguments
            return arguments?.text("markdown_text")
                ?? arguments?["chunks"]?.array?.first?["text"]?.string ?? ""
        }.joined()
        #expect(text == "see xoxb-REDACTED-1, and so on")
    }
}

extension SocketMessage {
    fileprivate func json() throws -> JSONValue { try JSONValue(parsing: bytes) }
}
