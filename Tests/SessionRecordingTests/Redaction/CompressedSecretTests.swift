import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Secrets in what is compressed: whole bodies, and the state that bots keep in messages, in base64.
@Suite struct CompressedSecretTests {
    private static let token = Secrets.tokens[0].token
    private static let named = "Hunter2" + "Pass9word"

    private func redacted(_ kinds: [SessionEntry.Kind]) -> [SessionEntry] {
        var redactor = Redactor()
        let entries = kinds.map { SessionEntry(at: 0, $0) }
        return redactor.redacted(Session(header: SessionHeader(epoch: 0), entries: entries)).entries
    }

    private func call(_ body: [UInt8]) -> SessionEntry.Kind {
        .call(id: 1, WebAPICall(.method("x"), body: .bytes(body)))
    }

    // MARK: Bodies

    @Test(arguments: [Int32](1...9))
    func `A body that zlib compressed is looked into`(level: Int32) throws {
        for text in ["{\"text\":\"use \(Self.token)\"}", "no JSON, but \(Self.token) and so on"] {
            let body = Deflated.zlib(Array(text.utf8), level: level)
            for body in [body, body + [0, 0, 0], Array(body.dropLast(2))] {
                let bytes = try #require(redacted([call(body)]).first?.call?.bytes)
                let left = Inflated.zlib(bytes).text
                #expect(left == text.replacing(Self.token, with: "xoxb-REDACTED-1"))
            }
        }
    }

