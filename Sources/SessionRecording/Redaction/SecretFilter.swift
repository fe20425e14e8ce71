/// A fast test whether bytes may hold a secret at all.
///
/// Most of what a session records does not. One pass hashes every three bytes and looks the hash up in
/// a table of the needles' beginnings; only where that hits are needles compared. A hit may be wrong, a
/// miss may not.
struct SecretFilter: Sendable {
    /// One bit for each hash of the first three bytes of a needle.
    private var table = [UInt64](repeating: 0, count: 1 << 10)
    private var needles: [[UInt8]] = []

    /// Makes a filter for needles of three bytes and more; letters match in either case.
    init(_ needles: [String]) {
        self.needles = needles.map { $0.utf8.map { $0 | 0x20 } }
        for needle in self.needles {
            let hash = needle.prefix(3).reduce(0) { Self.mix($0, $1) }
            table[hash >> 6] |= 1 << UInt64(hash & 63)
        }
    }

    /// Whether any needle stands in the bytes.
    func mayHoldSecret(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            table.withUnsafeBufferPointer { table in
                var hash = 0
                for index in bytes.indices {
                    hash = Self.mix(hash, bytes[index] | 0x20)
                    if table[hash >> 6] & (1 << UInt64(hash & 63)) != 0,
                        isNeedle(bytes, from: index - 2)
                    {
                        return true
                    }
                }
                return false
            }
        }
    }

    private func isNeedle(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        guard start >= 0 else { return false }
        return needles.contains { needle in
            start + needle.count <= bytes.count
                && needle.indices.allSatisfy { bytes[start + $0] | 0x20 == needle[$0] }
        }
    }

    /// Six bits a byte, so that a fourth byte pushes the first one out of the sixteen kept.
    private static func mix(_ hash: Int, _ byte: UInt8) -> Int {
        (hash << 6 ^ Int(byte)) & 0xffff
    }
}
