import Foundation
import SlackWire
import Testing

@testable import SecretRedaction
@testable import SessionRecording

/// More secrets than there is room for at one time: the law holds for them all the same.
@Suite struct ManySecretsTests {
    private static func secret(_ number: Int) -> String {
        // No two of them share more than their beginnings.
        "secret" + String(number) + "x" + String(number * 7919 % 9973) + "q"
    }

    /// A session whose bot says each secret before and behind the place that gives it away.
    private static func kinds(_ count: Int) -> [SessionEntry.Kind] {
        let said = (0..<count).map { SessionEntry.Kind.note("it is \(secret($0)), really") }
        let named = (0..<count).map { number in
            SessionEntry.Kind.receive(
                socket: 1,
                SocketMessage(#"{"type":"x","trigger_id":"\#(secret(number))"}"#)
            )
        }
        let opening = SessionEntry.Kind.open(socket: 1, SocketRequest(url: "wss://h/"), call: nil)
        return [opening] + said + named + said
    }

    private static func session(_ count: Int) -> Session {
        Session(
            header: SessionHeader(epoch: 0, title: secret(count - 1)),
            entries: kinds(count).map { SessionEntry(at: 0, $0) }
        )
    }

    /// A redactor that has room for about ten of them at a time.
    private static var redactor: Redactor {
        var redactor = Redactor()
        redactor.known = KnownSecrets(limit: 160)
        return redactor
    }

    private func expectRedacted(_ session: Session, _ count: Int) {
        let text = session.entries.map(\.fixtureText).joined(separator: "\n")
        for number in 0..<count {
            #expect(!text.contains(Self.secret(number)), "\(number)")
        }
        // The same secret has the same placeholder, wherever it stands.
        let notes = session.entries.compactMap { entry in
            if case .note(let words) = entry.kind { words } else { nil }
        }
        #expect(Array(notes.prefix(count)) == Array(notes.suffix(count)))
        #expect(Set(notes).count == count)
        #expect(session.header.title?.hasPrefix("REDACTED-") == true)
    }

    @Test(arguments: [5, 10, 11, 40, 100])
    func `A session in memory loses all of them, each everywhere`(count: Int) {
        var redactor = Self.redactor
        expectRedacted(redactor.redacted(Self.session(count)), count)
        #expect(redactor.secretCount == count && redactor.unsoughtCount == 0)
        #expect(!redactor.hasWaitingSecrets)
    }

    @Test(arguments: [10, 60])
    func `So does a recording`(count: Int) async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            let writer = try SessionWriter(
                path: path,
                header: Self.session(count).header,
                options: SessionWriter.Options(redactor: Self.redactor)
            )
            for entry in Self.session(count).entries { writer.append(entry) }
            let summary = try await writer.finish()
            #expect(summary.entries == 3 * count + 1 && summary.unsought == 0)
            let session = try Session(contentsOf: path)
            #expect(session.isComplete)
            expectRedacted(session, count)
            #expect(try files(in: folder) == ["a.jsonl.gz"])
            #expect(try SessionVerification(contentsOf: path).isFine)
        }
    }

    @Test func `So does a recording in memory, and one on a disk that cannot take another file`()
        async throws
    {
        for canReplace in [true, false] {
            let file = FailingFile(capacity: .max, canReplace: canReplace)
            let memory = MemoryFile()
            let target: any FixtureFile = canReplace ? memory : file
            let writer = SessionWriter(
                file: target,
                header: SessionHeader(epoch: 0),
                options: SessionWriter.Options(redactor: Self.redactor)
            )
            for entry in Self.session(40).entries { writer.append(entry) }
            if canReplace {
                try await writer.finish()
                var session = try Session(bytes: memory.bytes)
                session.header.title = "REDACTED-1"
                expectRedacted(session, 40)
            } else {
                await #expect(throws: FixtureError.self) { try await writer.finish() }
                #expect(!file.isCommitted)
            }
        }
    }

    @Test func `So does a fixture that is redacted later`() async throws {
        try await withFolder { folder in
            let path = folder + "/a.jsonl.gz"
            try Self.session(60).write(to: path, redactor: nil)
            let summary = try SessionRedaction.redact(path, to: path, with: Self.redactor)
            #expect(summary.secrets == 60 && summary.unsought == 0)
            expectRedacted(try Session(contentsOf: path), 60)
            #expect(try files(in: folder) == ["a.jsonl.gz"])
        }
    }

    @Test func `What there is no room for at all is counted, each once`() {
        var known = KnownSecrets(limit: 100)
        let long = [UInt8](repeating: 0x61, count: 1 << 20)
        for number in 0..<100 {
            for _ in 0..<2 {
                _ = known.insert(long + Array(String(number).utf8), isWord: false)
            }
        }
        // The first is looked for at once, and 63 wait.
        #expect(known.unsoughtCount == 100 - 1 - 63)
        var turns = 1
        while known.isWaiting {
            known.takeTurn()
            turns += 1
            #expect(!known.isEmpty)
        }
        #expect(turns == 64)
    }
}
