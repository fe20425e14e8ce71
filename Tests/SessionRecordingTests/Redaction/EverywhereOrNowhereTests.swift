import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// One law: a value is replaced everywhere in the session, or nowhere.
@Suite struct EverywhereOrNowhereTests {
    private static func session(_ frames: [String], title: String? = nil) -> Session {
        Session(
            header: SessionHeader(epoch: 0, title: title),
            entries: frames.map { SessionEntry(at: 0, .receive(socket: 1, SocketMessage($0))) }
        )
    }

    private func redacted(
        _ frames: [String],
        _ rules: RedactionRules = RedactionRules()
    ) -> [String] {
        var redactor = Redactor(rules: .standard + rules)
        return redactor.redacted(Self.session(frames)).entries.map { $0.received?.text ?? "" }
    }

    private static let secrets: [String] = [
        "OPS-4711", "4711", "hush", ["ab12", "cd34", "ef56"].joined(separator: "-"), "two words 22",
        "k9", "naïve9", "a/b-77", #"quo"te5"#, ["AKIA", "IOSF", "ODNN", "7EXA"].joined(),
        "$2y$10$abc",
    ].filter { $0.utf8.count >= 4 }

    @Test(arguments: secrets, ["ticket", "token", "password", "client_secret", "bot_api_key"])
    func `A value that its name gives away is replaced wherever it is a word`(
        secret: String,
        name: String
    ) {
        let quoted = JSONValue.string(secret).compactText
        let inner = quoted.dropFirst().dropLast()
        let frames = [
            #"{"text":"before: \#(inner), (\#(inner))"}"#, #"{"\#(name)":\#(quoted)}"#,
            #"{"text":"behind \#(inner)","a":[\#(quoted)],"b":\#(JSONValue.string("{\"c\":\(quoted)}").compactText)}"#,
            "text=\(Secrets.percentEncoded("x " + secret + " y"))&n=1", "no JSON: \(secret).",
        ]
        #expect(
            redacted(frames) == [
                #"{"text":"before: REDACTED-1, (REDACTED-1)"}"#, #"{"\#(name)":"REDACTED-1"}"#,
                #"{"text":"behind REDACTED-1","a":["REDACTED-1"],"b":"{\"c\":\"REDACTED-1\"}"}"#,
                // What the secret's hyphens are spelled by spells the placeholder's.
                "text=x%20REDACTED\(secret.contains("-") ? "%2D" : "-")1%20y&n=1",
                "no JSON: REDACTED-1.",
            ]
        )
    }

    @Test(arguments: [
        "1", "12", "abc", "true", "false", "null", "none", "C0123ABCD", "U0123ABCDEF", "1503435956",
        "1503435956.000247", "1503435956000", "message", "channel", "view_submission", "****",
        "........",
        "xoxb",
    ])
    func `What every session is full of is replaced nowhere`(value: String) {
        let frames = [
            #"{"text":"a \#(value) b"}"#, #"{"ticket":"\#(value)","type":"\#(value)"}"#,
            "token=\(value)&n=1", #"{"a":"{\"access_token\":\"\#(value)\"}"}"#,
        ]
        #expect(redacted(frames) == frames)
    }

    @Test func `Numbers and truth values are secret by a rule, and numbers everywhere`() throws {
        let rules =
            RedactionRules.name("employee_number") + .name("is_leaving")
            + .path(try RedactionPath("payload.salary"))
        #expect(
            redacted(
                [
                    #"{"n":123456,"text":"it is 123456, not 1234567 or 1.123456"}"#,
                    #"{"employee_number":123456,"is_leaving":true,"ok":true}"#,
                    #"{"payload":{"salary":4200.5,"ok":false},"m":[4200.5,-123456]}"#,
                    #"{"payload":{"salary":null},"a":"{\"employee_number\":7}"}"#,
                ],
                rules
            ) == [
                #"{"n":"REDACTED-1","text":"it is REDACTED-1, not 1234567 or 1.123456"}"#,
                #"{"employee_number":"REDACTED-1","is_leaving":"REDACTED-2","ok":true}"#,
                #"{"payload":{"salary":"REDACTED-3","ok":false},"m":["REDACTED-3",-123456]}"#,
                #"{"payload":{"salary":null},"a":"{\"employee_number\":\"REDACTED-4\"}"}"#,
            ]
        )
    }

    @Test func `A password in a URL is found whatever else stands there`() {
        let password = "hunter" + "22"
        #expect(
            redacted([
                #"{"text":"clone https://bob:\#(password)@git.example.com/a"}"#,
                #"{"text":"clone https:\/\/bob:\#(password)@git.example.com\/a"}"#,
            ]) == [
                #"{"text":"clone https://REDACTED-1@git.example.com/a"}"#,
                #"{"text":"clone https:\/\/REDACTED-1@git.example.com\/a"}"#,
            ]
        )
    }

    @Test func `The URL of a socket of no host of Slack's is secret where it was given, too`() {
        let url = "ws://127.0.0.1:4242/s/17"
        var redactor = Redactor()
        var session = Self.session([
            #"{"text":"see \#(url)?"}"#, #"{"text":"see ws://127.0.0.1:4242/s/18"}"#,
        ])
        session.entries += [
            SessionEntry(at: 0, .answer(call: 1, WebAPIAnswer(json: ["url": .string(url)]))),
            SessionEntry(at: 0, .open(socket: 2, SocketRequest(url: url), call: 1)),
        ]
        let entries = redactor.redacted(session).entries
        #expect(entries[0].received?.text == #"{"text":"see ws://127.0.0.1:4242/REDACTED-1?"}"#)
        #expect(entries[1] == session.entries[1])
        #expect(entries[2].answer?.body.text == #"{"url":"ws://127.0.0.1:4242/REDACTED-1"}"#)
        #expect(entries[3].opening?.url == "ws://127.0.0.1:4242/REDACTED-1")
    }

    @Test func `A link that its name gives away is one in a sentence before it, too`() {
        let link = "https://files.example.com/a/b"
        #expect(
            redacted([
                #"{"text":"see <\#(link)|b>, \#(link). Not \#(link)c or files.example.com/a/bc"}"#,
                #"{"url_private":"\#(link)"}"#,
            ]) == [
                #"{"text":"see <https://files.example.com/REDACTED-1|b>, https://files.example.com/REDACTED-1. "#
                    + #"Not \#(link)c or files.example.com/a/bc"}"#,
                #"{"url_private":"https://files.example.com/REDACTED-1"}"#,
            ]
        )
    }

    @Test(arguments: secrets, [true, false])
    func `A recorder takes out what it learns late, in files, bytes and the title as well`(
        secret: String,
        recompresses: Bool
    ) async throws {
        let bytes = [0xff] + Array("; it is \(secret);".utf8) + [UInt8](repeating: 0xfe, count: 300)
        let gzip = Deflated.gzip(Array("\n it is \(secret) \n".utf8))
        let entries: [SessionEntry.Kind] = [
            .call(
                id: 1,
                WebAPICall(
                    .method("x"),
                    query: [FormField("q", "a \(secret) b")],
                    body: .multipart([MultipartPart(name: "f", filename: "a", bytes: bytes)])
                )
            ),
            .answer(call: 1, WebAPIAnswer(headers: ["x-any": "is \(secret)"], body: gzip)),
            .note("it is \(secret)"),
            .call(id: 2, WebAPICall(.method("x"), query: [FormField("client_secret", secret)])),
        ]
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: SessionHeader(epoch: 0, title: "about \(secret)"),
            options: SessionWriter.Options(flushInterval: .zero, recompresses: recompresses)
        )
        for kind in entries { writer.append(SessionEntry(at: 0, kind)) }
        try await writer.finish()
        let session = try Session(bytes: file.bytes)
        #expect(session.isComplete)
        #expect(session.header.title == "about REDACTED-1")
        #expect(session.entries[0].call?.query == [FormField("q", "a REDACTED-1 b")])
        #expect(session.entries[1].answer?.headers["x-any"] == "is REDACTED-1")
        #expect(
            Inflated.prefix(of: session.entries[1].answer?.body ?? []).text.text
                == "\n it is REDACTED-1 \n"
        )
        #expect(session.entries[2].kind == .note("it is REDACTED-1"))
        guard case .multipart(let parts)? = session.entries[0].call?.body else {
            Issue.record("no parts")
            return
        }
        #expect(
            String(decoding: parts[0].bytes.dropFirst().prefix(20), as: UTF8.self)
                == "; it is REDACTED-1;\u{fffd}"
        )
        #expect(try SessionVerification(bytes: file.bytes).findings == [])
        var redactor = Redactor()
        let inMemory = Session(
            header: SessionHeader(epoch: 0, title: "about \(secret)"),
            entries: entries.map { SessionEntry(at: 0, $0) }
        )
        #expect(redactor.redacted(inMemory).entries == session.entries)
    }

    @Test(arguments: secrets)
    func `A fixture in which a secret stands before the entry that names it is not fine`(
        secret: String
    ) throws {
        let quoted = JSONValue.string(secret).compactText
        var session = Self.session([
            #"{"text":\#(quoted)}"#, #"{"ok":true}"#, #"{"api_key":\#(quoted)}"#,
        ])
        let opening = SocketRequest(url: "wss://h/REDACTED-1")
        session.entries.insert(SessionEntry(at: 0, .open(socket: 1, opening, call: nil)), at: 0)
        let verification = try SessionVerification(bytes: session.fixtureBytes(redactor: nil))
        #expect(
            verification.findings.filter { $0.problem.name == "secret" }.map(\.entry) == [2, 4]
        )
        #expect(try SessionVerification(bytes: session.fixtureBytes()).isFine)
    }

    @Test(arguments: ["https://hooks.slack.com", "http://127.0.0.1:8080"])
    func `The last step of a webhook alone is the webhook's secret`(server: String) {
        let step = "96rGlfmib" + "IGlgcZRskXaIFfN"
        let url = "\(server)/services/T0KB5WQH1/B0KB5WQH2/\(step)"
        let texts = [
            #"{"text":"key \#(step) of it"}"#, #"{"text":"\#(url)"}"#,
            #"{"text":"\#(step)","n":1}"#,
        ]
        #expect(
            redacted(texts) == [
                #"{"text":"key REDACTED-1 of it"}"#, #"{"text":"\#(server)/services/REDACTED-1"}"#,
                #"{"text":"REDACTED-1","n":1}"#,
            ]
        )
    }

    @Test(arguments: [true, false])
    func `A file in UTF-16 is looked into, and stays in UTF-16`(isBigEndian: Bool) throws {
        func wide(_ text: String) -> [UInt8] {
            ("\u{feff}" + text).utf16.flatMap { unit -> [UInt8] in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
                return isBigEndian ? [high, low] : [low, high]
            }
        }
        let text = "TOKEN=\(Secrets.tokens[0].token)\r\nname=größe 😀\r\n"
        var redactor = Redactor()
        func file(_ text: String) -> Session {
            let bodies: [WebAPICall.Body] = [
                .bytes(wide(text)),
                .multipart([MultipartPart(name: "file", filename: "env.txt", bytes: wide(text))]),
            ]
            let entries = bodies.enumerated().map { index, body in
                SessionEntry(
                    at: 0,
                    .call(id: index + 1, WebAPICall(.method("files.upload"), body: body))
                )
            }
            return Session(header: SessionHeader(epoch: 0), entries: entries)
        }
        let redacted = redactor.redacted(file(text))
        #expect(redacted.entries == file("TOKEN=xoxb-REDACTED-1\r\nname=größe 😀\r\n").entries)
        let plain = file("nothing at all")
        #expect(redactor.redacted(plain).entries == plain.entries)
    }

    @Test(arguments: Secrets.tokens.map(\.token))
    func `A token in the place of a method's name is one`(token: String) {
        var redactor = Redactor()
        let call = WebAPICall(.method(token))
        let entry = SessionEntry(at: 0, .call(id: 1, call))
        let redacted = redactor.redacted(Session(header: SessionHeader(epoch: 0), entries: [entry]))
        #expect(!redacted.entries[0].fixtureText.contains(token.suffix(8)))
        #expect(redacted.entries[0].fixtureText.contains("REDACTED-1"))
    }

    @Test func `A method keeps its name, whatever is a secret`() {
        var redactor = Redactor(rules: .standard + .name("pin"))
        let methods = [
            "oauth.v2.access", "files.completeUploadExternal", "admin.conversations.setTeams",
        ]
        var entries = [
            SessionEntry(
                at: 0,
                .receive(
                    socket: 1,
                    SocketMessage(#"{"pin":"conversations","password":"setTeams"}"#)
                )
            )
        ]
        for (index, method) in methods.enumerated() {
            entries.append(SessionEntry(at: 1, .call(id: index + 1, WebAPICall(.method(method)))))
        }
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        #expect(redactor.redacted(session).entries.dropFirst() == session.entries.dropFirst())
    }
}
