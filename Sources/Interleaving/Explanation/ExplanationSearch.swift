/// Looks for a schedule that holds and differs in one deviation from one that fails.
struct ExplanationSearch {
    /// The kind of the failure.
    private let kind: String
    private let attempt: (Schedule) -> Attempt
    private var runs = 0
    private let deadline = ContinuousClock.now + longest

    /// Runs to spend, and real time.
    private static let (mostRuns, longest) = (400, Duration.seconds(2))
    /// Runs to spend on what deviates once, where the plain order fails.
    private static let mostNeighbours = 100

    /// - Parameter attempt: Runs the code under a schedule.
    init(_ failure: ExplorationFailure, _ attempt: @escaping (Schedule) -> Attempt) {
        kind = failure.failure.kind
        self.attempt = attempt
    }

    /// What is found for a failure under these choices; `nil` if it does not fail again.
    mutating func explanation(of choices: [Int]) -> FailureExplanation? {
        let failing = attempt(.lenient(choices).detailed)
        guard failing.failure?.kind == kind else { return nil }
        for neighbour in ExplanationSearch.neighbours(of: choices) {
            if let holding = holding(under: .lenient(neighbour)) {
                return explanation(failing.record, holding.record.choices)
            }
        }
        guard let holding = anyHolding(), let pair = pair(from: holding) else {
            return FailureExplanation(
                failing: failing.record,
                holding: nil,
                absence: hasMore ? .allFail : .spent,
                runs: runs
            )
        }
        return explanation(pair.failing ?? failing.record, pair.holding)
    }

    private func explanation(
        _ failing: SimulationRecord,
        _ holding: [Int]
    ) -> FailureExplanation {
        let again = attempt(.lenient(holding).detailed)
        let absence: FailureExplanation.Absence? =
            if again.failure != nil {
                .notRepeatable
            } else if failing.trace == again.record.trace {
                // All that a schedule decides is in the trace.
                .sameOrder
            } else {
                nil
            }
        return FailureExplanation(
            failing: failing,
            holding: absence == nil ? again.record : nil,
            absence: absence,
            runs: runs
        )
    }

    /// Whether there are runs and time left.
    private var hasMore: Bool {
        runs < ExplanationSearch.mostRuns && ContinuousClock.now < deadline
    }

    /// A run that holds under a schedule, if it does and there is time for it.
    private mutating func holding(under schedule: Schedule) -> Attempt? {
        guard hasMore else { return nil }
        runs += 1
        let run = attempt(schedule)
        return run.failure == nil ? run : nil
    }

    /// A run that holds, whatever its schedule.
    private mutating func anyHolding() -> Attempt? {
        let orders: [Probe.Order] = [.inTurn, .newestFirst, .wakersLast, .timeFirst]
        let probes = orders.map { Schedule.probe(Probe(order: $0, reach: .max)) }
        for schedule in probes + (0..<100).map({ Schedule.seeded($0) }) {
            if let run = holding(under: schedule) { return run }
        }
        return nil
    }

    /// The smallest schedule that holds, and the run without its last deviation if that fails as the failure did.
    private mutating func pair(
        from holding: Attempt
    ) -> (failing: SimulationRecord?, holding: [Int])? {
        let shrinker = Shrinker(
            isWanted: { $0.failure == nil },
            budget: ExplanationSearch.mostRuns - runs,
            deadline: deadline
        )
        let search = shrinker.shrink(holding, attempt)
        runs += search.runs
        let choices = search.choices
        guard let last = choices.lastIndex(where: { $0 != 0 }) else { return (nil, choices) }
        let failing = attempt(.lenient(Array(choices[..<last])).detailed)
        return (failing.failure?.kind == kind ? failing.record : nil, choices)
    }

    /// The choices without one deviation, the last first; and with one, where there is none.
    private static func neighbours(of choices: [Int]) -> [[Int]] {
        let deviations = choices.indices.filter { choices[$0] != 0 }
        guard deviations.isEmpty else {
            return deviations.reversed().map { place in
                var without = choices
                without[place] = 0
                return without
            }
        }
        // Of very many a few that are spread over the run.
        let distance = 1 + choices.count / mostNeighbours
        return stride(from: choices.count - 1, through: 0, by: -distance).map { place in
            Array(repeating: 0, count: place) + [1]
        }
    }
}
