import RepriseFloor

/// The slices of a simulation, in the order in which they ran, in little memory.
///
/// Most slices take a few bytes: a time is kept only where it is another than that of the slice before. Of a long run what is
/// behind the first few thousand slices is in a file without a name, which goes with them.
public struct TraceSteps: Sendable, Hashable {
    /// What each slice was, but for its time.
    private var words = ScratchArray<Word>()
    /// Those that are too large for a word.
    private var wide: [Wide] = []
    /// The times, and the slices that were the first at each.
    private var times = ScratchArray<ShortTime>()
    private var starts = ScratchArray<UInt32>()
    /// The times that are no whole nanoseconds.
    private var odd: [Duration] = []
    /// The time of the last slice.
    private var latestTime = Duration.zero

    /// No slices.
    init() {}

    mutating func reserveCapacity(_ count: Int) {
        words.reserveCapacity(count)
        times.reserveCapacity(count / 2)
        starts.reserveCapacity(count / 2)
    }

    /// Adds a slice that ran after all others.
    mutating func append(_ step: TraceStep) {
        if step.time != latestTime || words.isEmpty {
            times.append(ShortTime(step.time, &odd))
            starts.append(UInt32(words.count))
            latestTime = step.time
        }
        if let word = Word(step) {
            words.append(word)
        } else {
            words.append(Word(wide: wide.count))
            wide.append(Wide(step))
        }
    }

    private func step(_ place: Int, at time: Int) -> TraceStep {
        let time = times[time].duration(odd) ?? .zero
        let word = words[place]
        return word.wide.map { wide[$0].step(at: time) } ?? word.step(at: time)
    }

    /// The place of the time of a slice: the last one that begins at it or before.
    private func timePlace(of place: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= place { low = middle } else { high = middle }
        }
        return low
    }
}

extension TraceSteps: RandomAccessCollection {
    /// The place of the first slice.
    public var startIndex: Int { 0 }
    /// The place behind the last slice.
    public var endIndex: Int { words.count }

    /// The slice at a place.
    ///
    /// - Complexity: O(log *n*); to go through all of them takes O(1) for each.
    public subscript(place: Int) -> TraceStep { step(place, at: timePlace(of: place)) }

    /// Goes through slices in their order.
    public struct Iterator: IteratorProtocol {
        private let steps: TraceSteps
        private var place = 0
        private var time = 0

        fileprivate init(_ steps: TraceSteps) { self.steps = steps }

        /// The next slice.
        public mutating func next() -> TraceStep? {
            guard place < steps.words.count else { return nil }
            if time + 1 < steps.starts.count, Int(steps.starts[time + 1]) == place { time += 1 }
            defer { place += 1 }
            return steps.step(place, at: time)
        }
    }

    /// Goes through all of them.
    public func makeIterator() -> Iterator { Iterator(self) }
}

/// What a slice was, in four bytes; or where that stands, if it takes more.
private struct Word: Sendable, Hashable, BitwiseCopyable {
    /// The kind in the three lowest bits, all of them set for one that stands elsewhere, and above it choice, count and
    /// task, or the place.
    private let bits: UInt32

    init(wide: Int) {
        bits = UInt32(wide) << 3 | 7
    }

    init?(_ step: TraceStep) {
        guard step.choice < 1 << 8, step.readyCount < 1 << 8, step.task < 1 << 13 else {
            return nil
        }
        let numbers = UInt32(step.task) << 16 | UInt32(step.readyCount) << 8 | UInt32(step.choice)
        bits = numbers << 3 | step.kind.bits
    }

    /// Where the slice stands, if that is elsewhere.
    var wide: Int? { bits & 7 == 7 ? Int(bits >> 3) : nil }

    func step(at time: Duration) -> TraceStep {
        TraceStep(
            time: time,
            kind: TraceStep.Kind(bits: bits & 7),
            task: Int(bits >> 19),
            readyCount: Int(bits >> 11 & 0xff),
            choice: Int(bits >> 3 & 0xff)
        )
    }
}

/// What a slice was that takes more than a word.
private struct Wide: Sendable, Hashable {
    let kind: TraceStep.Kind
    let task: UInt32
    let readyCount: UInt32
    let choice: UInt32

    init(_ step: TraceStep) {
        kind = step.kind
        task = UInt32(step.task)
        readyCount = UInt32(step.readyCount)
        choice = UInt32(step.choice)
    }

    func step(at time: Duration) -> TraceStep {
        TraceStep(
            time: time,
            kind: kind,
            task: Int(task),
            readyCount: Int(readyCount),
            choice: Int(choice)
        )
    }
}

extension TraceStep.Kind {
    fileprivate var bits: UInt32 {
        switch self {
        case .task: 0
        case .errand: 1
        case .decision: 2
        case .passing: 3
        }
    }

    fileprivate init(bits: UInt32) {
        switch bits {
        case 0: self = .task
        case 1: self = .errand
        case 2: self = .decision
        default: self = .passing
        }
    }
}
