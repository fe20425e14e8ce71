/// Makes a failing schedule small: as few deviations from the plain order as it can, and those as short
/// as they can be.
///
/// Delta debugging (Zeller and Hildebrandt, 2002) over the deviations, then lower values, each step
/// checked by running it.
struct Shrinker {
    /// The kind of failure to keep.
    let kind: String

    /// Runs to spend.
    let budget: Int

    /// Looks for the smallest choices under which `attempt` fails in the same way.
    func shrink(_ first: Attempt, _ attempt: (Schedule) -> Attempt) -> ShrinkSearch {
        var search = ShrinkSearch(kind: kind, budget: budget, best: first)
        // A lower value may make another deviation superfluous.
        repeat {
            search.removeDeviations(attempt)
        } while search.lowerValues(attempt)
        return search
    }
}

/// A shrinking under way.
struct ShrinkSearch {
    private let kind: String
    private var left: Int
    /// Runs spent.
    private(set) var runs = 0
    /// Where the schedule deviates, and how.
    private var deviations: [(place: Int, value: Int)]
    private(set) var best: Attempt

    init(kind: String, budget: Int, best: Attempt) {
        self.kind = kind
        self.best = best
        left = budget
        deviations = best.record.choices.enumerated().filter { $0.element != 0 }
            .map { (place: $0.offset, value: $0.element) }
    }

    /// The choices up to the last deviation.
    var choices: [Int] { ShrinkSearch.choices(deviations) }

    private static func choices(_ deviations: [(place: Int, value: Int)]) -> [Int] {
        guard let last = deviations.last else { return [] }
        var choices = Array(repeating: 0, count: last.place + 1)
        for deviation in deviations { choices[deviation.place] = deviation.value }
        return choices
    }

    /// Whether these deviations alone fail in the same way; if so they are the best so far.
    private mutating func keeps(
        _ candidate: [(place: Int, value: Int)],
        _ attempt: (Schedule) -> Attempt
    ) -> Bool {
        guard left > 0 else { return false }
        left -= 1
        runs += 1
        let result = attempt(.lenient(ShrinkSearch.choices(candidate)))
        guard result.failure?.kind == kind else { return false }
        deviations = candidate
        best = result
        return true
    }

    mutating func removeDeviations(_ attempt: (Schedule) -> Attempt) {
        var parts = 1
        while !deviations.isEmpty, left > 0 {
            let size = (deviations.count + parts - 1) / parts
            var start = 0
            var removed = false
            while start < deviations.count {
                var rest = deviations
                rest.removeSubrange(start..<min(start + size, rest.count))
                if keeps(rest, attempt) {
                    removed = true
                } else {
                    start += size
                }
            }
            if removed { continue }
            if size == 1 { return }
            parts = min(parts * 2, deviations.count)
        }
    }

    /// Whether a value could be lowered.
    mutating func lowerValues(_ attempt: (Schedule) -> Attempt) -> Bool {
        var lowered = false
        for index in deviations.indices {
            let value = deviations[index].value
            // Ever closer to the value itself; what is between is tried in the next round.
            for lower in Set([1, value / 2, value - 1]).sorted() where (1..<value).contains(lower) {
                var candidate = deviations
                candidate[index].value = lower
                if keeps(candidate, attempt) {
                    lowered = true
                    break
                }
            }
        }
        return lowered
    }
}
