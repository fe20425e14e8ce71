import Foundation
import SecretRedaction
import SessionRecording
import SlackWire
import Testing

@Suite struct SessionRedactionTests {
    private static let secret = Secrets.body(32, 91)

    /// Writes a session with secrets, whose last entry gives one away that stood before.
    private func fixture(_ folder: URL, complete: Bool = true) throws -> String {
        let session = Session(
            header: SessionHeader(epoch: 0, isRedacted: false),
            entries: [
                SessionEntry(at: 0, .note("it is \(Self.secret)")),
                SessionEntry(at: 1, .note("and xoxb-REDACTED-1 with \(Secrets.tokens[0].token)")),
                SessionEntry(
                    at: 2,
                    .call(
                        id: 1,
                        WebAPICall(
                            .method("x"),
                            query: [
                                FormField("client_secret", Self.secret)
                            ]
                        )
                    )
                ),
            ]
        )
        let path = folder.appendingPathComponent("a.jsonl.gz").path
        var bytes = session.fixtureBytes(redactor: nil)
        if !complete {
            let text = Inflated.prefix(of: bytes).text.text.split(separator: "\n").dropLast()
            bytes = Array((text.joined(separator: "\n") + "\n").utf8)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("redaction-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func `A fixture loses its secrets, those before the place that gives them away as well`()
        throws
    {
        try inFolder { folder in
            let path = try fixture(folder)
            let output = folder.appendingPathComponent("b.jsonl.gz").path
            let summary = try SessionRedaction.redact(path, to: output, with: Redactor())
            #expect(summary.isChanged && summary.entries == 3 && summary.secrets == 2)
            #expect(summary.counts == [.known: 1, .token: 1, .named: 1])
            let session = try Session(contentsOf: output)
            #expect(session.header.isRedacted && session.isComplete)
            #expect(session.entries[0].kind == .note("it is REDACTED-1"))
            // The placeholder that was there keeps its number to itself.
            #expect(session.entries[1].kind == .note("and xoxb-REDACTED-1 with xoxb-REDACTED-2"))
            #expect(try SessionVerification(contentsOf: output).isFine)
            #expect(try Session(contentsOf: path).entries[0].kind == .note("it is \(Self.secret)"))
        }
    }

    @Test func `A second time the file stays as it is`() throws {
        try inFolder { folder in
            let path = try fixture(folder)
            _ = try SessionRedaction.redact(path, to: path, with: Redactor())
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let again = try SessionRedaction.redact(path, to: path, with: Redactor())
            #expect(!again.isChanged && again.counts.isEmpty)
            let after = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.jsonl.gz"]
            )
        }
    }

    @Test func `A truncated fixture is not taken for a whole one`() throws {
        try inFolder { folder in
            let path = try fixture(folder, complete: false)
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let error = #expect(throws: SessionRedaction.Failure.self) {
                try SessionRedaction.redact(path, to: path, with: Redactor())
            }
            #expect(error == .truncated(path: path, line: 5))
            #expect(error?.description.contains("reprise repair") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.jsonl.gz"]
            )
        }
    }
}
