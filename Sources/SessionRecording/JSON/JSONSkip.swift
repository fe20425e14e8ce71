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
    static func end(ofStringAt start: Int, in bytes: Span<UInt8>) -> Int? {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    private static func end(ofBracketAt start: Int, in bytes: Span<UInt8>) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
                if depth == 0 { return index }
            case UInt8(ascii: "\""):
                guard let next = end(ofStringAt: index, in: bytes) else { return nil }
                index = next
            default: index += 1
            }
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
