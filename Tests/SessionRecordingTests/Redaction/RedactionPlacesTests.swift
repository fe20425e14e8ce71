import SessionRecording
import SlackWire
import Testing

/// Every form of secret in every place: none may be in the inflated bytes, in any spelling.
@Suite struct RedactionPlacesTests {
    private static let secrets: [String] =
        Secrets.tokens.map(\.token) + Secrets.urls.map { $0.origin + $0.secret }

    /// Entries that carry a text wherever one can stand.
    private func entries(_ secret: String) -> [SessionEntry.Kind] {
        let quoted = JSONValue.string(secret).compactText
        let nested = JSONValue.string("{\"a\":[\(quoted)]}").compactText
        var kinds: [SessionEntry.Kind] = []
        let bodies: [WebAPICall.Body] = [
            .form([FormField("text", "see \(secret) there"), FormField("token", secret)]),
            .form([FormField("blocks", "[{\"text\":\(quoted)}]")]),
            .json(JSONText(uncheckedBytes: Array("{\"text\":\(nested)}".utf8))),
            .json(JSONText(uncheckedBytes: Array("{\n\"text\":\(quoted)}".utf8))),
            .multipart([
                MultipartPart(name: "token", bytes: Array(secret.utf8)),
                MultipartPart(name: "file", filename: "a", bytes: Array("\n\(secret)\n".utf8)),
            ]),
            .bytes(Array("text=\(Secrets.percentEncoded(secret))&x=1".utf8)),
            .bytes([0xff, 0x00] + Array(secret.utf8) + [0xfe]),
        ]
        for (index, body) in bodies.enumerated() {
            kinds.append(
                .call(
                    id: index + 1,
                    WebAPICall(
                        .url("https://slack.com/api/x?u=" + Secrets.percentEncoded(secret)),
                        query: [FormField("q", secret)],
                        headers: [
                            "authorization": "Bearer \(secret)", "cookie": "d=\(secret); b=2",
                            "x-any": secret,
                        ],
                        body: body
                    )
                )
            )
        }
        kinds.append(.failure(call: 1, TransportFailure(.io, "cannot reach \(secret)")))
        for text in [
            "{\"m\":\(quoted)}", "{\"m\":\(nested)}", "<a href=\"\(secret)\">",
            "{\"cut\":\(quoted)",
            "{\"m\":\"\(Secrets.spellings(secret)[1])\"}", "{\"cut\":\"\(secret)",
            "{\"m\":\"\(Secrets.spellings(secret)[2])\"}", "{bad: \(secret) }",
        ] {
            kinds.append(
                .answer(
                    call: 2 + kinds.count % 5,
                    WebAPIAnswer(
                        headers: ["location": secret, "set-cookie": "d=\(secret); Path=/"],
                        body: Array(text.utf8)
                    )
                )
            )
            kinds.append(.receive(socket: 1, SocketMessage(text)))
            kinds.append(.send(socket: 1, SocketMessage(text + "\n")))
        }
        kinds.append(
            .open(socket: 1, SocketRequest(url: secret, headers: ["cookie": secret]), call: 1)
        )
        kinds.append(.close(socket: 1, SocketClose(reason: secret, by: .peer)))
        kinds.append(.note("found \(secret)"))
        kinds.append(
            .unknown(name: "x", JSONText(uncheckedBytes: Array("{\"at\":0,\"x\":\(quoted)}".utf8)))
        )
        return kinds
    }

    @Test(arguments: secrets)
    func `No spelling of a secret reaches the file`(secret: String) {
        let session = Session(
            header: SessionHeader(epoch: 0, title: secret, source: secret),
            entries: entries(secret).map { SessionEntry(at: 0, $0) }
        )
        let text = Inflated.prefix(of: session.fixtureBytes()).text.text
        // The last piece of a secret is in no placeholder.
        let piece = String(secret.suffix(12))
        #expect(piece.count == 12)
        for spelling in Secrets.spellings(piece) + [Secrets.percentEncoded(piece)] {
            if let range = text.range(of: spelling) {
                Issue.record("\(spelling) is in the file: …\(text[..<range.lowerBound].suffix(80))")
            }
        }
    }

    @Test(arguments: secrets)
    func `What was redacted stays as it is`(secret: String) {
        var first = Redactor()
        let once = first.redacted(
            Session(
                header: SessionHeader(epoch: 0),
                entries: entries(secret).map { SessionEntry(at: 0, $0) }
            )
        )
        var second = Redactor()
        #expect(second.redacted(once) == once)
        #expect(second.secretCount == 0)
    }

    @Test func `Frames without secrets keep every byte`() throws {
        for frame in [
            #"{"ok":true,"error":{"code":1,"msg":"Socket URL has expired"}}"#,
            #"{"text":"tokens are great, the secret of success: passwords"}"#,
            #"{"url":"https:\/\/example.slack.com\/archives\/C1\/p1","n":1.10}"#,
            #"{"client_msg_id":"b6a1","ts":"1485975421.000002","token":null}"#,
            #"{"type":"message","text":"ask about xoxb- tokens and https://slack.com/api"}"#,
        ] {
            var redactor = Redactor()
            let entry = SessionEntry(at: 0, .receive(socket: 1, SocketMessage(frame)))
            var copy = entry
            redactor.redact(&copy)
            #expect(copy == entry)
        }
    }

    @Test func `A redactor shows no secret, however it is printed`() {
        var redactor = Redactor()
        let token = Secrets.tokens[0].token
        _ = redactor.redacted("a \(token)")
        var dumped = ""
        dump(redactor, to: &dumped)
        for text in ["\(redactor)", String(reflecting: redactor), dumped] {
            #expect(!text.contains(token.suffix(8)))
        }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? {
        ranges(of: text).first
    }
}
