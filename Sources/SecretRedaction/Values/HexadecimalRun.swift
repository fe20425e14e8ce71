import SlackWire

/// Bytes in a text as two hexadecimal digits each: runs of digits that may hold something.
enum HexadecimalRun {
    /// The shortest run that is looked into: a word of four letters.
    private static let shortest = 8

    /// The runs of a text.
    static func runs(in bytes: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for index in 0...bytes.count
        where index == bytes.count || Hexadecimal.value(of: bytes[index]) == nil {
            if index - start >= shortest { runs.append(start..<index) }
            start = index + 1
        }
        return runs
    }

    /// What the digits of a range mean, without one that is left over.
    static func decode(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        stride(from: range.lowerBound, to: range.upperBound - 1, by: 2).map { index in
            (Hexadecimal.value(of: bytes[index]) ?? 0) << 4
                | (Hexadecimal.value(of: bytes[index + 1]) ?? 0)
        }
    }

    /// The digits for bytes, in the case of those that stand in `digits`.
    static func encode(_ bytes: [UInt8], as digits: ArraySlice<UInt8>) -> [UInt8] {
        let isUppercase = digits.contains { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
        return bytes.flatMap { byte in
            [
                Hexadecimal.digit(byte >> 4, isUppercase: isUppercase),
                Hexadecimal.digit(byte, isUppercase: isUppercase),
            ]
        }
    }
}
