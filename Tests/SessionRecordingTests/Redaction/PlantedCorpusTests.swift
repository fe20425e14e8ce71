import Foundation
import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Every form of secret, in every place, in every spelling.
@Suite struct PlantedCorpusTests {
    /// What gives itself away by its shape.
    private static let secrets: [String] =
        Secrets.tokens.map(\.token) + Secrets.urls.map { $0.origin + $0.secret }

    @Test(arguments: Spelling.allCases)
    func `No trace of a secret reaches the file, and a second redaction changes nothing in it`(
        spelling: Spelling
    ) throws {
        for secret in Self.secrets {
            let entries = PlantedPlaces.entries(spelling.spelled(secret))
            let session = Session(
                header: SessionHeader(epoch: 0, title: spelling.spelled(secret)),
                entries: entries.map { SessionEntry(at: 0, $0) }
            )
            let file = session.fixtureBytes()
            let words = "\(spelling.rawValue) of \(secret.prefix(36))"
            expectNoTrace(of: secret, in: file, words)
            try expectNothingLeft(in: Session(bytes: file), words)
        }
    }

    @Test(arguments: [
        "token", "access_token", "refresh_token", "bot_access_token", "client_secret",
        "signing_secret", "verification_token", "password", "code_verifier", "trigger_id",
        "accessToken",
        "api_key",
    ])
    func `A value that its name gives away is found everywhere behind that`(name: String) {
        let secret = Secrets.body(32, 77)
        var kinds: [SessionEntry.Kind] = [
            .call(id: 1, WebAPICall(.method("apps.x"), query: [FormField(name, secret)])),
            .receive(socket: 1, SocketMessage("{\"a\":{\"\(name)\":\"\(secret)\"}}")),
            .receive(socket: 1, SocketMessage("{\"a\":\"{\\\"\(name)\\\":\\\"\(secret)\\\"}\"}")),
            .receive(
                socket: 1,
                SocketMessage("{\"a\":\"see {\\\"\(name)\\\": \\\"\(secret)\\\"}\"}")
            ),
            .note("https://a.example/?\(name)=\(secret)&b=1"),
            .note("https://a.example/?x=1&amp;\(name)=\(secret)&amp;b=1"),
        ]
        for spelling in Spelling.allCases {
            kinds += PlantedPlaces.entries(spelling.spelled(secret))
        }
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: kinds.map { SessionEntry(at: 0, $0) }
        )
        expectNoTrace(of: secret, in: session, name)
    }

    @Test func `Codes and states are secret where credentials are exchanged`() {
        let secret = Secrets.body(40, 78)
        for name in ["code", "state", "client_assertion"] {
            let json = JSONText(JSONValue.object([JSONMember(name, .string(secret))]))
            let bodies: [WebAPICall.Body] = [
                .form([FormField(name, secret)]), .json(json),
                .multipart([MultipartPart(name: name, bytes: Array(secret.utf8))]),
            ]
            for body in bodies {
                let call = WebAPICall(.method("oauth.v2.access"), body: body)
                let session = Session(
                    header: SessionHeader(epoch: 0),
                    entries: [SessionEntry(at: 0, .call(id: 1, call))]
                )
                expectNoTrace(of: secret, in: session, name)
            }
        }
        let link = Session(
            header: SessionHeader(epoch: 0),
            entries: [SessionEntry(at: 0, .note("https://b.example/oauth?code=\(secret)&x=1"))]
        )
        expectNoTrace(of: secret, in: link, "a link")
    }

    @Test func `The password of a Basic authorization is gone, as a pair and by itself`() {
        let secret = Secrets.body(32, 79)
        var call = WebAPICall(.method("oauth.v2.access"))
        call.headers["authorization"] = "Basic " + Spelling.base64("123.456:\(secret)")
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .call(id: 1, call)),
                SessionEntry(at: 0, .note("it is \(secret), really")),
            ]
        )
        expectNoTrace(of: secret, in: session, "Basic")
    }

    @Test func `A compressed body is looked into`() throws {
        let secret = Secrets.tokens[0].token
        let plain = Array("{\"text\":\"use \(secret)\"}".utf8)
        let body = Deflated.gzip(plain)
        let session = Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .call(id: 1, WebAPICall(.method("x"), body: .bytes(body))))
            ]
        )
        let read = try Session(bytes: session.fixtureBytes())
        let bytes = try #require(read.entries.first?.call?.bytes)
        #expect(Inflated.prefix(of: bytes).text.text == "{\"text\":\"use xoxb-REDACTED-1\"}")
    }

    @Test(arguments: [(1, true), (3, true), (4, false), (300, false)])
    func `What is compressed again and again is inflated three times only`(
        times: Int,
        isFound: Bool
    ) {
        let text = Array("{\"text\":\"use \(Secrets.tokens[0].token)\"}".utf8)
        let body = (0..<times).reduce(text) { bytes, _ in Deflated.gzip(bytes) }
        var redactor = Redactor()
        var entry = SessionEntry(at: 0, .answer(call: 1, WebAPIAnswer(body: body)))
        redactor.redact(&entry)
        #expect((redactor.secretCount == 1) == isFound)
    }

    private func expectNothingLeft(in redacted: Session, _ words: String) {
        var redactor = Redactor()
        let twice = redactor.redacted(redacted)
        let places = zip(redacted.entries, twice.entries).filter { $0 != $1 }
        if let (before, after) = places.first {
            Issue.record("\(words): \(before.fixtureText) became \(after.fixtureText)")
        }
        #expect(redactor.secretCount == 0, "\(words)")
    }

    private func expectNoTrace(of secret: String, in session: Session, _ words: String) {
        expectNoTrace(of: secret, in: session.fixtureBytes(), words)
    }

    private func expectNoTrace(of secret: String, in file: [UInt8], _ words: String) {
        let text = Data(Inflated.prefix(of: file).text)
        // The last piece of a secret is in no placeholder.
        for trace in Spelling.traces(of: String(secret.suffix(12))) {
            if let range = text.range(of: Data(trace.utf8)) {
                let before = String(decoding: text[..<range.lowerBound].suffix(160), as: UTF8.self)
                Issue.record("\(words): \(trace) is in the file: \(before)")
                return
            }
        }
    }
}
