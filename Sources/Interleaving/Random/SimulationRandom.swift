import RepriseFloor

/// One seeded stream of random numbers that several tasks draw from.
///
/// Copies share the stream. For a stream of one's own, make a ``SplitMix64``.
public struct SimulationRandom: RandomNumberGenerator, Sendable {
    private let generator: Locked<SeededGenerator>

    init(seed: UInt64) {
        generator = Locked(SeededGenerator(seed: seed))
    }

    /// The next 64 bits of the stream.
    public mutating func next() -> UInt64 {
        generator.withLock { $0.next() }
    }
}
