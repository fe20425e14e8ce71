import RepriseFloor

/// How JSON is written where it leaves a choice: on one line, without spaces, strings in one of these ways.
package struct JSONSpelling: Sendable, Hashable {
    /// Whether a slash is written `\/`.
    package var escapesSlashes = false
    /// Whether all that is not ASCII is written as `\u` and four digits.
    package var escapesNonASCII = false

    /// Only what JSON asks to be escaped is escaped, so one value has one spelling.
    package static let shortest = JSONSpelling()

    /// As Slack's own answers and frames are spelled.
    ///
    /// Recordings of Slack show both escapes; a client or a redactor that cannot read them fails here as it
    /// would against Slack.
    package static let slack = JSONSpelling(escapesSlashes: true, escapesNonASCII: true)

    /// Appends UTF-8 as a JSON string, quotes included.
    package func write(_ text: RawSpan, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var offset = 0
        while offset < text.byteCount {
            let end = text.endOfPlainASCII(from: offset)
            append(plain: text.extracting(offset..<end), to: &bytes)
            guard end < text.byteCount else { break }
            let length = text.lengthOfUTF8Scalar(at: end) ?? 1
            if length == 4, let unit = HalfPair.unit(of: text.scalar(at: end, length: length)) {
                append(unit: unit, to: &bytes)
            } else if length > 1, escapesNonASCII {
                append(escaping: text.scalar(at: end, length: length), to: &bytes)
            } else if length > 1 {
                text.extracting(end..<end + length).withUnsafeBytes { bytes += $0 }
            } else {
                append(escaping: text.byte(end), to: &bytes)
            }
            offset = end + length
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func append(plain text: RawSpan, to bytes: inout [UInt8]) {
        text.withUnsafeBytes { text in
            guard escapesSlashes, text.contains(UInt8(ascii: "/")) else {
                bytes += text
                return
            }
            for byte in text {
                if byte == UInt8(ascii: "/") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        }
    }

    /// A quote, a backslash or a control character; a byte that is no UTF-8 stays as it is.
    private func append(escaping byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x08: bytes += "\\b".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0a: bytes += "\\n".utf8
        case 0x0c: bytes += "\\f".utf8
        case 0x0d: bytes += "\\r".utf8
        case 0..<0x20: append(unit: UInt16(byte), to: &bytes)
        default: bytes.append(byte)
        }
    }

    private func append(escaping scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            append(unit: unit, to: &bytes)
        }
    }

    private func append(unit: UInt16, to bytes: inout [UInt8]) {
        bytes += "\\u".utf8
        for shift in [12, 8, 4, 0] { bytes.append(Hexadecimal.digit(unit >> UInt16(shift))) }
    }
}

extension RawSpan {
    /// The well-formed character of that many bytes at an offset.
    fileprivate func scalar(at offset: Int, length: Int) -> Unicode.Scalar {
        var code = UInt32(byte(offset) & (0xff >> UInt8(length + 1)))
        for position in offset + 1..<offset + length {
            code = code << 6 | UInt32(byte(position) & 0x3f)
        }
        return Unicode.Scalar(code) ?? "\u{fffd}"
    }
}
