import Foundation
import SecretRedaction
import SlackWire
import Testing

@testable import SessionRecording

/// Long bodies that were on their way when their recorder was killed.
@Suite(.timeLimit(.minutes(5))) struct `Bodies that a killed recorder left` {
    private static let header = SessionHeader(epoch: 1_700_000_000_000_000)
    private static let token = "xox" + "b-1234567890-0987654321-AbCdEfGhIjKlMnOpQrStUvWx"

    private static func text(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var line = 0
        while bytes.count < count {
            bytes += "line \(line) of many\n".utf8
            line += 1
        }
        return Array(bytes.prefix(count))
    }

    private static let upload = WebAPICall(
        .url("https://files.slack.com/x"),
        headers: ["authorization": "Bearer \(token)", "content-type": "application/pdf"]
    )

    /// What lies on the disk while two bodies are on their way, as a kill leaves it: an upload, and an answer to another call.
    private func killed(
        in folder: String,
        header: SessionHeader = header,
        to copy: String
    ) async throws {
        let writer = try SessionWriter(
            path: "\(folder)/lunch.jsonl.gz",
            header: header,
            options: SessionWriter.Options(flushInterval: .zero)
        )
        writer.append(SessionEntry(at: 5, .call(id: 1, WebAPICall(.url("https://a.slack.com/y")))))
        writer.append(SessionEntry(at: 6, .head(call: 1, WebAPIAnswer(status: 206))))
        let answer = try #require(writer.beginBody(of: SessionEntry(at: 7, .part(call: 1, []))))
        let sent = try #require(
            writer.beginBody(of: SessionEntry(at: 8, .call(id: 1, Self.upload)))
        )
        answer.append(Self.text(2 << 20))
        sent.append(Self.text(1 << 20) + " \(Self.token) ".utf8 + Self.text(1 << 20))
        writer.append(SessionEntry(at: 9, .note("meanwhile")))
        while writer.flushedEntries < 3 { await Task.yield() }
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        await writer.discard()
    }

    /// Runs `body` with a folder in which a killed recorder left a recording.
    private func withKilledRecording(_ body: (String) async throws -> Void) async throws {
        try await withFolder { folder in
            let (work, left) = ("\(folder)/work", "\(folder)/left")
            try FileManager.default.createDirectory(
                atPath: work,
                withIntermediateDirectories: false
            )
            try await killed(in: work, to: left)
            try await body(left)
        }
    }

    @Test func `What had come is brought back by a repair, as calls and answers that were cut`()
        async throws
    {
        try await withKilledRecording { left in
            let partial = "\(left)/lunch.jsonl.gz.partial"
            let report = try SessionRepair.repair(path: partial, to: "\(left)/lunch.jsonl.gz")
            #expect(report.cutBodies == 2)
            #expect(report.description.contains("2 long bodies"), "\(report)")
            let session = try Session(contentsOf: "\(left)/lunch.jsonl.gz")
            #expect(session.isComplete)
            try #require(session.entries.count == 5)
            guard case .partFile(1, let part) = session.entries[3].kind,
                case .call(2, let call) = session.entries[4].kind,
                case .file(let body) = call.body
            else {
                Issue.record("other entries: \(session.entries)")
                return
            }
            #expect(part.isCut && body.isCut)
            #expect(session.entries[4].at == 9, "when the recording broke off")
            #expect(call.target == Self.upload.target)
            #expect(call.headers["authorization"] == "Bearer xoxb-REDACTED-1")
            // All but what may be the beginning of a secret.
            let answer = try #require(part.contents)
            #expect(answer.count > (2 << 20) - (321 << 10))
            #expect(Self.text(2 << 20).starts(with: answer))
            let wanted = Self.text(1 << 20) + " xoxb-REDACTED-1 ".utf8 + Self.text(1 << 20)
            let sent = try #require(body.contents)
            #expect(sent.count > (2 << 20) - (321 << 10))
            #expect(wanted.starts(with: sent))
            // What was not finished is its owner's alone, and so is what lies beside.
            for file in [part, body] { #expect(try mode(of: file) == 0o600) }
            #expect(try SessionVerification(contentsOf: "\(left)/lunch.jsonl.gz").isFine)
        }
    }

    @Test func `The next recording leaves what a repair needs, until there is nothing to repair`()
        async throws
    {
        try await withKilledRecording { left in
            let drafts = try files(in: "\(left)/lunch.files")
            #expect(drafts.count == 4, "two bodies, and whose they are")
            let other = SessionHeader(epoch: 5)
            for isLast in [false, true] {
                if isLast {
                    try FileManager.default.removeItem(atPath: "\(left)/lunch.jsonl.gz.partial.1")
                }
                let writer = try SessionWriter(path: "\(left)/lunch.jsonl.gz", header: other)
                let body = try #require(
                    writer.beginBody(of: SessionEntry(at: 1, .call(id: 1, Self.upload)))
                )
                body.append(Self.text(2 << 20))
                var call = Self.upload
                call.body = .file(body.finish(isCut: false))
                writer.append(SessionEntry(at: 2, .call(id: 1, call)))
                try await writer.finish()
                let found = try files(in: "\(left)/lunch.files").filter { drafts.contains($0) }
                #expect(found == (isLast ? [] : drafts))
            }
        }
    }

    @Test func `What another recording left is not taken for its own`() async throws {
        try await withKilledRecording { left in
            let partial = "\(left)/lunch.jsonl.gz.partial"
            let other = Session(
                header: SessionHeader(epoch: 7),
                entries: [SessionEntry(at: 1, .note("x"))]
            )
            let bytes = other.fixtureBytes().dropLast(20)
            try Data(bytes).write(to: URL(fileURLWithPath: partial))
            let report = try SessionRepair.repair(path: partial, to: "\(left)/lunch.jsonl.gz")
            #expect(report.cutBodies == 0)
        }
    }

    @Test func `No secret stands in what says whose a body is`() async throws {
        try await withKilledRecording { left in
            let notes = try files(in: "\(left)/lunch.files").filter { $0.hasSuffix(".entry") }
            #expect(notes.count == 2)
            for note in notes {
                let path = "\(left)/lunch.files/\(note)"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                #expect(!text.contains(Self.token))
                #expect(try mode(of: path) == 0o600)
            }
        }
    }

    @Test func `A repair and a redaction that changes nothing leave the modes of files`()
        async throws
    {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl"
            let writer = try SessionWriter(path: path, header: Self.header)
            let body = try #require(
                writer.beginBody(of: SessionEntry(at: 1, .call(id: 1, Self.upload)))
            )
            body.append(Self.text(2 << 20))
            var call = Self.upload
            call.body = .file(body.finish(isCut: false))
            writer.append(SessionEntry(at: 2, .call(id: 1, call)))
            try await writer.finish()
            _ = try SessionRedaction.redact(path, to: path, with: Redactor())
            func recorded(_ fixture: String) throws -> BodyFile {
                try #require(Session(contentsOf: fixture).entries.first?.bodyFile)
            }
            #expect(try mode(of: recorded(path)) == 0o644)
            let copy = "\(folder)/copy.jsonl"
            _ = try SessionRepair.repair(path: path, to: copy)
            #expect(try recorded(copy).path?.hasPrefix("\(folder)/copy.files/") == true)
            #expect(try mode(of: recorded(copy)) == 0o644)
        }
    }

    private func mode(of file: BodyFile) throws -> Int { try mode(of: #require(file.path)) }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}
