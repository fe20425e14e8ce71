import RepriseFloor

/// How far the recorded answers have come, up to the first that is still awaited.
struct HeardAnswers: Sendable {
    /// For each count of leading recorded answers that nothing waits for any more, when the last of them came.
    private var times = ScratchTimes()

    /// The first answer that is still awaited, and its entry; `nil` if there is none.
    func next(_ timeline: RecordedTimeline) -> (call: Int, entry: Int)? {
        guard times.count < timeline.answeredCalls.count else { return nil }
        let call = Int(timeline.answeredCalls[times.count])
        return (call, timeline.answer(atPlace: times.count).entry)
    }

    /// Nothing waits any more for the first answer that was awaited.
    ///
    /// - Parameter time: When it came; zero if it has not.
    mutating func note(_ time: Duration) { times.append(max(times.latest, time)) }

    /// The call whose answer stands before an entry and is still awaited; `nil` if there is none.
    func missing(before entry: Int, _ timeline: RecordedTimeline) -> Int? {
        guard let next = next(timeline), next.entry < entry else { return nil }
        return next.call
    }

    /// When the last of the answers that stand before an entry came, none of which is awaited, in this replay and in the
    /// recording; `nil` if there is none.
    ///
    /// - Complexity: O(1) if none came that stands behind it, else O(log *n*).
    func latest(
        before entry: Int,
        _ timeline: RecordedTimeline
    ) -> (actual: Duration, recorded: Int64)? {
        var count = times.count
        if count > 0, timeline.answer(atPlace: count - 1).entry > entry {
            count = timeline.answerCount(before: entry)
        }
        guard count > 0 else { return nil }
        return (times[count - 1] ?? .zero, timeline.answer(atPlace: count - 1).at)
    }
}