    @Test func `What holds no secret, and what only begins like zlib, keeps its bytes`() {
        let plain = Array("{\"text\":\"hello\"}".utf8)
        let bodies: [[UInt8]] = [
            Deflated.zlib(plain), Deflated.zlib(plain) + [1, 2],
            Array(Deflated.zlib(plain).dropLast()),
            Array("x^2 + y^2 = z^2, for all we know".utf8),
            Array("hCaptcha is no captcha of ours".utf8),
            [0x78, 0x9c] + [UInt8](repeating: 0xff, count: 40), [0x78, 0x9c, 0, 0],
        ]
        for body in bodies { #expect(redacted([call(body)]).first?.call?.bytes == body) }
    }

    @Test func `A text that begins like zlib hides nothing`() {
        for beginning in ["x^2 ", "hCaptcha ", "X\u{9}"] {
            let body = Array("\(beginning)token=\(Self.token)&a=b and more".utf8)
            let bytes = redacted([call(body)]).first?.call?.bytes ?? []
            #expect(bytes.text == "\(beginning)token=xoxb-REDACTED-1&a=b and more")
        }
    }

    @Test func `Behind zlib, and in gzip in zlib, nothing is overlooked`() throws {
        let secret = Array("use \(Self.token)".utf8)
        let behind = Deflated.zlib(Array("hello".utf8)) + secret
        let left = try #require(redacted([call(behind)]).first?.call?.bytes)
        #expect(!left.text.contains(Self.token.suffix(12)))
        let nested = Deflated.zlib(Deflated.gzip(secret))
        let bytes = try #require(redacted([call(nested)]).first?.call?.bytes)
        #expect(Inflated.prefix(of: Inflated.zlib(bytes)).text.text == "use xoxb-REDACTED-1")
    }

    // MARK: Base64

    /// How compressed bytes stand in a text.
    struct Way: Sendable, CustomTestStringConvertible {
        var name: String
        var spelled: @Sendable ([UInt8]) -> String
        var testDescription: String { name }
    }

    static let ways: [Way] = [
        Way(name: "gzip") { Base64.encode(Deflated.gzip($0)) },
        Way(name: "gzip with a name") { Base64.encode(Deflated.gzip($0, name: "state.json")) },
        Way(name: "zlib") { Base64.encode(Deflated.zlib($0)) },
        Way(name: "zlib, best") { Base64.encode(Deflated.zlib($0, level: 9)) },
        Way(name: "gzip for URLs") { Base64.encode(Deflated.gzip($0), with: .urlSafe) },
        Way(name: "zlib for URLs, without padding") {
            Base64.encode(Deflated.zlib($0), with: .urlSafe).replacing("=", with: "")
        },
    ]

    /// Texts in which a bot keeps its state.
    private static let texts: [(before: String, behind: String)] = [
        ("", ""), ("state: ", "."), ("v1-", ""), ("https://a.example/s/", "?x=1"), ("a\n", "\nb"),
        ("{\"s\":\"", "\",\"n\":1}"),
    ]

    private func frames(_ text: String) -> [SessionEntry.Kind] {
        [
            .receive(
                socket: 1,
                SocketMessage(JSONValue.object([JSONMember("v", .string(text))]).compactText)
            ),
            .call(
                id: 1,
                WebAPICall(.method("x"), body: .form([FormField("private_metadata", text)]))
            ),
            .note(text),
        ]
    }

    @Test(arguments: ways)
    func `The state that a bot keeps in a message is looked into`(way: Way) throws {
        let state = #"{"channel":"C012345678","list":[1,2,3],"use":"\#(Self.token)"}"#
        for (before, behind) in Self.texts {
            let entries = redacted(frames(before + way.spelled(Array(state.utf8)) + behind))
            for (entry, text) in zip(entries, entries.compactMap(text)) {
                let digits = text.dropFirst(before.count).dropLast(behind.count)
                #expect(text.hasPrefix(before) && text.hasSuffix(behind), "\(text)")
                #expect(
                    Self.inflated(digits) == state.replacing(Self.token, with: "xoxb-REDACTED-1"),
                    "\(entry.fixtureText)"
                )
            }
            var other = Redactor()
            let session = Session(header: SessionHeader(epoch: 0), entries: entries)
            #expect(other.redacted(session).entries == entries)
            #expect(
                try SessionVerification(bytes: session.fixtureBytes(redactor: nil)).findings
                    .allSatisfy { $0.problem.name != "secret" }
            )
        }
    }

    @Test(arguments: ways)
    func `A value that is given away later is found in it, and what holds none stays`(way: Way) {
        let state = Array(#"{"list":[1,2,3],"words":"it is \#(Self.named), really"}"#.utf8)
        let named = SessionEntry.Kind.receive(
            socket: 1,
            SocketMessage(#"{"password":"\#(Self.named)"}"#)
        )
        for entry in redacted(frames(way.spelled(state)) + [named]).dropLast() {
            #expect(text(entry).flatMap { Self.inflated($0[...]) }?.contains(Self.named) == false)
        }
        let plain = frames("see " + way.spelled(Array(#"{"list":[1,2,3],"words":"none"}"#.utf8)))
        #expect(redacted(plain).map(\.kind) == plain)
        #expect(redacted(plain + [named]).dropLast().map(\.kind) == plain)
    }

    @Test func `A recording finds it when it is finished, too`() async throws {
        let state = Array(#"{"words":"it is \#(Self.named), really, and so on"}"#.utf8)
        for way in Self.ways {
            let file = MemoryFile()
            let writer = SessionWriter(file: file, header: SessionHeader(epoch: 0))
            writer.append(
                SessionEntry(at: 0, .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil))
            )
            for kind in frames(way.spelled(state)) { writer.append(SessionEntry(at: 0, kind)) }
            writer.append(SessionEntry(at: 0, .note("password='\(Self.named)'")))
            try await writer.finish()
            let session = try Session(bytes: file.bytes)
            for entry in session.entries[1...3] {
                let inflated = text(entry).flatMap { Self.inflated($0[...]) }
                #expect(inflated?.contains("it is REDACTED-1, really") == true, "\(way.name)")
            }
        }
    }

    @Test func `Many bombs take no longer than their length asks for`() {
        let bomb = Base64.encode(Deflated.zlib([UInt8](repeating: 0x61, count: 1 << 20), level: 6))
        let clock = ContinuousClock()
        let times = [20, 200].map { count in
            clock.measure {
                let text = String(repeating: bomb + " token=\n", count: count)
                #expect(redacted([.note(text)]).first?.kind == .note(text))
            }
        }
        #expect(times[1] < times[0] * 40 + .seconds(2))
    }

    private func text(_ entry: SessionEntry) -> String? {
        switch entry.kind {
        case .receive(_, let message): (try? JSONValue(parsing: message.bytes))?["v"]?.string
        case .call(_, let call):
            if case .form(let fields) = call.body { fields.first?.value } else { nil }
        case .note(let words): words
        default: nil
        }
    }

    private static func inflated(_ digits: Substring) -> String? {
        var text = digits.replacing("-", with: "+").replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        guard let bytes = Base64.decode(Array(text.utf8)) else { return nil }
        let inflated = bytes.first == 0x1f ? Inflated.prefix(of: bytes).text : Inflated.zlib(bytes)
        return inflated.text
    }
}
