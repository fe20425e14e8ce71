/// Draws by how much pauses are lengthened: different for each bot, the same for each run of one session.
package struct Jitter: Sendable {
    private var state: UInt64

    /// Starts with what is the bot's own.
    package init(seed: String) {
        // FNV-1a, whose offset basis and prime these are; Swift's own hash is another in each process.
        state = 0xcbf2_9ce4_8422_2325
        mix(seed)
    }

    /// Takes in something that nobody else has.
    package mutating func mix(_ text: String) {
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    /// A number from 0 to 1, without 1.
    package mutating func draw() -> Double {
        mix("+")
        // FNV's upper bits change little with the last byte.
        let spread = (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
        return Double((spread ^ (spread >> 32)) >> 11) / Double(UInt64(1) << 53)
    }
}
