import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Answers that came in pieces, as a fixture has them.
@Suite struct `Flowing answers in a fixture` {
    private static let events: HTTPHeaders = ["content-type": "text/event-stream"]

    /// A session in which a body came so.
    private func session(_ pieces: [String], as body: String? = nil) -> Session {
        let pieces = pieces.map { Array($0.utf8) }
        let whole = body.map { Array($0.utf8) } ?? pieces.flatMap(\.self)
        return Session(
            header: SessionHeader(epoch: 0),
            entries: [
                SessionEntry(at: 0, .call(id: 1, WebAPICall(.method("x.stream"), body: .none))),
                SessionEntry(at: 1, .head(call: 1, WebAPIAnswer(headers: Self.events))),
            ]
                + pieces.enumerated().map { place, piece in
                    SessionEntry(at: Int64(place + 2), .chunk(call: 1, BodyChunk(piece)))
                } + [
                    SessionEntry(
                        at: 90,
                        .answer(call: 1, WebAPIAnswer(headers: Self.events, body: whole))
                    )
                ]
        )
    }

    /// The pieces of its body as a replay cuts them.
    private func pieces(of session: Session) throws -> [String] {
        let chunks = session.entries.compactMap { entry -> BodyChunk? in
            if case .chunk(_, let chunk) = entry.kind { chunk } else { nil }
        }
        let body = try #require(session.entries.last?.answer?.body)
        return chunks.pieces(of: body).map(\.text)
    }

    @Test(arguments: [
        ["data: 1\n\n", "data: 2\n\n"], ["one", "two", "three"], ["", "x"], ["\n", "\n\n", "a"], [],
    ])
    func `A body is cut again as it came`(came: [String]) throws {
        #expect(try pieces(of: session(came)) == came)
    }

    @Test func `A body whose secret is gone is cut at the same lines`() throws {
        let token = "xox" + "b-1234567890-abcdefghij"
        let came = ["data: \(token)\n\n", "data: 2\n\n", "data: \(token) too\n\n"]
        var redactor = Redactor()
        let session = redactor.redacted(session(came))
        #expect(
            try pieces(of: session) == [
                "data: xoxb-REDACTED-1\n\n", "data: 2\n\n", "data: xoxb-REDACTED-1 too\n\n",
            ]
        )
    }

    @Test func `Nothing is lost of a body that does not add up`() throws {
        for body in ["", "a", "abcdefghijklmnopqrstuvwxyz\n\n\n\n"] {
            let found = try pieces(of: session(["data\n", "more"], as: body))
            #expect(found.joined() == body)
            #expect(found.count == 2)
        }
    }

    @Test func `Counts without end are no trouble`() {
        let chunks = Array(repeating: BodyChunk(bytes: .max, lines: .max), count: 40)
        #expect(chunks.pieces(of: Array("data".utf8)).flatMap(\.self).text == "data")
    }

    @Test(arguments: 1..<30)
    func `A secret that lies across two pieces is found`(cut: Int) throws {
        let token = "xox" + "b-1234567890-abcdefghij"
        let text = "data: \(token)\n\n"
        let place = text.index(text.startIndex, offsetBy: cut)
        var redactor = Redactor()
        let redacted = redactor.redacted(session([String(text[..<place]), String(text[place...])]))
        let written = Inflated.prefix(of: redacted.fixtureBytes()).text.text
        for length in 4...token.count {
            #expect(!written.contains(token.suffix(length)))
            #expect(!written.contains(token.prefix(length + 5)))
        }
        #expect(try pieces(of: redacted).joined() == "data: xoxb-REDACTED-1\n\n")
    }

    @Test func `The part of a body that broke off is redacted, and looked at`() throws {
        let token = "xox" + "b-1234567890-abcdefghij"
        var entry = SessionEntry(at: 0, .part(call: 1, Array("data: \(token)".utf8)))
        var redactor = Redactor()
        redactor.redact(&entry)
        #expect(entry.kind == .part(call: 1, Array("data: xoxb-REDACTED-1".utf8)))
    }

    @Test func `Recordings that were cut otherwise on their way are the same`() throws {
        let one = session(["data: 1\n\n", "data: 2\n\n"])
        let other = session(["data: 1", "\n\ndata: 2\n\n"])
        #expect(SessionComparison().differences(of: other, from: one) == [])
        let changed = session(["data: 1\n\n", "data: 3\n\n"])
        #expect(!SessionComparison().differences(of: changed, from: one).isEmpty)
    }

    @Test(arguments: ["head\":1,\"status\":200", "chunk\":1,\"bytes\":1", "part\":1"])
    func `What is said of an answer fits the calls above it`(members: String) throws {
        let header = #"{"reprise":1,"epoch":0,"redacted":true}"# + "\n"
        let line = "{\"at\":1,\"" + members + "}\n"
        let end = #"{"end":1,"calls":0,"sockets":0,"files":0}"# + "\n"
        #expect(throws: FixtureError.self) {
            try Session(bytes: Array((header + line + end).utf8))
        }
    }

    @Test(arguments: ["-1", "1.5", "\"1\"", "1,\"lines\":2", "1,\"lines\":-1"])
    func `A count that is none is refused`(count: String) throws {
        let text = """
            {"reprise":1,"epoch":0,"redacted":true}
            {"at":0,"call":1,"method":"x"}
            {"at":1,"chunk":1,"bytes":\(count)}
            {"end":2,"calls":1,"sockets":0,"files":0}

            """
        #expect(throws: FixtureError.self) { try Session(bytes: Array(text.utf8)) }
    }
}
