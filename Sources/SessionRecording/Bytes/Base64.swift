/// The base64 of RFC 4648 §4, with padding.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The value of each byte as a digit; 255 for what is none.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { digits[Int(byte)] = UInt8(value) }
        return digits
    }()

    /// Appends the text of `bytes` to `text`.
    static func encode(_ bytes: [UInt8], to text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group: UInt32 = 0
            for position in 0..<3 {
                group = group << 8 | (position < count ? UInt32(bytes[index + position]) : 0)
            }
            for position in 0..<4 {
                let digit = Int(group >> UInt32(18 - 6 * position) & 63)
                text.append(position <= count ? alphabet[digit] : UInt8(ascii: "="))
            }
            index += 3
        }
    }

    /// The bytes that a text stands for; `nil` if it is not canonical base64.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
            } else if padding > 0 || digits[Int(byte)] == 255 {
                return nil
            } else {
                group |= UInt32(digits[Int(byte)]) << UInt32(18 - 6 * count)
            }
            count += 1
            guard count == 4 else { continue }
            guard padding <= 2 else { return nil }
            let whole = 3 - padding
            // Bits that no byte takes must be zero, or one content would have several spellings.
            guard group & (1 << UInt32(8 * padding) - 1) == 0 else { return nil }
            for position in 0..<whole {
                bytes.append(UInt8(group >> UInt32(16 - 8 * position) & 255))
            }
            (group, count) = (0, 0)
        }
        return bytes
    }
}
