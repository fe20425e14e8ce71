import Foundation
import RepriseFloor
import SecretRedaction
import SlackWire
import Testing

@testable import SessionRecording

/// A session that is read again from a copy of its text is the session.
@Suite struct StoredSessionTests {
    /// Reads a fixture as a session that is not kept, and holds everything against the one in memory.
    ///
    /// - Returns: How many messages are read from their places.
    @discardableResult
    private static func check(_ bytes: [UInt8]) async throws -> Int {
        var placed = 0
        try await withFolder { folder in
            let path = folder + "/session"
            try write(bytes, to: path)
            let whole = try Session(contentsOf: path)
            var taken: [SessionEntry] = []
            var places: [ScratchBytes.Place?] = []
            let source = try StoredSession.read(path, memoryLimit: 0) { _, entry, place in
                taken.append(entry)
                places.append(place)
            }
            // What becomes of the fixture does not matter.
            try write(Array("gone".utf8), to: path)
            guard case .stored(let stored) = source else {
                Issue.record("it was kept")
                return
            }
            #expect(taken == whole.entries)
            #expect(source.header == whole.header)
            #expect(source.isComplete == whole.isComplete)
            #expect(source.session == whole)
            let reader = ScratchReader(stored.text)
            var again: [ScratchBytes.Place?] = []
            stored.visit { again.append($1) }
            #expect(again == places)
            for (entry, place) in zip(whole.entries, places) {
                guard let place else { continue }
                placed += 1
                switch entry.kind {
                case .receive(_, let message), .send(_, let message):
                    #expect(reader.message(at: place) == message)
                case .answer(_, let answer): #expect(reader.answer(at: place) == answer)
                case .call(_, let call): #expect(reader.call(at: place) == call)
                default: Issue.record("\(entry) has a place")
                }
            }
        }
        return placed
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test(arguments: ["every-kind.jsonl", "loose.jsonl", "newer.jsonl", "truncated.jsonl"])
    func `Golden fixtures`(name: String) async throws {
        let bytes = try Golden.bytes(name)
        try await Self.check(bytes)
        try await Self.check(Deflated.gzip(bytes))
    }

    @Test func `Lines that end as on other systems`() async throws {
        let plain = try Golden.repositoryFile("Fixtures/rtm-2017.jsonl.gz")
        let text = String(decoding: Inflated.prefix(of: plain).text, as: UTF8.self)
        let lines = text.replacingOccurrences(of: "\n", with: "\r\n")
        #expect(try await Self.check(Array(lines.utf8)) > 50)
    }

    @Test func `The sitting of 2017`() async throws {
        #expect(try await Self.check(try Golden.repositoryFile("Fixtures/rtm-2017.jsonl.gz")) > 50)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `Sessions of every shape`(seed: UInt64) async throws {
        var generator = SessionGenerator(seed: seed)
        try await Self.check(generator.session(2_000).fixtureBytes(redactor: nil))
    }

    @Test func `A short one is kept in memory`() async throws {
        try await withFolder { folder in
            let path = folder + "/session"
            try Self.write(try Golden.bytes("every-kind.jsonl"), to: path)
            let source = try StoredSession.read(path, memoryLimit: 1 << 20) { _, _, _ in
                Issue.record("an entry was handed out")
            }
            guard case .memory(let session) = source else {
                Issue.record("it was not kept")
                return
            }
            #expect(try session == Session(contentsOf: path))
        }
    }

    @Test func `Damage is an error of reading`() async throws {
        try await withFolder { folder in
            let path = folder + "/session"
            var bytes = try Golden.repositoryFile("Fixtures/rtm-2017.jsonl.gz")
            bytes[bytes.count / 2] ^= 0xff
            try Self.write(bytes, to: path)
            #expect(throws: FixtureError.self) {
                try StoredSession.read(path, memoryLimit: 0) { _, _, _ in }
            }
        }
    }
}
