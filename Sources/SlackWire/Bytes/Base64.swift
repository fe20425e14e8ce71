/// The base64 of RFC 4648, with padding.
package enum Base64 {
    /// Which characters stand for the digits.
    package enum Alphabet: Sendable {
        /// That of §4, with `+` and `/`.
        case standard
        /// That of §5, with `-` and `_`, for URLs and file names.
        case urlSafe

        fileprivate var characters: [UInt8] {
            switch self {
            case .standard: Base64.standard
            case .urlSafe: Base64.urlSafe
            }
        }
    }

    private static let standard = characters(ending: "+/")
    private static let urlSafe = characters(ending: "-_")

    private static func characters(ending: String) -> [UInt8] {
        Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + ending).utf8)
    }

    /// The value of each byte as a digit; 255 for what is none.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (value, byte) in standard.enumerated() { digits[Int(byte)] = UInt8(value) }
        return digits
    }()

    /// The text of `bytes`.
    package static func encode(_ bytes: [UInt8], with alphabet: Alphabet = .standard) -> String {
        var text: [UInt8] = []
        encode(bytes, with: alphabet, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `bytes` to `text`.
    package static func encode(
        _ bytes: [UInt8],
        with alphabet: Alphabet = .standard,
        to text: inout [UInt8]
    ) {
        let characters = alphabet.characters
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
                text.append(position <= count ? characters[digit] : UInt8(ascii: "="))
            }
            index += 3
        }
    }

    /// The bytes that a text in the standard alphabet stands for; `nil` if it is not canonical base64.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
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
