import SlackWire

/// Strings between the quotes of JSON.
enum JSONString {
    /// Undoes the escapes of a checked string.
    ///
    /// - Parameter body: What stands between the quotes.
    static func unescape(_ body: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(body.count)
        var index = 0
        while index < body.count {
            let (unit, length) = unit(body, index)
            append(unit, to: &text)
            index += length
        }
        return text
    }

    /// One character of a string: a byte as it stands, or the scalar that an escape spells.
    enum Unit {
        /// A byte that stands for itself.
        case byte(UInt8)
        /// A scalar from an escape.
        case scalar(UInt32)
    }

    /// The unit at `index` and how many bytes spell it.
    ///
    /// A malformed escape is a backslash that stands for itself, so that nothing is ever lost.
    static func unit(_ body: Span<UInt8>, _ index: Int) -> (Unit, Int) {
        let byte = body[index]
        guard byte == UInt8(ascii: "\\"), index + 1 < body.count else { return (.byte(byte), 1) }
        switch body[index + 1] {
        case UInt8(ascii: "b"): return (.byte(0x08), 2)
        case UInt8(ascii: "f"): return (.byte(0x0c), 2)
        case UInt8(ascii: "n"): return (.byte(0x0a), 2)
        case UInt8(ascii: "r"): return (.byte(0x0d), 2)
        case UInt8(ascii: "t"): return (.byte(0x09), 2)
        case UInt8(ascii: "u"):
            guard let code = code(body, index) else { return (.byte(byte), 1) }
            guard (0xd800..<0xdc00).contains(code) else { return (.scalar(code), 6) }
            guard let low = self.code(body, index + 6), (0xdc00..<0xe000).contains(low) else {
                return (.scalar(0xfffd), 6)
            }
            return (.scalar(0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)), 12)
        case let other: return (.byte(other), 2)
        }
    }

    /// Appends a unit as UTF-8.
    static func append(_ unit: Unit, to text: inout [UInt8]) {
        switch unit {
        case .byte(let byte): text.append(byte)
        case .scalar(let code) where code < 0x80: text.append(UInt8(code))
        case .scalar(let code):
            let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    private static func code(_ body: Span<UInt8>, _ start: Int) -> UInt32? {
        guard start + 6 <= body.count, body[start] == UInt8(ascii: "\\"),
            body[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var code: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard let digit = Hexadecimal.value(of: body[index]) else { return nil }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
