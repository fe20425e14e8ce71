import Foundation
import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// A value is replaced everywhere in the session, or nowhere; so a bot that computes from what it gets replays from
/// nothing but the fixture.
@Suite struct RedactionLawTests {
    /// How a session is redacted.
    struct Setting: Sendable, CustomStringConvertible {
        var seed: UInt64
        var hasKey: Bool { seed % 2 == 0 }
        var hasRules: Bool { seed % 3 == 0 }
        var hasPseudonyms: Bool { seed % 5 == 0 }

        func rules() throws -> RedactionRules {
            .standard + (hasRules ? try LawfulSession.rules() : RedactionRules())
        }

        func redactor() throws -> Redactor {
            let key = try RedactionKey(Array("0123456789abcdef".utf8))
            return Redactor(
                rules: try rules(),
                key: hasKey ? key : nil,
                pseudonyms: hasPseudonyms ? Pseudonyms() : nil
            )
        }

        var description: String {
            "seed \(seed)\(hasKey ? ", key" : "")\(hasRules ? ", rules" : "")"
                + (hasPseudonyms ? ", pseudonyms" : "")
        }
    }

    static let settings = (1...60 as ClosedRange<UInt64>).map { Setting(seed: $0) }

    @Test(arguments: settings)
    func `A bot that computes from what it gets replays from the fixture`(setting: Setting) throws {
        let made = try LawfulSession(seed: setting.seed, hasRules: setting.hasRules)
        var redactor = try setting.redactor()
        let fixture = redactor.redacted(made.session).fixtureBytes(redactor: nil)
        let session = try Session(bytes: fixture)
        var driver = try CursorDriver(
            session,
            options: ReplayOptions(redactionRules: try setting.rules())
        )
        let socket = try driver.connect(to: session)
        var bot = ComputingBot()
        for _ in 0..<session.entries.count(where: { $0.isFrame }) - 1 {
            for call in try bot.calls(for: driver.take(on: socket)) { try driver.call(call) }
        }
        let report = driver.cursor.report()
        #expect(report.divergences.isEmpty, "\(report.divergences.first?.description ?? "")")
        #expect(report.missing.isEmpty)
        #expect(report.isFaithful)
    }

    @Test(arguments: settings)
    func `No secret is left, and what is none is`(setting: Setting) throws {
        let made = try LawfulSession(seed: setting.seed, hasRules: setting.hasRules)
        var redactor = try setting.redactor()
        let session = redactor.redacted(made.session)
        let text = session.texts
        for secret in made.secrets {
            for spelling in [secret, PercentCoding.encode(secret)] {
                #expect(!text.holds(word: spelling), "\(spelling)")
            }
        }
        for value in made.plain { #expect(text.holds(word: value), "\(value)") }
    }

    @Test(arguments: settings)
    func `Redacting again changes nothing, and only secrets change`(setting: Setting) throws {
        let made = try LawfulSession(seed: setting.seed, hasRules: setting.hasRules)
        var first = try setting.redactor()
        let once = first.redacted(made.session)
        var second = try setting.redactor()
        #expect(second.redacted(once).entries == once.entries)
        guard !setting.hasPseudonyms else { return }
        for (before, after) in zip(made.session.entries, once.entries) {
            guard case .receive(_, let plain) = before.kind,
                case .receive(_, let redacted) = after.kind
            else { continue }
            #expect(plain.text.isMasked(by: redacted.text), "\(redacted.text)")
        }
    }

    @Test(arguments: settings)
    func `A recording is what the session is in memory`(setting: Setting) async throws {
        let made = try LawfulSession(seed: setting.seed, hasRules: setting.hasRules)
        var redactor = try setting.redactor()
        let expected = redactor.redacted(made.session)
        let isRecompressed = setting.seed % 4 < 2
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: made.session.header,
            options: SessionWriter.Options(
                flushInterval: .zero,
                redactor: try setting.redactor(),
                recompresses: isRecompressed
            )
        )
        for entry in made.session.entries { writer.append(entry) }
        try await writer.finish()
        #expect(file.isCommitted)
        #expect(try Session(bytes: file.bytes).entries == expected.entries)
        let verification = try SessionVerification(
            bytes: file.bytes,
            options: SessionVerification.Options(rules: try setting.rules(), findsRandomText: false)
        )
        #expect(verification.findings == [])
    }
}

extension SessionEntry {
    fileprivate var isFrame: Bool {
        if case .receive = kind { true } else { false }
    }
}

extension Session {
    /// All that the session says.
    fileprivate var texts: String {
        let bytes = fixtureBytes(redactor: nil)
        return String(
            decoding: GzipInflater.inflate(bytes, limit: 1 << 26)?.content ?? [],
            as: UTF8.self
        )
    }
}

extension String {
    /// Whether a word stands in it, no longer one and no other number.
    fileprivate func holds(word: String) -> Bool {
        var rest = self[...]
        while let range = rest.range(of: word) {
            let before = rest[..<range.lowerBound].last ?? " "
            let after = rest[range.upperBound...].first ?? " "
            if ![before, after].contains(where: { $0.isLetter || $0.isNumber || $0 == "_" }) {
                return true
            }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// Whether another text is this one, but for placeholders.
    fileprivate func isMasked(by other: String) -> Bool {
        var rest = self[...]
        let pieces = other.split(separator: "REDACTED-", omittingEmptySubsequences: false)
        for (number, piece) in pieces.enumerated() {
            let isTag: (Character) -> Bool = { $0.isHexDigit && !$0.isUppercase }
            var text = number == 0 ? piece[...] : piece.drop(while: isTag)
            // The prefix of a token stays, and a number loses its quotes.
            if number > 0, rest.range(of: text) == nil, text.first == "\"" {
                text = text.dropFirst()
            }
            if number < pieces.count - 1, text.last == "\"", rest.range(of: text) == nil {
                text = text.dropLast()
            }
            guard let range = rest.range(of: text) else { return false }
            if number == 0, range.lowerBound != rest.startIndex { return false }
            rest = rest[range.upperBound...]
        }
        return rest.isEmpty
    }
}
