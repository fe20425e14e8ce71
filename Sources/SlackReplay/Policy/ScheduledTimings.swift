import RepriseFloor

/// Timings that the schedule of a run decides, each when it is first asked for.
///
/// A schedule is a list of decisions, so one made for an entry is kept: when something comes is asked for again and
/// again while its causes happen. What is not decided otherwise is as recorded, so that a schedule with fewer
/// deviations is one with fewer perturbed entries, and shrinking leaves those that matter.
final class ScheduledTimings: Sendable {
    private enum Question: Hashable {
        case timing(Int)
        case postponement(Int)
    }

    /// In how many steps something may be late.
    private static let delaySteps = 4

    private let longestDelay: Duration
    private let decide: @Sendable (_ count: Int) -> Int
    private let decided = Locked<[Question: Int]>([:])

    /// - Parameter decide: Decides among so many alternatives, 0 being the recorded one.
    init(_ longestDelay: Duration, _ decide: @escaping @Sendable (_ count: Int) -> Int) {
        self.longestDelay = longestDelay
        self.decide = decide
    }

    func timing(of entry: Int) -> PerturbedGaps.Timing {
        switch decision(on: .timing(entry), among: 2 + Self.delaySteps) {
        case 0: .paced
        case 1: .atOnce
        case let step: .late(longestDelay * (step - 1) / Self.delaySteps)
        }
    }

    /// How long a frame lets others pass; `nil` if it keeps its place.
    func postponement(ofFrame entry: Int) -> Duration? {
        let step = decision(on: .postponement(entry), among: 1 + Self.delaySteps)
        return step == 0 ? nil : longestDelay * step / Self.delaySteps
    }

    private func decision(on question: Question, among count: Int) -> Int {
        decided.withLock { decided in
            if let known = decided[question] { return known }
            let decision = decide(count)
            decided[question] = decision
            return decision
        }
    }
}
