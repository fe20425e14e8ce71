import RepriseFloor

extension RawSpan {
    /// The offset after the closing quote of the string whose text begins at `start`.
    ///
    /// If there is no closing quote the offset is beyond the end.
    @inline(__always)
    func endOfString(from start: Int) -> (offset: Int, isEscaped: Bool) {
        var isEscaped = false
        var offset = start
        while true {
            offset = endOfUnescapedText(from: offset)
            guard offset < byteCount else { return (byteCount &+ 1, isEscaped) }
            if byte(offset) == UInt8(ascii: "\"") { return (offset &+ 1, isEscaped) }
            isEscaped = true
            offset &+= 2
        }
    }

    /// The offset after the number, `true`, `false` or `null` at `start`.
    @inline(__always)
    func endOfScalar(from start: Int) -> Int {
        var offset = start
        while offset < byteCount {
            switch byte(offset) {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0a, 0x0d:
                return offset
            default: offset &+= 1
            }
        }
        return offset
    }

    /// The text of a string, its quotes left out of the range.
    ///
    /// Bytes that no validator has passed may be anything: a broken escape stands for itself,
    /// and bytes that are not UTF-8 become replacement characters.
    @inline(__always)
    func text(_ range: Range<Int>, isEscaped: Bool) -> String {
        if isEscaped { return unescapedText(range) }
        return extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func unescapedText(_ range: Range<Int>) -> String {
        let end = range.upperBound
        // What an escape stands for is never longer than the escape, so the buffer cannot run full.
        return String(unsafeUninitializedCapacity: range.count) { buffer in
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
    }

    /// What the escape at `start` stands for, and how many bytes it takes; `nil` if it is none.
    private func escapedScalar(at start: Int, end: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard start + 1 < end else { return nil }
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
            else { return nil }
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
