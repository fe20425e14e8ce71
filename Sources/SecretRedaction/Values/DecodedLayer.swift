import SlackWire

/// Bytes with one encoding undone, and where in the encoded bytes each of them came from.
///
/// Secrets are looked for in what bytes mean; edits are made in how they are spelled. Layers nest: a
/// URL may stand percent-encoded in a string of JSON in a field of a form.
struct DecodedLayer {
    /// What the bytes mean.
    private(set) var bytes: [UInt8] = []
    /// For each decoded byte, and for the end, the offset of its spelling.
    private var offsets: [Int] = []

    /// How many encodings are undone one inside the other.
    static let depthLimit = 4

    /// Undoes the escapes of JSON strings in `range`.
    static func json(_ encoded: [UInt8], _ range: Range<Int>) -> DecodedLayer {
        var layer = DecodedLayer()
        let span = encoded.span.bytes
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            if let escape = span.escapedScalar(at: index, end: range.upperBound) {
                layer.bytes += UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter
                index += escape.length
            } else if encoded[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
                encoded[index + 1] != UInt8(ascii: "u")
            {
                // No escape of JSON, but other encoders write some, and a secret must not hide behind one.
                layer.bytes.append(encoded[index + 1])
                index += 2
            } else {
                layer.bytes.append(encoded[index])
                index += 1
            }
            layer.came(from: start)
        }
        layer.offsets.append(range.upperBound)
        return layer
    }

    /// Undoes the outermost encoding of a text: the escapes of JSON that somebody has pasted, HTML's entities, or
    /// percent-encoding.
    ///
    /// `nil` if there is none. A malformed escape stands for itself.
    static func text(_ encoded: [UInt8]) -> DecodedLayer? {
        undoing(UInt8(ascii: "\\"), in: encoded, backslashEscape)
            ?? undoing(UInt8(ascii: "&"), in: encoded, entity)
            ?? undoing(UInt8(ascii: "%"), in: encoded, percentEscape)
    }

    /// Undoes the breaks between lines of base64, as mailers and `base64` make them; `nil` if there is none.
    static func unwrapped(_ encoded: [UInt8]) -> DecodedLayer? {
        guard encoded.withUnsafeBytes({ SecretNeedles.hasBase64InLines($0) }) else { return nil }
        var layer = DecodedLayer()
        var (run, index) = (0, 0)
        while index < encoded.count {
            let length = run >= Base64Run.shortestLine ? encoded.lengthOfBreak(at: index) : 0
            if length > 0, index + length < encoded.count,
                Base64Run.isDigit(encoded[index + length])
            {
                run = 0
                index += length
                continue
            }
            run = Base64Run.isDigit(encoded[index]) ? run + 1 : 0
            layer.offsets.append(index)
            layer.bytes.append(encoded[index])
            index += 1
        }
        guard layer.bytes.count < encoded.count else { return nil }
        layer.offsets.append(encoded.count)
        return layer
    }

    /// The bytes with every encoding of text undone, up to the limit.
    static func plain(_ encoded: [UInt8]) -> [UInt8] {
        var bytes = encoded
        for _ in 0..<depthLimit {
            guard let layer = text(bytes) else { break }
            bytes = layer.bytes
        }
        return bytes
    }

    /// A range of the decoded bytes as one of the encoded ones.
    func encoded(_ range: Range<Int>) -> Range<Int> {
        offsets[range.lowerBound]..<offsets[range.upperBound]
    }

    /// An edit of the decoded bytes of a JSON string as one of the encoded ones.
    func encoded(_ edit: Edit) -> Edit {
        var edit = edit
        edit.range = encoded(edit.range)
        edit.replacement = edit.replacement.flatMap { byte -> [UInt8] in
            // Nothing else in what stands for a secret is escaped: a number in JSON within the string gets quotes.
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        return edit
    }

    private mutating func came(from offset: Int) {
        while offsets.count < bytes.count { offsets.append(offset) }
    }

    /// Undoes the escapes that begin with `mark`; `nil` if there is none.
    private static func undoing(
        _ mark: UInt8,
        in encoded: [UInt8],
        _ escape: ([UInt8], Int) -> (byte: UInt8, length: Int)?
    ) -> DecodedLayer? {
        guard encoded.contains(mark) else { return nil }
        var layer = DecodedLayer()
        layer.bytes.reserveCapacity(encoded.count)
        layer.offsets.reserveCapacity(encoded.count + 1)
        var index = 0
        while index < encoded.count {
            layer.offsets.append(index)
            if encoded[index] == mark, let (byte, length) = escape(encoded, index) {
                layer.bytes.append(byte)
                index += length
            } else {
                layer.bytes.append(encoded[index])
                index += 1
            }
        }
        guard layer.bytes.count < encoded.count else { return nil }
        layer.offsets.append(encoded.count)
        return layer
    }

    /// An escape of JSON for a character that may be part of a secret or of the URL around it.
    private static func backslashEscape(_ bytes: [UInt8], _ index: Int) -> (UInt8, Int)? {
        guard let (scalar, length) = bytes.span.bytes.escapedScalar(at: index, end: bytes.count),
            scalar.isASCII, scalar.value >= 0x20
        else { return nil }
        return (UInt8(scalar.value), length)
    }

    private static func percentEscape(_ bytes: [UInt8], _ index: Int) -> (UInt8, Int)? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = Hexadecimal.value(of: bytes[index + 1]),
            let low = Hexadecimal.value(of: bytes[index + 2])
        else { return nil }
        return (high << 4 | low, 3)
    }

    private static let entities: [(StaticString, UInt8)] = [
        ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
        ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")),
    ]

    /// A named entity, or the number of a character of ASCII.
    private static func entity(_ bytes: [UInt8], _ index: Int) -> (UInt8, Int)? {
        for (name, byte) in entities where bytes.matches(name, at: index) {
            return (byte, name.utf8CodeUnitCount)
        }
        guard bytes.matches("&#", at: index) else { return nil }
        let isHexadecimal = bytes.matches("&#x", at: index)
        let start = index + (isHexadecimal ? 3 : 2)
        var (code, end) = (0, start)
        while end < bytes.count, end - start < 6, let digit = Hexadecimal.value(of: bytes[end]),
            isHexadecimal || digit < 10
        {
            code = code * (isHexadecimal ? 16 : 10) + Int(digit)
            end += 1
        }
        guard end > start, end < bytes.count, bytes[end] == UInt8(ascii: ";"), code < 0x80 else {
            return nil
        }
        return (UInt8(code), end + 1 - index)
    }
}

extension [UInt8] {
    /// How long the end of a line is that stands there, as it is or as JSON escapes it; 0 if none does.
    fileprivate func lengthOfBreak(at index: Int) -> Int {
        for end: StaticString in ["\n", "\r\n", #"\n"#, #"\r\n"#] where matches(end, at: index) {
            return end.utf8CodeUnitCount
        }
        return 0
    }
}
