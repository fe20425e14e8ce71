import Foundation
import SecretRedaction
import SlackWire
import Testing

@testable import SessionRecording

/// Long bodies, in the folder beside a recording.
@Suite struct `Bodies beside a recording` {
    private static let header = SessionHeader(epoch: 1_700_000_000_000_000)
    private static let token = "xox" + "b-1234567890-0987654321-AbCdEfGhIjKlMnOpQrStUvWx"

    /// Bytes without a secret in them, no two lines of which are the same.
    private static func text(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 16)
        var line = 0
        while bytes.count < count {
            bytes += "line \(line) of many\n".utf8
            line += 1
        }
        return Array(bytes.prefix(count))
    }

    private static func call(_ body: WebAPICall.Body, id: Int = 1) -> SessionEntry {
        SessionEntry(
            at: Int64(id),
            .call(id: id, WebAPICall(.url("https://files.slack.com/x"), body: body))
        )
    }

    /// Records bodies that come in pieces, each in a call of its own.
    private func record(
        _ bodies: [[[UInt8]]],
        to path: String,
        isCut: Bool = false,
        redactor: Redactor? = Redactor(),
        then entries: [SessionEntry] = []
    ) async throws {
        let writer = try SessionWriter(
            path: path,
            header: Self.header,
            options: SessionWriter.Options(redactor: redactor)
        )
        for (number, pieces) in bodies.enumerated() {
            let body = try #require(writer.beginBody(of: Self.call(.none)))
            for piece in pieces {
                body.append(piece)
                await body.waitForRoom()
            }
            writer.append(Self.call(.file(body.finish(isCut: isCut)), id: number + 1))
        }
        for entry in entries { writer.append(entry) }
        _ = try await writer.finish()
    }

    private func body(_ number: Int = 0, of path: String) throws -> BodyFile {
        let session = try Session(contentsOf: path)
        return try #require(session.entries.filter { $0.bodyFile != nil }[number].bodyFile)
    }

    // MARK: Writing

    @Test func `A body is found by its hash, byte for byte, and others may read it at the end`()
        async throws
    {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let text = Self.text(3 << 20)
            try await record([[Array(text[..<70_000]), Array(text[70_000...])]], to: path)
            let body = try body(of: path)
            #expect(body.count == text.count)
            #expect(body.sha256 == SHA256.hexadecimal(of: text))
            #expect(!body.hasPlaceholders)
            #expect(body.path == "\(folder)/lunch.files/\(body.sha256)")
            #expect(body.contents == text)
            #expect(try files(in: "\(folder)/lunch.files") == [body.sha256])
            let attributes = try FileManager.default.attributesOfItem(atPath: #require(body.path))
            #expect(attributes[.posixPermissions] as? Int == 0o644)
            #expect(try SessionVerification(contentsOf: path).isFine)
        }
    }

    @Test func `A line says all of a body, cut or not, and is read as it was written`() throws {
        var file = BodyFile(sha256: String(repeating: "0a", count: 32), count: 5)
        let line = Self.call(.file(file)).fixtureText
        #expect(line.hasSuffix(#""file":{"sha256":"\#(file.sha256)","bytes":5}}"#), "\(line)")
        file.isCut = true
        file.hasPlaceholders = true
        var answer = WebAPIAnswer(headers: ["a": "b"])
        answer.file = file
        let session = Session(
            header: Self.header,
            entries: [
                Self.call(.file(file)),
                SessionEntry(at: 2, .head(call: 1, WebAPIAnswer(headers: ["a": "b"]))),
                SessionEntry(at: 3, .answer(call: 1, answer)),
                Self.call(.none, id: 4), SessionEntry(at: 5, .head(call: 4, WebAPIAnswer())),
                SessionEntry(at: 6, .partFile(call: 4, file)),
                SessionEntry(at: 7, .failure(call: 4, TransportFailure(.io, "cut"))),
            ]
        )
        let read = try Session(bytes: session.fixtureBytes())
        #expect(read == session)
        #expect(read.entries[0].bodyFile?.hasPlaceholders == true)
    }

    @Test(arguments: ["../../etc/passwd", "", String(repeating: "A", count: 64)])
    func `What is no hash is no name of a file`(hash: String) throws {
        let file = BodyFile(sha256: hash, count: 5)
        let session = Session(header: Self.header, entries: [Self.call(.file(file))])
        #expect(throws: FixtureError.self) { try Session(bytes: session.fixtureBytes()) }
    }

    // MARK: Secrets

    @Test(arguments: [0, 262_144 - 30, 327_680 - 20, 1_000_000])
    func `A token is replaced wherever it stands, however the body comes`(place: Int) async throws {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let text = Self.text(2 << 20)
            let whole = text[..<place] + " \(Self.token) ".utf8 + text[place...]
            let pieces = stride(from: 0, to: whole.count, by: 50_001).map {
                Array(whole[$0..<min($0 + 50_001, whole.count)])
            }
            try await record([pieces], to: path)
            let body = try body(of: path)
            #expect(body.hasPlaceholders)
            let wanted = text[..<place] + " xoxb-REDACTED-1 ".utf8 + text[place...]
            #expect(body.contents.map { $0.elementsEqual(wanted) } == true)
            #expect(try SessionVerification(contentsOf: path).isFine)
        }
    }

    @Test func `What is known to be secret later is replaced in front of that, too`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let secret = "q7w8e9r1" + "t2y3u4i5"
            let text = Self.text(2 << 20) + secret.utf8 + Self.text(1 << 20)
            let other = Self.text(1 << 20) + "other".utf8
            let answer = WebAPIAnswer(json: ["ok": true, "client_secret": .string(secret)])
            try await record(
                [[text], [other]],
                to: path,
                then: [SessionEntry(at: 9, .answer(call: 1, answer))]
            )
            let body = try body(of: path)
            let found = try #require(body.contents)
            #expect(
                !found.span.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }.contains(
                    secret
                )
            )
            #expect(found.count == text.count - secret.utf8.count + "REDACTED-1".utf8.count)
            #expect(body.hasPlaceholders)
            // The other stays, and nothing else is left.
            let second = try self.body(1, of: path)
            #expect(second.contents == other)
            #expect(
                try files(in: "\(folder)/lunch.files") == [body.sha256, second.sha256].sorted()
            )
            #expect(try SessionVerification(contentsOf: path).isFine)
        }
    }

    @Test func `A fixture that is redacted takes the secrets out of its bodies`() async throws {
        try await withFolder { folder in
            let (path, output) = ("\(folder)/raw.jsonl.gz", "\(folder)/clean.jsonl.gz")
            let text = Self.text(1 << 20) + " \(Self.token) ".utf8 + Self.text(1 << 20)
            try await record([[text]], to: path, redactor: nil)
            #expect(try body(of: path).contents == text)
            let problems = try SessionVerification(contentsOf: path).findings.map(\.problem.name)
            #expect(Set(problems) == ["not-redacted", "secret"], "\(problems)")
            let summary = try SessionRedaction.redact(path, to: output, with: Redactor())
            #expect(summary.isChanged)
            let clean = try body(of: output)
            #expect(clean.path?.hasPrefix("\(folder)/clean.files/") == true)
            #expect(
                clean.count == text.count - Self.token.utf8.count + "xoxb-REDACTED-1".utf8.count
            )
            #expect(try SessionVerification(contentsOf: output).isFine)
            // The first one is as it was; then it is changed itself, and its old file goes.
            #expect(try body(of: path).contents == text)
            _ = try SessionRedaction.redact(path, to: path, with: Redactor())
            #expect(try files(in: "\(folder)/raw.files") == [clean.sha256])
            let again = try SessionRedaction.redact(path, to: path, with: Redactor())
            #expect(!again.isChanged)
            #expect(try files(in: "\(folder)/raw.files") == [clean.sha256])
        }
    }

    // MARK: What is left

    @Test
    func `A recording that is given up leaves nothing, and one that replaces another only its own`()
        async throws
    {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let writer = try SessionWriter(path: path, header: Self.header)
            let body = try #require(writer.beginBody(of: Self.call(.none)))
            body.append(Self.text(1 << 20))
            _ = body.finish(isCut: false)
            let open = try #require(writer.beginBody(of: Self.call(.none)))
            open.append([1])
            await writer.discard()
            open.discard()
            #expect(try files(in: folder) == [])
            try await record([[Self.text(2 << 20)]], to: path)
            try await record([[Self.text(3 << 20)], [Self.text(3 << 20)]], to: path)
            let kept = SHA256.hexadecimal(of: Self.text(3 << 20))
            #expect(try files(in: "\(folder)/lunch.files") == [kept])
        }
    }

    @Test func `What a killed recorder was writing is cleared away by the next one`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let bodies = "\(folder)/lunch.files"
            try FileManager.default.createDirectory(
                atPath: bodies,
                withIntermediateDirectories: false
            )
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(bodies)/body-1-1.partial"))
            try await record([[Self.text(2 << 20)]], to: path)
            #expect(try files(in: bodies) == [try body(of: path).sha256])
        }
    }

    @Test func `Files that are missing, other ones and too many are told`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            try await record([[Self.text(2 << 20)]], to: path)
            let file = try #require(try body(of: path).path)
            func problems() throws -> [String] {
                try SessionVerification(contentsOf: path).findings.map(\.problem.name)
            }
            var changed = Self.text(2 << 20)
            changed[1 << 20] ^= 1
            try Data(changed).write(to: URL(fileURLWithPath: file))
            #expect(try problems() == ["other-body"])
            try FileManager.default.moveItem(atPath: file, toPath: "\(folder)/lunch.files/stray")
            let found = try SessionVerification(contentsOf: path).findings
            #expect(found.map(\.problem.name) == ["missing-body", "unnamed-bodies"])
            #expect(found[0].description.contains(file), "\(found[0])")
        }
    }

    @Test func `A session that is written elsewhere takes its bodies along`() async throws {
        try await withFolder { folder in
            let (path, copy) = ("\(folder)/lunch.jsonl.gz", "\(folder)/dinner.jsonl")
            try await record([[Self.text(2 << 20)]], to: path, isCut: true)
            try Session(contentsOf: path).write(to: copy)
            let body = try body(of: copy)
            #expect(body.path?.hasPrefix("\(folder)/dinner.files/") == true)
            #expect(body.isCut)
            #expect(body.contents == Self.text(2 << 20))
            #expect(try Session(contentsOf: path).entries == Session(contentsOf: copy).entries)
        }
    }

    @Test func `A disk that is full is told once, and the bot goes on`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/lunch.jsonl.gz"
            let writer = try SessionWriter(path: path, header: Self.header)
            // A file where the folder should be.
            try Data().write(to: URL(fileURLWithPath: "\(folder)/lunch.files"))
            let body = try #require(writer.beginBody(of: Self.call(.none)))
            for _ in 1...20 {
                body.append(Self.text(1 << 20))
                await body.waitForRoom()
            }
            writer.append(Self.call(.file(body.finish(isCut: false))))
            await #expect(throws: FixtureError.self) { _ = try await writer.finish() }
        }
    }

    // MARK: Names

    @Test(arguments: [
        ("lunch.jsonl.gz", "lunch.files"), ("a/lunch.jsonl", "a/lunch.files"),
        ("lunch.gz", "lunch.files"), ("lunch", "lunch.files"),
        ("lunch.jsonl.gz.partial", "lunch.files"), ("lunch.jsonl.gz.partial.12", "lunch.files"),
        ("my.partial.notes.jsonl.gz", "my.partial.notes.files"),
    ])
    func `A fixture's folder has its name`(fixture: String, folder: String) {
        #expect(BodyFolder(beside: fixture).path == folder)
    }
}
