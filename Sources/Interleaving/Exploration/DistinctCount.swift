import RepriseFloor

/// How many different numbers there were among many, in bounded memory.
///
/// Adaptive sampling (Wegman; Flajolet, 1990): once there are more than ``most``, only those are kept whose scattered bits begin with a
/// zero, then with two, and so on. Up to ``most`` the count is exact; beyond it is an estimate that is off by half a
/// per cent in the root of the mean square. What is lost is which numbers there were.
struct DistinctCount {
    /// Numbers that are kept at most: 2 MB of them.
    static let most = 1 << 16

    private var kept: Set<UInt64> = []
    /// Leading zeros that a number must have to be kept.
    private var zeros = 0

    /// Whether ``estimate`` is the count itself.
    var isExact: Bool { zeros == 0 }

    /// How many there were.
    var estimate: Int { kept.count << zeros }

    /// How many are kept.
    var size: Int { kept.count }

    mutating func insert(_ number: UInt64) {
        let scattered = PlaceLog.mix(number)
        guard scattered.leadingZeroBitCount >= zeros else { return }
        kept.insert(scattered)
        while kept.count > Self.most {
            zeros += 1
            kept = kept.filter { $0.leadingZeroBitCount >= zeros }
        }
    }
}
