import SecretRedaction
import SessionRecording
import SlackWire
import Testing

@Suite struct SessionVerificationTests {
    private static let token = Secrets.tokens[0].token

    private func problems(
        _ session: Session,
        _ options: SessionVerification.Options = .init()
    ) throws -> [SessionVerification.Finding] {
        try SessionVerification(bytes: session.fixtureBytes(redactor: nil), options: options)
            .findings
    }

    private func session(_ kinds: [SessionEntry.Kind], epoch: Int64 = 0) -> Session {
        Session(
            header: SessionHeader(epoch: epoch),
            entries: kinds.map { SessionEntry(at: 0, $0) }
        )
    }

    @Test func `A redacted fixture is fine`() throws {
        let planted = session(PlantedPlaces.entries(Self.token))
        let names = Set(try problems(planted).map(\.problem.name))
        #expect(names == ["secret"], "it is whole, and holds secrets")
        #expect(try SessionVerification(bytes: planted.fixtureBytes()).findings == [])
    }

    @Test func `A secret is named by entry, kind and place, and never shown`() throws {
        let findings = try problems(
            session([
                .note("fine"),
                .call(
                    id: 1,
                    WebAPICall(.method("x"), headers: ["authorization": "Bearer \(Self.token)"])
                ),
                .answer(
                    call: 1,
                    WebAPIAnswer(body: Array(#"{"a":[{"b":"is \#(Self.token)"}]}"#.utf8))
                ),
            ])
        )
        let secrets = findings.compactMap { finding -> SecretFinding? in
            if case .secret(let secret) = finding.problem { secret } else { nil }
        }
        #expect(findings.map(\.entry) == [2, 3])
        #expect(findings.map(\.line) == [3, 4])
        #expect(secrets.map(\.place) == ["call.headers.authorization", "answer.body.a[0].b"])
        #expect(secrets.map(\.kind) == [.header, .token])
        #expect(secrets.map(\.byte) == [7, 15])
        #expect(secrets.map(\.masked) == ["xoxb-…", "xoxb-…"])
        for finding in findings {
            var dumped = "\(finding)"
            dump(finding, to: &dumped)
            #expect(!dumped.contains(Self.token.suffix(8)))
        }
    }

    @Test func `An unredacted header, a cut and an old recording are found`() throws {
        var old = session([.note("a")], epoch: 1_000_000)
        old.header.isRedacted = false
        let day: Int64 = 86_400_000_000
        let options = SessionVerification.Options(maximumAge: 30, now: 1_000_000 + 31 * day)
        #expect(
            try problems(old, options).map(\.problem) == [
                .notRedacted, .tooOld(days: 31, limit: 30),
            ]
        )
        let young = SessionVerification.Options(maximumAge: 31, now: 1_000_000 + 31 * day)
        #expect(try problems(old, young).map(\.problem) == [.notRedacted])
        let whole = session([.note("a")]).fixtureBytes()
        let text = Inflated.prefix(of: whole).text.text.split(separator: "\n").dropLast()
        let cut = Array((text.joined(separator: "\n") + "\n").utf8)
        #expect(
            try SessionVerification(bytes: cut).findings.map(\.problem) == [.truncated(line: 3)]
        )
    }

    @Test func `Damage is found and what follows it is checked`() throws {
        let lines = [
            #"{"reprise":1,"epoch":0,"redacted":true}"#, #"{"at":0,"note":7}"#,
            #"{"at":0,"note":"it is \#(Self.token)"}"#,
            #"{"end":2,"calls":0,"sockets":0,"files":0}"#,
        ]
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        let names = try SessionVerification(bytes: bytes).findings.map(\.problem.name)
        #expect(names.prefix(2) == ["damaged", "secret"])
    }

    @Test func `Random text is found, and ids, hashes and plain base64 are not`() throws {
        let random = ["kJ8dQ2vN", "x7RtZ5wB", "m3LpY9cF", "h6Gs"].joined()
        let hexadecimal = String("0f1e2d3c4b5a69788796a5b4c3d2e1f0".reversed())
        let plain = Spelling.base64("team:C061FAA02 and more of it")
        let frame =
            #"{"api":"\#(random)","raw":"\#(hexadecimal)","file_id":"\#(random)","avatar_hash":"#
            + #""\#(hexadecimal)","file_sha256":"\#(hexadecimal)","x":"\#(plain)","client_msg_id":"\#(random)","t":"just words"}"#
        let findings = try problems(session([.note(frame), .note("b")]))
        #expect(findings.count == 3)
        let message = session([
            .open(socket: 1, SocketRequest(url: "wss://h/REDACTED-1"), call: nil),
            .receive(socket: 1, SocketMessage(frame)),
        ])
        let places = try problems(message).compactMap { finding -> String? in
            if case .randomText(let text) = finding.problem { text.place } else { nil }
        }
        #expect(places == ["message…api", "message…raw"])
        let quiet = SessionVerification.Options(findsRandomText: false)
        #expect(try problems(message, quiet).isEmpty)
    }

    @Test
    func `What Slack's envelopes, links and developers' tools are full of is not random text`()
        throws
    {
        let random = ["kJ8dQ2vN", "x7RtZ5wB", "m3LpY9cF", "h6Gs"].joined()
        let context =
            "4-"
            + Spelling.base64(
                #"{"et":"message","tid":"T061EG9R6","aid":"A0GDZ4E2V"}"#,
                isForURLs: true
            )
        let frame =
            #"{"event_context":"\#(context)","other":"\#(context)","topic":"see <https://learn.example.com/c/\#(random)|it> or ws:\/\/127.0.0.1:9222\/devtools\/page\/\#(random)"}"#
        let message = session([
            .open(socket: 1, SocketRequest(url: "wss://h/REDACTED-1"), call: nil),
            .receive(socket: 1, SocketMessage(frame)),
            .receive(socket: 1, SocketMessage(#"{"topic":"https://a.example/b?k=\#(random)"}"#)),
        ])
        #expect(try problems(message).map(\.entry) == [3])
    }

    @Test func `What is no fixture is an error`() {
        #expect(throws: FixtureError.self) { try SessionVerification(bytes: Array("<html>".utf8)) }
    }
}
