import RepriseFloor

/// The SplitMix64 generator (Steele, Lea and Flood, 2014): small, fast, and the same everywhere.
///
/// The standard library's own generator draws from the system and cannot be seeded.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var generator: SeededGenerator

    /// A generator whose numbers follow from `seed` alone.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        generator.next()
    }
}
