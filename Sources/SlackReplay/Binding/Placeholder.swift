import SecretRedaction
import SessionRecording
import SlackWire

/// Finds what stands for secrets in a redacted recording: `REDACTED-7`, `xoxb-REDACTED-1`, or with sixteen
/// hexadecimal digits in the place of the number.
enum Placeholder {
    private static let word = Array("REDACTED-".utf8)
    private static let codeLength = 16
    private static let numberLength = 9

    /// Where placeholders stand, each with the prefix that says what kind of token it is.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while let start = ByteSearch.firstOffset(of: word, in: bytes.span, from: position) {
            let tag = start + word.count
            let end = tag + tagLength(bytes, from: tag)
            position = max(end, start + 1)
            guard end > tag else { continue }
            found.append(prefixStart(bytes, before: start, from: found.last?.upperBound ?? 0)..<end)
        }
        return found
    }

    /// What compressed bytes hold, if a placeholder stands in that.
    ///
    /// The recorder compressed that anew. In a replay another number may stand there, and make it shorter or longer.
    static func content(ofCompressed bytes: [UInt8]) -> [UInt8]? {
        guard let form = CompressionForm(of: bytes),
            let inflated = GzipInflater.inflate(bytes, as: form, limit: inflatedLimit),
            inflated.isWhole, !ranges(in: inflated.content).isEmpty
        else { return nil }
        return inflated.content
    }

    /// The most that compressed bytes may hold to be looked into.
    private static let inflatedLimit = 64 << 20

    /// Whether one stands somewhere in a text.
    static func stands(in text: String) -> Bool {
        var text = text
        return text.withUTF8 {
            ByteSearch.firstOffset(of: word, in: UnsafeRawBufferPointer($0), from: 0) != nil
        }
    }

    /// How long the number is, or the code that a key makes of a secret.
    private static func tagLength(_ bytes: [UInt8], from start: Int) -> Int {
        let code = bytes[start...].prefix(codeLength).prefix {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        if code.count == codeLength { return codeLength }
        return code.prefix(numberLength).prefix { (0x30...0x39).contains($0) }.count
    }

    /// Where the prefix of a token (`xoxb-`, `xoxe.xoxp-`) begins; `start` if there is none.
    private static func prefixStart(_ bytes: [UInt8], before start: Int, from limit: Int) -> Int {
        guard start > limit, bytes[start - 1] == UInt8(ascii: "-") else { return start }
        var first = start - 1
        while first > limit, bytes[first - 1].isPrefixLetter { first -= 1 }
        while first < start - 1, bytes[first] != UInt8(ascii: "x") { first += 1 }
        return first < start - 1 ? first : start
    }
}

extension UInt8 {
    fileprivate var isPrefixLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || self == UInt8(ascii: ".")
    }
}
