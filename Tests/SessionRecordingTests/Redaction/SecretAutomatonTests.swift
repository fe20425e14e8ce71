import RepriseFloor
import Testing

@testable import SecretRedaction
@testable import SessionRecording

/// All known secrets are looked for at once.
@Suite struct SecretAutomatonTests {
    /// The bytes that belong to one of the texts, by looking for each text at each place.
    private static func slowly(
        _ patterns: [SecretAutomaton.Pattern],
        in text: [UInt8]
    ) -> Set<Int> {
        var covered: Set<Int> = []
        for pattern in patterns where pattern.bytes.count <= text.count {
            for start in 0...text.count - pattern.bytes.count {
                let end = start + pattern.bytes.count
                let isEdge =
                    SecretAutomaton.isEdge(text, at: start) && SecretAutomaton.isEdge(text, at: end)
                if text[start..<end].elementsEqual(pattern.bytes), isEdge || !pattern.isWord {
                    covered.formUnion(start..<end)
                }
            }
        }
        return covered
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `What is found is what a slow search finds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab-. 1".utf8.prefix(2 + random.next(below: 5)))
        func text(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in alphabet[random.next(below: alphabet.count)] }
        }
        var known = KnownSecrets()
        for _ in 0..<1 + random.next(below: 12) {
            _ = known.insert(text(1 + random.next(below: 6)), isWord: random.next(below: 2) == 0)
            let text = text(random.next(below: 60))
            let found = known.ranges(in: text).reduce(into: Set()) { $0.formUnion($1) }
            #expect(found == Self.slowly(known.patterns, in: text))
        }
    }

    @Test func `Texts that repeat take time in proportion to their length`() {
        var known = KnownSecrets()
        for count in 8..<600 {
            _ = known.insert([UInt8](repeating: 0x61, count: count) + [0x31], isWord: false)
            if count <= 64 {
                _ = known.insert([UInt8](repeating: 0x61, count: count), isWord: true)
            }
        }
        let steps = [1, 10].map { factor -> Duration in
            // It goes on as if one of them came, at every place, and each time it does not.
            let text = [UInt8](
                [[UInt8](repeating: 0x61, count: 1 << 16), [0x31]].joined()
            )
            let texts = [UInt8]([[UInt8]](repeating: text, count: factor).joined())
            let clock = SuspendingClock()
            return clock.measure { #expect(known.ranges(in: texts).count == factor) }
        }
        #expect(steps[1] < steps[0] * 12)
    }
}
