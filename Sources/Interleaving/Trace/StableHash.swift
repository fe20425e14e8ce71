/// FNV-1a over 64 bits: not against adversaries, but the same in every process.
///
/// `Hasher` is seeded anew in each process and cannot be used to compare two of them.
public struct StableHash: Sendable {
    /// The hash of what was combined so far.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing.
    public init() {}

    /// Adds the eight bytes of `word`, lowest first.
    public mutating func combine(_ word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            combine(byte: UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
    }

    /// Adds the UTF-8 bytes of `text`.
    public mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte: byte) }
    }

    private mutating func combine(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
