/// Base64 (RFC 4648), for cursors, tickets and upload URLs.
enum Base64 {
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let urlSafe = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// Encodes with padding.
    static func encode(_ bytes: [UInt8], urlSafe: Bool = false) -> String {
        let alphabet = urlSafe ? Self.urlSafe : standard
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = group.reduce(0) { $0 << 8 | Int($1) }
            word <<= 8 * (3 - group.count)
            for index in 0..<4 {
                let isPadding = index > group.count
                let digit = alphabet[word >> (18 - 6 * index) & 0x3f]
                text.append(isPadding ? UInt8(ascii: "=") : digit)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes the standard alphabet; `nil` for anything that ``encode(_:urlSafe:)`` would not write.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var word = 0
        var bits = 0
        for digit in text.utf8 where digit != UInt8(ascii: "=") {
            guard let value = standard.firstIndex(of: digit) else { return nil }
            word = (word << 6 | value) & 0xff_ffff
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return encode(bytes) == text ? bytes : nil
    }
}
