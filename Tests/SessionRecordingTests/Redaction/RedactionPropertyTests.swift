import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// What holds for any session.
@Suite struct RedactionPropertyTests {
    /// A generated session with secrets at random places.
    private func session(_ seed: UInt64) -> Session {
        var generator = SessionGenerator(seed: seed)
        var session = generator.session(30)
        var random = SeededGenerator(seed: seed &+ 1)
        let secrets = Secrets.tokens.map(\.token) + Secrets.urls.map { $0.origin + $0.secret }
        for _ in 0..<6 {
            let secret = secrets.randomElement(using: &random) ?? ""
            let spelling = Spelling.allCases.randomElement(using: &random) ?? .plain
            let planted = PlantedPlaces.entries(spelling.spelled(secret))
            guard let kind = planted.randomElement(using: &random) else { continue }
            let index = Int.random(in: 0...session.entries.count, using: &random)
            let time = index == 0 ? 0 : session.entries[index - 1].at
            session.entries.insert(SessionEntry(at: time, kind), at: index)
        }
        return session
    }

    @Test(arguments: 1...80 as ClosedRange<UInt64>)
    func `Redacting twice is redacting once`(seed: UInt64) {
        var first = Redactor(pseudonyms: seed % 2 == 0 ? Pseudonyms() : nil)
        let once = first.redacted(session(seed))
        var second = Redactor(pseudonyms: seed % 2 == 0 ? Pseudonyms() : nil)
        let twice = second.redacted(once)
        for (before, after) in zip(once.entries, twice.entries) where before != after {
            Issue.record("seed \(seed): \(before.fixtureText) became \(after.fixtureText)")
        }
        #expect(twice.header == once.header)
        #expect(second.secretCount == 0)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `A redacted session is read as it was written, and written as it was read`(seed: UInt64)
        throws
    {
        var generator = SessionGenerator(seed: seed)
        let bytes = generator.session(40).fixtureBytes()
        #expect(try Session(bytes: bytes).fixtureBytes() == bytes)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `A redactor finds no secrets in random bytes of any kind`(seed: UInt64) {
        var generator = SessionGenerator(seed: seed)
        var redactor = Redactor()
        let session = generator.session(60)
        #expect(redactor.redacted(session).entries == session.entries)
    }
}
