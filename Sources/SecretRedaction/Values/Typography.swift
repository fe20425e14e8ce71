import SlackWire

/// Characters that people and programs put in the place of those of ASCII: hyphens that do not break, letters of full
/// width, and characters between others that nobody sees.
///
/// A secret spelled with them is read, and copied, as the secret.
enum Typography {
    /// What a character stands for.
    enum Character: Hashable {
        /// A character of ASCII.
        case byte(UInt8)
        /// Any other character.
        case other(Unicode.Scalar)
        /// Nobody sees it.
        case nothing
    }

    /// What a character stands for; `nil` for one that stands for itself, and for control characters.
    static func ascii(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar.value {
        case 0x20..<0x7f: .byte(UInt8(scalar.value))
        // Hyphens, the dash of figures, the short dash, minus signs.
        case 0x2010...0x2013, 0x2212, 0xfe63: .byte(UInt8(ascii: "-"))
        case 0xff01...0xff5e: .byte(UInt8(scalar.value - 0xff01 + 0x21))
        case 0xa0, 0x202f: .byte(0x20)
        // The soft hyphen; characters without width; the mark of a byte order.
        case 0xad, 0x200b...0x200d, 0x2060, 0xfeff: .nothing
        default: nil
        }
    }

    /// What the escape of a character stands for; `nil` for a control character, whose escape stands for itself.
    static func character(_ scalar: Unicode.Scalar) -> Character? {
        ascii(scalar) ?? (scalar.value >= 0x80 ? .other(scalar) : nil)
    }

    /// A byte of ASCII as a character of full width, if `sample` is one.
    static func fullWidth(like sample: [UInt8], _ byte: UInt8) -> [UInt8]? {
        guard sample.count == 3, sample[0] == 0xef, sample[1] == 0xbc || sample[1] == 0xbd,
            (0x21...0x7e).contains(byte), let scalar = Unicode.Scalar(UInt32(byte) - 0x21 + 0xff01)
        else { return nil }
        return Array(String(scalar).utf8)
    }

    /// What stands at `index` for something else, and how many bytes it takes in UTF-8.
    static func fold(_ bytes: [UInt8], _ index: Int) -> TextEscapes.Escape? {
        let length: Int
        switch bytes[index] {
        case 0xc2: length = 2
        case 0xe2, 0xef: length = 3
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        var code = UInt32(bytes[index]) & (length == 2 ? 0x1f : 0x0f)
        for byte in bytes[index + 1..<index + length] {
            guard byte & 0xc0 == 0x80 else { return nil }
            code = code << 6 | UInt32(byte & 0x3f)
        }
        guard code >= 0x80 else { return nil }
        return Unicode.Scalar(code).flatMap(ascii).map { ($0, length) }
    }

    /// Whether anything stands in bytes that ``fold(_:_:)`` knows.
    static func stands(in memory: UnsafeRawBufferPointer) -> Bool {
        // Texts of one script have at most one of these first bytes, most texts none.
        firstBytes.contains { first in
            var start = 0
            while let index = ByteSearch.firstOffset(of: first, in: memory, start..<memory.count) {
                if stands(at: index, in: memory) { return true }
                start = index + 1
            }
            return false
        }
    }

    /// The bytes that a character can begin with which ``fold(_:_:)`` knows.
    static let firstBytes: [UInt8] = [0xc2, 0xe2, 0xef]

    private static func stands(at index: Int, in memory: UnsafeRawBufferPointer) -> Bool {
        guard index + 1 < memory.count else { return false }
        let second = memory[index + 1]
        switch memory[index] {
        case 0xc2: return second == 0xa0 || second == 0xad
        case 0xe2: return index + 2 < memory.count && isFolded(second, memory[index + 2])
        default: return second == 0xbb || second == 0xbc || second == 0xbd || second == 0xb9
        }
    }

    private static func isFolded(_ second: UInt8, _ third: UInt8) -> Bool {
        switch second {
        case 0x80: (0x8b...0x8d).contains(third) || (0x90...0x93).contains(third) || third == 0xaf
        case 0x81: third == 0xa0
        case 0x88: third == 0x92
        default: false
        }
    }
}
