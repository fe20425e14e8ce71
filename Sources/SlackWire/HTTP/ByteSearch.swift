/// Looks for one sequence of bytes in another in linear time, whatever the bytes are.
package enum ByteSearch {
    /// The offset of the first occurrence of `needle` at or after `start` (Knuth, Morris and Pratt).
    package static func firstOffset(of needle: [UInt8], in bytes: Span<UInt8>, from start: Int)
        -> Int?
    {
        guard let first = needle.first else { return start }
        let borders = borders(of: needle)
        var matched = 0
        var offset = start
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if matched == 0, byte != first { continue }
            while matched > 0, needle[matched] != byte { matched = borders[matched - 1] }
            if needle[matched] == byte { matched += 1 }
            if matched == needle.count { return offset - matched }
        }
        return nil
    }

    /// Whether `needle` stands at `offset`.
    package static func matches(_ needle: [UInt8], in bytes: Span<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, offset + needle.count <= bytes.count else { return false }
        for index in needle.indices where bytes[offset + index] != needle[index] { return false }
        return true
    }

    /// For each prefix, the length of its longest proper prefix that is also its suffix.
    private static func borders(of needle: [UInt8]) -> [Int] {
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        return borders
    }
}
