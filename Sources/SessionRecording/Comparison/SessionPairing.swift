import SlackWire

/// Finds which entry of one session is which of the other, lane by lane.
struct SessionPairing {
    let expected: LanedSession
    let actual: LanedSession
    private(set) var differences: [SessionDifference] = []
    /// Entries that stand for each other, by their positions.
    private var pairs: [(expected: SessionDifference.Entry, actual: SessionDifference.Entry)] = []

    init(expected: LanedSession, actual: LanedSession) {
        self.expected = expected
        self.actual = actual
    }

    /// Pairs the entries of every lane and notes what differs.
    mutating func pairLanes() {
        let lanes = expected.order + actual.order.filter { expected.lanes[$0] == nil }
        for lane in lanes { pair(expected.lanes[lane] ?? [], actual.lanes[lane] ?? []) }
    }

    /// Entries that stand elsewhere on the timeline: as few as explain the order.
    func moves() -> [SessionDifference] {
        let ordered = pairs.sorted { $0.expected.index < $1.expected.index }
        let kept = Set(Alignment.longestIncreasing(ordered.map(\.actual.index)))
        return ordered.indices.filter { !kept.contains($0) }.map { index in
            SessionDifference(
                kind: .moved,
                expected: ordered[index].expected,
                actual: ordered[index].actual
            )
        }
    }

    private mutating func pair(_ left: [LanedSession.Item], _ right: [LanedSession.Item]) {
        var gap = (left: 0, right: 0)
        let same = Alignment.common(left.map(\.line), right.map(\.line))
        for (leftIndex, rightIndex) in same + [(left.count, right.count)] {
            pairByFamily(left[gap.left..<leftIndex], right[gap.right..<rightIndex])
            if leftIndex < left.count { note(left[leftIndex], right[rightIndex]) }
            gap = (leftIndex + 1, rightIndex + 1)
        }
    }

    /// Pairs entries that are of one kind though not the same; the rest is missing or extra.
    private mutating func pairByFamily(
        _ left: ArraySlice<LanedSession.Item>,
        _ right: ArraySlice<LanedSession.Item>
    ) {
        let (left, right) = (Array(left), Array(right))
        let alike = Alignment.common(left.map(\.family), right.map(\.family))
        for (leftIndex, rightIndex) in alike { note(left[leftIndex], right[rightIndex]) }
        let pairedLeft = Set(alike.map(\.0))
        let pairedRight = Set(alike.map(\.1))
        for index in left.indices where !pairedLeft.contains(index) {
            differences.append(
                SessionDifference(kind: .missing, expected: left[index].entry, actual: nil)
            )
        }
        for index in right.indices where !pairedRight.contains(index) {
            differences.append(
                SessionDifference(kind: .extra, expected: nil, actual: right[index].entry)
            )
        }
    }

    private mutating func note(_ left: LanedSession.Item, _ right: LanedSession.Item) {
        pairs.append((left.entry, right.entry))
        if left.line != right.line {
            let fields = FieldDifferences.between(left.line, right.line)
            let kind: SessionDifference.Kind = fields.isEmpty ? .respelled : .changed(fields)
            differences.append(
                SessionDifference(kind: kind, expected: left.entry, actual: right.entry)
            )
        }
        if left.cause != right.cause {
            differences.append(
                SessionDifference(kind: .otherCause, expected: left.entry, actual: right.entry)
            )
        }
    }
}
