/// A fast test whether bytes may hold a secret at all.
///
/// Most of what a session records does not. Every needle has several bytes, so only every second or third
/// place is looked at: three bytes there are hashed and looked up in a table, and only where that hits
/// are needles compared. A hit may be wrong, a miss may not.
package struct SecretFilter: Sendable {
    private struct Needle {
        var bytes: [UInt8]
        /// How far into the needle the three bytes stand.
        var offset: Int
    }

    /// One bit for each hash of three bytes of a needle.
    private var table = [UInt64](repeating: 0, count: 1 << 10)
    /// By how much a product is shifted to the right for its hash.
    private var shift: UInt32 = 16
    private var needles: [UInt32: [Needle]] = [:]
    /// How far apart the places are that are looked at.
    private let stride: Int

    /// How many needles may begin with the same three bytes before they are told apart no more: then all that begins so
    /// is a hit, so that no text takes long.
    private static let bucketLimit = 64

    /// Makes a filter for needles of three bytes and more; letters match in either case.
    package init(_ needles: some Collection<String>) {
        let needles = needles.map { Array($0.utf8) }
        self.init(shortest: needles.map(\.count).min() ?? 5)
        for needle in needles { insert(needle) }
    }

    /// Makes a filter for needles of so many bytes and more, none of which is there yet.
    init(shortest: Int) {
        stride = max(1, min(shortest, 5) - 2)
    }

    /// Takes one more needle, which must be at least as long as the filter's shortest.
    mutating func insert(_ needle: some Collection<UInt8>) {
        let folded = needle.map { $0 | 0x20 }
        guard folded.count >= stride + 2 else { return }
        for offset in 0..<stride {
            let block =
                UInt32(folded[offset]) | UInt32(folded[offset + 1]) << 8
                | UInt32(folded[offset + 2]) << 16
            mark(block)
            guard needles[block]?.count ?? 0 <= Self.bucketLimit else { continue }
            needles[block, default: []].append(Needle(bytes: folded, offset: offset))
        }
        // With more bits than that, most places would hit.
        if needles.count * 16 > table.count * 64, shift > 8 { grow() }
    }

    /// Whether any needle stands in the bytes.
    package func hits(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { hits($0) }
    }

    /// Whether any needle stands in the bytes.
    package func hits(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (stride, shift) = (stride, shift)
        return table.withUnsafeBufferPointer { table in
            var index = 0
            while index &+ 3 <= bytes.count {
                let block = Self.block(bytes, index)
                let hash = Self.hash(block, shift)
                if table[hash >> 6] & (1 << UInt64(hash & 63)) != 0,
                    isNeedle(bytes, around: index, block)
                {
                    return true
                }
                index &+= stride
            }
            return false
        }
    }

    private mutating func mark(_ block: UInt32) {
        let hash = Self.hash(block, shift)
        table[hash >> 6] |= 1 << UInt64(hash & 63)
    }

    private mutating func grow() {
        shift -= 2
        table = [UInt64](repeating: 0, count: table.count * 4)
        for block in needles.keys { mark(block) }
    }

    private func isNeedle(
        _ bytes: UnsafeRawBufferPointer,
        around index: Int,
        _ block: UInt32
    ) -> Bool {
        guard let needles = needles[block] else { return false }
        if needles.count > Self.bucketLimit { return true }
        return needles.contains { needle in
            let start = index - needle.offset
            return start >= 0 && start + needle.bytes.count <= bytes.count
                && needle.bytes.indices.allSatisfy {
                    bytes[start + $0] | 0x20 == needle.bytes[$0]
                }
        }
    }

    /// The three bytes at an index, letters in lower case.
    @inline(__always)
    private static func block(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
        if index &+ 4 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            return UInt32(littleEndian: word) & 0xff_ffff | 0x20_2020
        }
        return UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
            | UInt32(bytes[index + 2]) << 16 | 0x20_2020
    }

    @inline(__always)
    private static func hash(_ block: UInt32, _ shift: UInt32) -> Int {
        Int((block &* 0x9e37_79b1) >> shift)
    }
}
