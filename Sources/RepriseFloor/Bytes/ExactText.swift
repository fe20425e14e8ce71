/// Text that stands for bytes which may be no UTF-8, and keeps each of them.
///
/// A form, a query or a header field may hold any bytes, and `%E9` is another value than `%E8`. UTF-8 stands for itself; a byte that is none
/// becomes the character U+10FF00 plus the byte, which nobody has a use for. Bytes that already spell such a character are taken
/// for four that are no UTF-8, so that what was read is always written again as it was.
package enum ExactText {
    /// Reads bytes; all of them are in the text.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    package static func decode(_ bytes: some Collection<UInt8>) -> String {
        if !bytes.contains(reservedLead), let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        return String(decoding: utf8(of: Array(bytes)), as: UTF8.self)
    }

    /// Writes the bytes that a text was read from.
    ///
    /// - Complexity: O(*n*) in the length of the text.
    package static func encode(_ text: some StringProtocol) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard utf8.contains(reservedLead) else { return utf8 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var offset = 0
        while offset < utf8.count {
            if isReserved(utf8, at: offset) {
                bytes.append(0x80 | (utf8[offset + 2] & 1) << 6 | (utf8[offset + 3] & 0x3f))
                offset += 4
            } else {
                bytes.append(utf8[offset])
                offset += 1
            }
        }
        return bytes
    }

    /// Whether a text is its own UTF-8.
    package static func isPlain(_ text: String) -> Bool { !text.utf8.contains(reservedLead) }

    /// The first byte of every character that stands for a byte, and of few others.
    private static let reservedLead: UInt8 = 0xf4

    /// Whether a character that stands for a byte (U+10FF80 to U+10FFFF) begins there.
    private static func isReserved(_ utf8: [UInt8], at offset: Int) -> Bool {
        offset + 3 < utf8.count && utf8[offset] == reservedLead && utf8[offset + 1] == 0x8f
            && utf8[offset + 2] >= 0xbe
    }

    private static func utf8(of bytes: [UInt8]) -> [UInt8] {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let length = byte < 0x80 ? 1 : bytes.span.bytes.lengthOfUTF8Scalar(at: offset)
            if let length, !isReserved(bytes, at: offset) {
                utf8 += bytes[offset..<offset + length]
                offset += length
            } else {
                utf8 += [reservedLead, 0x8f, 0xbe | byte >> 6 & 1, 0x80 | byte & 0x3f]
                offset += 1
            }
        }
        return utf8
    }
}
