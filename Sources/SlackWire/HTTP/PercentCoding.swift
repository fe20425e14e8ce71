import RepriseFloor

/// Percent-encoding of text in URLs and forms (RFC 3986 §2.1, WHATWG URL §5).
public enum PercentCoding {
    /// Encodes everything but ASCII letters, digits and `-._~`.
    public static func encode(_ text: some StringProtocol) -> String {
        String(decoding: encode(ExactText.encode(text), plusForSpace: false), as: UTF8.self)
    }

    /// Undoes percent-encoding.
    ///
    /// A percent sign that two hexadecimal digits do not follow stands for itself, and bytes that are
    /// not UTF-8 become characters of their own, U+10FF00 plus the byte: what a peer sends cannot fail here.
    public static func decode(_ text: some StringProtocol) -> String {
        ExactText.decode(decode(ExactText.encode(text), plusIsSpace: false))
    }

    static func encode(_ bytes: some Sequence<UInt8>, plusForSpace: Bool) -> [UInt8] {
        var encoded: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: " ") where plusForSpace:
                encoded.append(UInt8(ascii: "+"))
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded.append(Hexadecimal.digit(byte >> 4, isUppercase: true))
                encoded.append(Hexadecimal.digit(byte, isUppercase: true))
            }
        }
        return encoded
    }

    static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> [UInt8] {
        let bytes = Array(bytes)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "%"), offset + 2 < bytes.count,
                let high = Hexadecimal.value(of: bytes[offset + 1]),
                let low = Hexadecimal.value(of: bytes[offset + 2])
            {
                decoded.append(high << 4 | low)
                offset += 3
                continue
            }
            let isSpace = plusIsSpace && byte == UInt8(ascii: "+")
            decoded.append(isSpace ? UInt8(ascii: " ") : byte)
            offset += 1
        }
        return decoded
    }
}
