/// Makes a schedule small, a failing one as a rule: as few deviations from the plain order as it can, and those as short
/// as they can be.
///
/// Delta debugging (Zeller and Hildebrandt, 2002) over the deviations, then lower values, each step
/// checked by running it.
struct Shrinker {
    /// Whether a run is still one as it is wanted.
    let isWanted: (Attempt) -> Bool

    /// Runs to spend.
    let budget: Int

    /// When the time is spent.
    var deadline: ContinuousClock.Instant?

    /// Told of the runs spent and the deviations left, now and then.
    var progress: (_ runs: Int, _ deviations: Int) -> Void = { _, _ in }

    /// Keeps a kind of failure.
    static func keeping(
        _ kind: String,
        budget: Int,
        deadline: ContinuousClock.Instant? = nil,
        progress: @escaping (_ runs: Int, _ deviations: Int) -> Void = { _, _ in }
    ) -> Shrinker {
        Shrinker(
            isWanted: { $0.failure?.kind == kind },
            budget: budget,
            deadline: deadline,
            progress: progress
        )
    }

    /// Looks for the smallest choices under which `attempt` is still as it is wanted.
    func shrink(_ first: Attempt, _ attempt: (Schedule) -> Attempt) -> ShrinkSearch {
        var search = ShrinkSearch(self, best: first)
        // A lower value may make another deviation superfluous.
        repeat {
            search.removeDeviations(attempt)
        } while search.lowerValues(attempt)
        return search
    }
}

/// A shrinking under way.
struct ShrinkSearch {
    private let shrinker: Shrinker
    /// Whether the runs or the time are spent.
    private(set) var isCut = false
    /// Runs spent.
    private(set) var runs = 0
    /// Where the schedule deviates, and how.
    private var deviations: [(place: Int, value: Int)]
    private(set) var best: Attempt

    init(_ shrinker: Shrinker, best: Attempt) {
        self.shrinker = shrinker
        self.best = best
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

    /// Whether these deviations alone do; if so they are the best so far.
    private mutating func keeps(
        _ candidate: [(place: Int, value: Int)],
        _ attempt: (Schedule) -> Attempt
    ) -> Bool {
        guard hasBudget else { return false }
        runs += 1
        let result = attempt(.lenient(ShrinkSearch.choices(candidate)))
        shrinker.progress(runs, deviations.count)
        guard shrinker.isWanted(result) else { return false }
        deviations = candidate
        best = result
        return true
    }

    /// Whether another run may be spent.
    private var hasBudget: Bool {
        mutating get {
            let hasTime = shrinker.deadline.map { ContinuousClock.now < $0 } ?? true
            if runs >= shrinker.budget || !hasTime { isCut = true }
            return !isCut
        }
    }

    mutating func removeDeviations(_ attempt: (Schedule) -> Attempt) {
        var parts = 1
        while !deviations.isEmpty, hasBudget {
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
