#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Searches that the C library does many bytes at a time.
enum ByteSearch {
    /// The first place of `byte` within `range` of the memory.
    static func firstIndex(
        of byte: UInt8,
        in memory: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) -> Int? {
        guard !range.isEmpty, let base = memory.baseAddress,
            let found = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
