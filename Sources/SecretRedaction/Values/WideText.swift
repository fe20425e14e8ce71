/// A text in UTF-16 that begins with a byte order mark, as Windows writes files.
struct WideText {
    private let isBigEndian: Bool
    /// The text in UTF-8, without the mark.
    let text: [UInt8]

    /// `nil` if the bytes are none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 2, bytes.count.isMultiple(of: 2) else { return nil }
        switch (bytes[0], bytes[1]) {
        case (0xff, 0xfe): isBigEndian = false
        case (0xfe, 0xff): isBigEndian = true
        default: return nil
        }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 2, to: bytes.count, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        guard let text = String(validating: units, as: UTF16.self) else { return nil }
        self.text = Array(text.utf8)
    }

    /// Another text, written in the same way.
    func encoded(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = isBigEndian ? [0xfe, 0xff] : [0xff, 0xfe]
        for unit in String(decoding: text, as: UTF8.self).utf16 {
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
            bytes += isBigEndian ? [high, low] : [low, high]
        }
        return bytes
    }
}
