import SessionRecording
import SlackWire
import Testing

@Suite struct GoldenTests {
    @Test(arguments: ["every-kind.jsonl", "newer.jsonl"])
    func `A canonical fixture that is read is written with the same text`(name: String) throws {
        let golden = try Golden.bytes(name)
        let session = try Session(bytes: golden)
        #expect(session.isComplete)
        let written = Inflated.prefix(of: session.fixtureBytes()).text
        // Line by line, so that a failure shows the line.
        let lines = written.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, expected) in zip(lines, golden.text.split(separator: "\n")) {
            #expect(line == expected)
        }
        #expect(written == golden)
    }

    @Test func `The example of the specification is canonical`() throws {
        let document = try Golden.repositoryFile("Documentation/FixtureFormat.md").text
        let lines = document.split(separator: "\n").filter {
            $0.hasPrefix("{\"") && !$0.contains("<")
        }
        let example = lines.joined(separator: "\n") + "\n"
        let session = try Session(bytes: Array(example.utf8))
        #expect(session.isComplete)
        #expect(session.entries.count == 8)
        #expect(Inflated.prefix(of: session.fixtureBytes()).text.text == example)
    }

    @Test func `Values of the golden fixture mean what the specification says`() throws {
        let session = try Session(bytes: Golden.bytes("every-kind.jsonl"))
        #expect(session.header.epoch == 1_485_975_421_000_000)
        #expect(session.header.source == "Written by hand, in the public domain")
        guard case .answer(1, let answer) = session.entries[2].kind,
            case .answer(3, let limited) = session.entries[6].kind,
            case .call(4, let invite) = session.entries[7].kind,
            case .call(7, let upload) = session.entries[12].kind,
            case .multipart(let parts) = upload.body
        else {
            Issue.record("the entries are not what they should be")
            return
        }
        #expect(answer.body.text == #"{"ok":true, "url":"https:\/\/example.slack.com\/","n":1.50}"#)
        #expect(limited.body.text == #"{"ok":false,"error":"ratelimited"}"# + "\n")
        #expect(limited.headers["retry-after"] == "30")
        #expect(invite.body == .form([FormField("users", "U1"), FormField("users", "U2")]))
        #expect(parts.map(\.bytes.count) == [9, 350, 300, 2])
        #expect(parts[2].contentType == "image/png")
    }

    @Test func `A truncated fixture gives its whole entries and says where it ends`() throws {
        let reader = try SessionReader(bytes: Golden.bytes("truncated.jsonl"))
        var entries: [SessionEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        #expect(entries.count == 2)
        #expect(reader.ending == .truncated(line: 4))
    }

    @Test func `What a later version recorded is kept and skipped`() throws {
        let session = try Session(bytes: Golden.bytes("newer.jsonl"))
        #expect(session.header.version == 3)
        #expect(session.header.extraFields.map(\.name) == ["region", "tags"])
        let unknown = session.entries.compactMap { entry -> String? in
            guard case .unknown(let name, _) = entry.kind else { return nil }
            return name
        }
        #expect(unknown == ["dictionary", "stream", "close"])
        #expect(session.entries[3].extraFields.map(\.name) == ["trace"])
    }

    @Test func `White space, another order, CRLF and a missing line feed are accepted`() throws {
        let session = try Session(bytes: Golden.bytes("loose.jsonl"))
        #expect(session.isComplete)
        #expect(
            session.entries.map(\.kind) == [
                .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil),
                .receive(socket: 1, SocketMessage(#"{"a" : [ ] }"#)),
                .send(socket: 1, SocketMessage("b")),
            ]
        )
    }
}
