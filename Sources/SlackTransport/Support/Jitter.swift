/// Draws by how much pauses are lengthened: different for each bot, the same for each run of one session.
package struct Jitter: Sendable {
    private var hash = PrefixHash()

    /// Starts with what is the bot's own.
    package init(seed: String) {
        mix(seed)
    }

    /// Takes in something that nobody else has.
    package mutating func mix(_ text: String) {
        for byte in text.utf8 { hash.append(byte) }
    }

    /// A number from 0 to 1, without 1.
    package mutating func draw() -> Double {
        mix("+")
        // FNV's upper bits change little with the last byte.
        let spread = (hash.value ^ (hash.value >> 29)) &* 0xbf58_476d_1ce4_e5b9
        return Double((spread ^ (spread >> 32)) >> 11) / Double(UInt64(1) << 53)
    }
}
