/// Numbers that follow from a seed and from what they are for, not from the order in which they are asked
/// for: the mixing function of SplitMix64 (Steele, Lea and Flood, 2014), applied to each name in turn.
package struct SeededValues: Sendable, Hashable {
    private let seed: UInt64

    package init(seed: UInt64) {
        self.seed = Self.mix(seed)
    }

    /// A number below `bound` for the `index`-th use of `purpose`.
    package func value(_ purpose: UInt64, _ index: Int, below bound: Int) -> Int {
        let bits = bits(purpose, index)
        return Int(truncatingIfNeeded: bits.multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    /// A fraction from 0 up to, and without, 1.
    package func fraction(_ purpose: UInt64, _ index: Int) -> Double {
        Double(bits(purpose, index) >> 11) / Double(1 << 53)
    }

    private func bits(_ purpose: UInt64, _ index: Int) -> UInt64 {
        Self.mix(Self.mix(seed ^ purpose) ^ UInt64(truncatingIfNeeded: index))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
