extension RawSpan {
    /// The text of a string, its quotes left out of the range.
    ///
    /// Bytes that no validator has passed may be anything: a broken escape stands for itself,
    /// and bytes that are not UTF-8 become replacement characters.
    @inlinable
    @inline(__always)
    package func text(_ range: Range<Int>, isEscaped: Bool) -> String {
        if isEscaped { return unescapedText(range) }
        return extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a string's text, its quotes left out of the range; a broken escape stands for itself.
    package func unescapedBytes(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = unescape(range, into: buffer)
        }
    }

    @usableFromInline
    func unescapedText(_ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { unescape(range, into: $0) }
    }

    /// Writes what a string says and gives its length.
    ///
    /// What an escape stands for is never longer than the escape, so a buffer of the range's length
    /// cannot run full.
    private func unescape(
        _ range: Range<Int>,
        into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let end = range.upperBound
        var count = 0
        func copy(_ range: Range<Int>) {
            extracting(range).withUnsafeBytes { piece in
                UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]
                )
                .copyMemory(from: piece)
            }
            count += range.count
        }
        var offset = range.lowerBound
        while offset < end {
            let start = Swift.min(endOfUnescapedText(from: offset), end)
            copy(offset..<start)
            offset = Swift.min(start + 2, end)
            guard let escape = escapedScalar(at: start, end: end) else {
                copy(start..<offset)
                continue
            }
            offset = start + escape.length
            for unit in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter {
                buffer[count] = unit
                count += 1
            }
        }
        return count
    }

    /// What the escape at `start` stands for, and how many bytes it takes; `nil` if it is none.
    ///
    /// Half of a surrogate pair stands for no character; it is read as one of its own (``HalfPair``).
    package func escapedScalar(
        at start: Int,
        end: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        guard start + 1 < end, byte(start) == UInt8(ascii: "\\") else { return nil }
        switch byte(start + 1) {
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "/"): return ("/", 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{c}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"):
            guard let first = codeUnit(at: start + 2, end: end) else { return nil }
            if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
            guard first < 0xdc00, start + 7 < end, byte(start + 6) == UInt8(ascii: "\\"),
                byte(start + 7) == UInt8(ascii: "u"),
                let second = codeUnit(at: start + 8, end: end), second & 0xfc00 == 0xdc00
            else { return HalfPair.scalar(of: first).map { ($0, 6) } }
            let code = 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
            return Unicode.Scalar(code).map { ($0, 12) }
        default: return nil
        }
    }

    /// The four hexadecimal digits at `start`.
    private func codeUnit(at start: Int, end: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var code: UInt32 = 0
        for position in start..<start + 4 {
            guard let digit = Hexadecimal.value(of: byte(position)) else { return nil }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
