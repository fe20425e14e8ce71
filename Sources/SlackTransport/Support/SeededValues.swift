import RepriseFloor

/// Numbers that follow from a seed and from what they are for, not from the order in which they are asked
/// for: each name in turn seeds the generator of the next.
package struct SeededValues: Sendable, Hashable {
    private let seed: UInt64

    package init(seed: UInt64) {
        self.seed = Self.mix(seed)
    }

    /// A number below `bound` for the `index`-th use of `purpose`.
    package func value(_ purpose: UInt64, _ index: Int, below bound: Int) -> Int {
        var generator = generator(purpose, index)
        return generator.next(below: bound)
    }

    /// A fraction from 0 up to, and without, 1.
    package func fraction(_ purpose: UInt64, _ index: Int) -> Double {
        var generator = generator(purpose, index)
        return generator.nextFraction()
    }

    private func generator(_ purpose: UInt64, _ index: Int) -> SeededGenerator {
        SeededGenerator(seed: Self.mix(seed ^ purpose) ^ UInt64(truncatingIfNeeded: index))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: value)
        return generator.next()
    }
}
