/// Finds the end of a value in JSON that is taken to be valid, as fast as possible.
///
/// Brackets and quotes are followed exactly; what stands between them is not looked at. Damaged input
/// gives a wrong end or none, never a read outside of the bytes.
enum JSONSkip {
    /// Where the value that begins at `start` ends; `nil` if it does not end.
    static func end(ofValueAt start: Int, in bytes: Span<UInt8>) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return end(ofStringAt: start, in: bytes)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return end(ofBracketAt: start, in: bytes)
        default: return end(ofScalarAt: start, in: bytes)
        }
    }

    /// Where the string whose opening quote is at `start` ends.
    @inline(__always)
    static func end(ofStringAt start: Int, in bytes: Span<UInt8>) -> Int? {
        let text = bytes.bytes
        var index = start + 1
        while true {
            index = endOfPlainText(text, from: index)
            guard index < text.byteCount else { return nil }
            if text.byte(index) == UInt8(ascii: "\"") { return index + 1 }
            // What a backslash escapes cannot end the string.
            index += 2
        }
    }

    /// The first quote or backslash at or after `start`; the end if there is none.
    ///
    /// Eight bytes are looked at together, because most of a line is the inside of strings.
    @inline(__always)
    private static func endOfPlainText(_ text: RawSpan, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= text.byteCount {
            let word = UInt64(
                littleEndian: text.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            let found =
                zeroBytes(word ^ 0x2222_2222_2222_2222) | zeroBytes(word ^ 0x5c5c_5c5c_5c5c_5c5c)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < text.byteCount {
            let byte = text.byte(index)
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index &+= 1
        }
        return index
    }

    /// The high bit of each zero byte; of several marks only the lowest is sure to be right.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private static func end(ofBracketAt start: Int, in bytes: Span<UInt8>) -> Int? {
        let text = bytes.bytes
        var depth = 0
        var index = start
        while index < text.byteCount {
            switch text.byte(index) {
            case UInt8(ascii: "\""):
                guard let next = end(ofStringAt: index, in: bytes) else { return nil }
                index = next
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index &+= 1
        }
        return nil
    }

    private static func end(ofScalarAt start: Int, in bytes: Span<UInt8>) -> Int? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09: return index
            default: index += 1
            }
        }
        return nil
    }
}

extension RawSpan {
    /// The byte at an offset; traps outside of the span.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
