import SlackWire

/// JSON as it may stand in a line.
enum JSONLine {
    /// Whether the bytes are one value on one line, without white space around it.
    static func isBare(_ bytes: Span<UInt8>) -> Bool {
        guard let last = bytes.indices.last, !isSpace(bytes[0]), !isSpace(bytes[last]) else {
            return false
        }
        return (try? JSONText.validate(bytes.bytes, singleLine: true)) != nil
    }

    /// Whether a byte is JSON's white space.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
