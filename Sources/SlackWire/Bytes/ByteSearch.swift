#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Searches in bytes, in linear time whatever the bytes are.
package enum ByteSearch {
    /// The offset of the first `byte` within `range`, looked for many bytes at a time.
    package static func firstOffset(
        of byte: UInt8,
        in memory: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) -> Int? {
        guard !range.isEmpty, let base = memory.baseAddress,
            let found = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The offset of the first occurrence of `needle` at or after `start`.
    package static func firstOffset(
        of needle: [UInt8],
        in bytes: Span<UInt8>,
        from start: Int
    ) -> Int? {
        bytes.bytes.withUnsafeBytes { firstOffset(of: needle, in: $0, from: start) }
    }

    /// Whether `needle` stands at `offset`.
    package static func matches(_ needle: [UInt8], in bytes: Span<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, offset + needle.count <= bytes.count else { return false }
        for index in needle.indices where bytes[offset + index] != needle[index] { return false }
        return true
    }

    /// The offset of the first occurrence of `needle` at or after `start`.
    ///
    /// The search of Knuth, Morris and Pratt, which leaps to the next first byte where nothing matches yet.
    package static func firstOffset(
        of needle: [UInt8],
        in memory: UnsafeRawBufferPointer,
        from start: Int
    ) -> Int? {
        guard let first = needle.first else { return start }
        // Most short texts do not even hold the first byte: nothing is made for them.
        guard start < memory.count,
            var offset = firstOffset(of: first, in: memory, start..<memory.count)
        else { return nil }
        let borders = borders(of: needle)
        var matched = 0
        while offset < memory.count {
            if matched == 0 {
                guard let next = firstOffset(of: first, in: memory, offset..<memory.count) else {
                    return nil
                }
                offset = next
            }
            let byte = memory[offset]
            offset += 1
            while matched > 0, needle[matched] != byte { matched = borders[matched - 1] }
            if needle[matched] == byte { matched += 1 }
            if matched == needle.count { return offset - matched }
        }
        return nil
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
