import RepriseFloor

/// Places of the program at which tasks were waited for in vain, in any simulation of this process.
///
/// A task that hands work to another thread and then waits for something need not wait for that work: it may have written to a log. So
/// each place is waited for once.
enum OutsideWaits {
    private static let vain = Locked<Set<UInt32>>([])

    /// Those of the places at which nobody was waited for in vain.
    static func worthWaiting(_ places: [UInt32]) -> [UInt32] {
        places.isEmpty ? places : vain.withLock { vain in places.filter { !vain.contains($0) } }
    }

    /// Notes that nobody came.
    static func noteVain(_ places: [UInt32]) { vain.withLock { $0.formUnion(places) } }
}
