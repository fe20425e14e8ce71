import RepriseFloor

/// Many times, or that they have not come, in memory that does not grow with them.
struct ScratchTimes: Sendable {
    private var times: ScratchArray<ShortTime>
    /// Those that are no whole nanoseconds.
    private var odd: [Duration] = []
    /// The one that was added last; zero before the first.
    private(set) var latest = Duration.zero

    /// - Parameter count: How many there are at first, none of which has come.
    init(count: Int = 0) {
        times = ScratchArray(repeating: .never, count: count)
    }

    /// How many there are.
    var count: Int { times.count }

    /// Adds a time behind all others.
    mutating func append(_ time: Duration) {
        times.append(ShortTime(time, &odd))
        latest = time
    }

    /// A time; `nil` if it has not come.
    subscript(index: Int) -> Duration? {
        get { times[index].duration(odd) }
        set { times[index] = newValue.map { ShortTime($0, &odd) } ?? .never }
    }
}
