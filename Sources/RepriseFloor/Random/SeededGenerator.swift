/// Random numbers that follow from a seed alone: SplitMix64 (Steele, Lea and Flood, 2014), small, fast, and the
/// same everywhere.
///
/// The standard library's own generator draws from the system and cannot be seeded.
package struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    @usableFromInline var state: UInt64

    /// A generator whose numbers follow from `seed`.
    @inlinable
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    @inlinable
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `bound`, each equally likely but for a bias below `bound` / 2⁶⁴; 0 if there is none.
    ///
    /// Spelled out, because what is seeded must not depend on how the standard library maps bits to a range.
    @inlinable
    package mutating func next(below bound: Int) -> Int {
        let bound = UInt64(max(1, bound))
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: bound).high)
    }

    /// A fraction from 0 up to, and without, 1.
    @inlinable
    package mutating func nextFraction() -> Double {
        Double(next() >> 11) / Double(1 << 53)
    }
}
