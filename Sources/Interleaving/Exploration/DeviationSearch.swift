/// All schedules within so many deviations from the plain order, fewest first, each once.
///
/// Iterative deepening (Korf, 1985): a round for each number of deviations goes depth first, and what it keeps is one run for each
/// deviation, with how many alternatives its choices had. To find the deviations of a run it has to be run, so a round
/// runs those with fewer deviations again: of *m* schedules with one more deviation each, one. They are not counted.
struct DeviationSearch {
    /// A run, and which of its deviations is next.
    private struct Frame {
        /// Its choices up to its last deviation.
        var choices: [Int]
        /// How many alternatives each of its choices after that has.
        var counts: [UInt32]
        /// The next deviation: the place among ``counts``, and the alternative.
        var place = 0
        var choice = 1

        /// Goes on to an alternative that exists; whether there is one.
        mutating func settle() -> Bool {
            while place < counts.count, choice >= counts[place] { (place, choice) = (place + 1, 1) }
            return place < counts.count
        }

        /// The choices with the next deviation, which is gone on from.
        mutating func takeNext() -> [Int] {
            defer { choice += 1 }
            return choices + Array(repeating: 0, count: place) + [choice]
        }
    }

    private let bound: Int
    /// The plain order, and the runs that lead to what is run now.
    private var frames: [Frame] = []
    /// Deviations of the schedules of this round.
    private var round = 0
    /// Whether a schedule of this round can be deviated from.
    private var goesOn = false
    /// What was given out and not learnt from.
    private var pending: [Int]?
    /// Whether every schedule has been given out.
    private(set) var isExhausted = false
    /// Whether what was given out last was run before.
    private(set) var isRepeating = false

    /// Numbers that are kept.
    var kept: Int { frames.reduce(0) { $0 + $1.choices.count + $1.counts.count } }

    /// - Parameter bound: Deviations at most.
    init(bound: Int) {
        self.bound = bound
    }

    /// The next schedule.
    mutating func next() -> [Int]? {
        guard !isExhausted else { return nil }
        let choices = frames.isEmpty ? [] : frames[frames.count - 1].takeNext()
        isRepeating = !frames.isEmpty && frames.count < round
        pending = choices
        return choices
    }

    /// Takes note of how the run of the schedule given out last went.
    mutating func learn(from record: SimulationRecord) {
        guard let choices = pending else { return }
        pending = nil
        let counts = record.trace.steps.lazy.map(\.readyCount).filter { $0 > 1 }
        if frames.isEmpty || isRepeating {
            let after = Array(counts.dropFirst(choices.count).map { UInt32(clamping: $0) })
            frames.append(Frame(choices: choices, counts: after))
            if round == 0 { goesOn = !after.isEmpty }
        } else if !goesOn, round < bound {
            goesOn = counts.dropFirst(choices.count).first != nil
        }
        settle()
    }

    /// Finds what comes next, or that nothing does.
    private mutating func settle() {
        if round == 0 { return nextRound() }
        while let last = frames.indices.last {
            if frames[last].settle() { return }
            if last == 0 { return nextRound() }
            frames.removeLast()
        }
    }

    private mutating func nextRound() {
        guard round < bound, goesOn else {
            isExhausted = true
            return
        }
        round += 1
        goesOn = false
        (frames[0].place, frames[0].choice) = (0, 1)
        if !frames[0].settle() { isExhausted = true }
    }
}
