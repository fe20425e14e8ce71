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

    /// The runs of a text.
    ///
    /// - Parameter shortest: The fewest digits: six for a word of four letters, twelve for a token's prefix and six more.
    package static func runs(in bytes: [UInt8], shortest: Int = 12) -> [Range<Int>] {
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

    /// Where the digits of so many bytes end, and whether base64 may end there: in the middle of a group, without bits left over.
    static func end(
        of count: Int,
        from start: Int,
        in bytes: [UInt8]
    ) -> (place: Int, isPlain: Bool) {
        let end = start + (count * 8 + 5) / 6
        let left = (end - start) * 6 - count * 8
        guard left > 0 else { return (end, false) }
        return (end, digits[Int(bytes[end - 1])] & (1 << UInt8(left) - 1) == 0)
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

    /// The base64 of a text after edits, if it is one that these edits leave whole.
    ///
    /// It is written as it was: in the same alphabet, and with padding if it had some, or where nobody can tell, in the
    /// alphabet that is usually padded.
    ///
    /// - Parameters:
    ///   - place: Where it stands, padding included.
    ///   - start: Where decoding began, in `run`, of which it is a part.
    ///   - edits: Of the decoded bytes, in order.
    /// - Returns: `nil` if digits are left over, or bits that no encoder writes.
    static func edited(
        _ place: Range<Int>,
        in bytes: [UInt8],
        run: Range<Int>,
        from start: Int,
        _ decoded: [UInt8],
        by edits: [Edit]
    ) -> [UInt8]? {
        let first = max(place.lowerBound, start) + (start - place.lowerBound & 3)
        let end = min(place.upperBound, run.upperBound)
        guard first >= start, first < end, (end - first) % 4 != 1 else { return nil }
        let text = (first - start) / 4 * 3..<(first - start) / 4 * 3 + (end - first) * 6 / 8
        guard text.upperBound <= decoded.count,
            edits.allSatisfy({
                text.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= text.upperBound
            })
        else { return nil }
        let digits = bytes[first..<end]
        let isForURLs = digits.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard encode(decoded[text], isForURLs: isForURLs).elementsEqual(digits) else { return nil }
        let new = Array(decoded[text]).applying(
            edits.map { edit in
                var edit = edit
                edit.range =
                    edit.range.lowerBound - text.lowerBound..<edit.range.upperBound
                    - text.lowerBound
                return edit
            }
        )
        let isPadded =
            place.upperBound > run.upperBound
            || (digits.count % 4 == 0 && !isForURLs && end == run.upperBound)
        let padding =
            isPadded ? [UInt8](repeating: UInt8(ascii: "="), count: (3 - new.count % 3) % 3) : []
        return bytes[place.lowerBound..<first] + encode(new, isForURLs: isForURLs) + padding
    }

    /// The digits for bytes, without padding.
    static func encode(_ bytes: some Collection<UInt8>, isForURLs: Bool) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count / 3 * 4 + 3)
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                digits.append(digit(bits >> count & 63, isForURLs))
            }
        }
        if count > 0 { digits.append(digit(bits << (6 - count) & 63, isForURLs)) }
        return digits
    }

    private static func digit(_ value: UInt32, _ isForURLs: Bool) -> UInt8 {
        switch (value, isForURLs) {
        case (62, true): UInt8(ascii: "-")
        case (63, true): UInt8(ascii: "_")
        default: alphabet[Int(value)]
        }
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
