/// Base64 in a text (RFC 4648 §4 and §5): runs of its characters that may hold something.
package enum Base64Run {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The value of each byte as a digit of either alphabet; 255 for what is none.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { digits[Int(byte)] = UInt8(value) }
        digits[Int(UInt8(ascii: "-"))] = 62
        digits[Int(UInt8(ascii: "_"))] = 63
        return digits
    }()

    /// The shortest line that base64 is broken into: RFC 7468 §2 asks for 64 characters, RFC 2045 §6.8 for 76 at most.
    static let shortestLine = 56

    /// Whether a byte is a digit of either alphabet.
    static func isDigit(_ byte: UInt8) -> Bool { digits[Int(byte)] != 255 }

    /// The shortest run that is looked into: a token's prefix and six bytes.
    private static let shortest = 12

    /// The runs of a text.
    package static func runs(in bytes: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for index in 0...bytes.count
        where index == bytes.count || digits[Int(bytes[index])] == 255 {
            if index - start >= shortest { runs.append(start..<index) }
            start = index + 1
        }
        return runs
    }

    /// What the digits of a range mean, without what is left over at the end.
    package static func decode(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count / 4 * 3 + 2)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for index in range {
            bits = bits << 6 | UInt32(digits[Int(bytes[index])])
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            decoded.append(UInt8(bits >> count & 255))
        }
        return decoded
    }

    /// Where in the text the decoded bytes of a range stand, if decoding began at `start`.
    static func encoded(_ range: Range<Int>, from start: Int) -> Range<Int> {
        start + range.lowerBound * 8 / 6..<start + (range.upperBound * 8 + 5) / 6
    }

    /// A range of decoded bytes and the text that it is part of.
    ///
    /// What is not text does not belong to the same base64: it is the path around it, say.
    static func text(around range: Range<Int>, in decoded: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > 0, isText(decoded[start - 1]) { start -= 1 }
        while end < decoded.count, isText(decoded[end]) { end += 1 }
        return start..<end
    }

    private static func isText(_ byte: UInt8) -> Bool {
        (0x20..<0x7f).contains(byte) || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }

    /// A part of a run and what stands beside it, as far as the next slash, and padding behind it.
    static func extended(_ range: Range<Int>, in bytes: [UInt8], within run: Range<Int>) -> Range<
        Int
    > {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > run.lowerBound, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
        while end < run.upperBound, bytes[end] != UInt8(ascii: "/") { end += 1 }
        guard end == run.upperBound else { return start..<end }
        while end < bytes.count, end < run.upperBound + 2, bytes[end] == UInt8(ascii: "=") {
            end += 1
        }
        return start..<end
    }

    /// The characters that stand in any base64 of a text that holds `bytes`: one spelling for each of
    /// the three places within a group at which it may begin, in either alphabet.
    static func needles(for bytes: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { shift -> [[UInt8]] in
            let padded = [UInt8](repeating: 0, count: shift) + bytes + [0]
            let first = (shift * 8 + 5) / 6
            let end = (shift + bytes.count) * 8 / 6
            let digits = (first..<end).map { position -> UInt8 in
                let bit = position * 6
                let pair = UInt16(padded[bit / 8]) << 8 | UInt16(padded[bit / 8 + 1])
                return alphabet[Int(pair >> UInt16(10 - bit % 8) & 63)]
            }
            let safe = digits.map { digit -> UInt8 in
                switch digit {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: digit
                }
            }
            return safe == digits ? [digits] : [digits, safe]
        }
    }
}
