/// Checks text that arrives in pieces, without waiting for its end.
///
/// The ranges are those of Unicode's table of well-formed byte sequences (Unicode 15, table 3-7):
/// after the first byte of a character only its second byte has a range of its own.
struct UTF8Validator: Sendable {
    /// How many bytes the character that was begun still needs.
    private var missing = 0
    /// The range of the next byte while `missing` is not zero.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xbf

    /// Whether the text may end here.
    var isBetweenCharacters: Bool { missing == 0 }

    /// Reads `bytes[start...]`; gives the index of the first byte that cannot stand there.
    mutating func firstFault(in bytes: RawSpan, from start: Int) -> Int? {
        var offset = start
        let end = bytes.byteCount
        while offset < end {
            if missing == 0 {
                offset = Self.skipASCII(bytes, from: offset)
                if offset == end { return nil }
            }
            let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard accept(byte) else { return offset }
            offset += 1
        }
        return nil
    }

    private static func skipASCII(_ bytes: RawSpan, from start: Int) -> Int {
        var offset = start
        let end = bytes.byteCount
        while offset + 8 <= end {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { break }
            offset += 8
        }
        while offset < end, bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) < 0x80 {
            offset += 1
        }
        return offset
    }

    /// Takes one byte; false if it cannot stand here.
    private mutating func accept(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard lowest <= byte, byte <= highest else { return false }
            missing -= 1
            lowest = 0x80
            highest = 0xbf
            return true
        }
        switch byte {
        case 0x00...0x7f: return true
        case 0xc2...0xdf: missing = 1
        case 0xe0: (missing, lowest) = (2, 0xa0)
        case 0xed: (missing, highest) = (2, 0x9f)
        case 0xe1...0xef: missing = 2
        case 0xf0: (missing, lowest) = (3, 0x90)
        case 0xf1...0xf3: missing = 3
        case 0xf4: (missing, highest) = (3, 0x8f)
        default: return false
        }
        return true
    }
}
