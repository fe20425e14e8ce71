/// A hash that grows byte by byte (FNV-1a), so that one pass gives those of all beginnings; the same in every process.
struct PrefixHash: Sendable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func append(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
