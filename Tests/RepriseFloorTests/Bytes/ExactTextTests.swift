import RepriseFloor
import Testing

@Suite struct ExactTextTests {
    @Test func `UTF-8 is itself`() {
        for text in ["", "plain", "h\u{e9}llo \u{1f600}", "\u{fffd}", "\u{10f800}"] {
            #expect(ExactText.decode(text.utf8) == text)
            #expect(ExactText.encode(text) == Array(text.utf8))
        }
    }

    @Test func `A byte that is none is a character of its own`() {
        #expect(ExactText.decode([0x61, 0xe9, 0x62]) == "a\u{10ffe9}b")
        #expect(ExactText.decode([0xc3]) == "\u{10ffc3}")
        // A surrogate, and a character cut by the end.
        #expect(ExactText.decode([0xed, 0xa0, 0xbd]).unicodeScalars.count == 3)
        #expect(ExactText.decode([0xf0, 0x9f, 0x98]).unicodeScalars.count == 3)
    }

    @Test func `Whatever was read is written again, and no two texts are one`() {
        var generator = SeededGenerator(seed: 1)
        let alphabet: [UInt8] = [
            0x61, 0x80, 0xbe, 0xbf, 0x8f, 0xc3, 0xa9, 0xe9, 0xed, 0xf0, 0xf4, 0xff, 0x9f, 0x98,
        ]
        var seen: [String: [UInt8]] = [:]
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0..<9, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            let text = ExactText.decode(bytes)
            #expect(ExactText.encode(text) == bytes)
            #expect(seen.updateValue(bytes, forKey: text) ?? bytes == bytes)
        }
    }
}
