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

    /// A frame that comes together with something that the bot waits for.
    private enum Meeting {
        /// After so many more times that a task of the bot wakes from sleep.
        case awaited(wakes: Int)
        /// Since then.
        case met(Duration)
    }

    private struct State {
        var decided: [Question: Int] = [:]
        var meetings: [Int: Meeting] = [:]
    }

    /// In how many steps something may be late.
    private static let delaySteps = 4
    /// For how many wakes of the bot's tasks a frame may wait.
    private static let mostWakes = 2
    /// How much later than recorded a frame may be that waits for one.
    private static let longestWait = Duration.seconds(60)

    private let longestDelay: Duration
    private let decide: @Sendable (_ count: Int) -> Int
    private let isWakeExpected: @Sendable (_ moment: Duration) -> Bool
    private let state = Locked(State())

    /// - Parameters:
    ///   - decide: Decides among so many alternatives, 0 being the recorded one.
    ///   - isWakeExpected: Whether at a time, which has come, a task of the bot sleeps.
    init(
        _ longestDelay: Duration,
        _ decide: @escaping @Sendable (_ count: Int) -> Int,
        isWakeExpected: @escaping @Sendable (_ moment: Duration) -> Bool
    ) {
        self.longestDelay = longestDelay
        self.decide = decide
        self.isWakeExpected = isWakeExpected
    }

    func timing(of entry: Int) -> PerturbedGaps.Timing {
        timing(decision(on: .timing(entry), among: 2 + Self.delaySteps))
    }

    /// When an event comes that follows something at `moment`.
    ///
    /// It may come together with what the bot waits for, too: whoever causes it acts at any time. If the bot waits for
    /// nothing when it would have come, it comes.
    func due(ofEvent entry: Int, after moment: Duration, paced: Duration) -> Duration {
        let own = 2 + Self.delaySteps
        let step = decision(on: .timing(entry), among: own + Self.mostWakes)
        guard step >= own else { return timing(step).due(after: moment, paced: paced) }
        return state.withLock { state in
            let meeting = state.meetings[entry] ?? .awaited(wakes: step - own + 1)
            state.meetings[entry] = meeting
            switch meeting {
            case .met(let met): return max(moment, met)
            case .awaited:
                let due = moment + paced
                return isWakeExpected(due) ? due + Self.longestWait : due
            }
        }
    }

    private func timing(_ step: Int) -> PerturbedGaps.Timing {
        switch step {
        case 0: .paced
        case 1: .atOnce
        default: .late(longestDelay * (step - 1) / Self.delaySteps)
        }
    }

    /// Notes that a task of the bot wakes from sleep; whether that is what a frame waited for.
    func noteWake(at now: Duration) -> Bool {
        state.withLock { state in
            var isMet = false
            for (entry, meeting) in state.meetings {
                guard case .awaited(let wakes) = meeting else { continue }
                state.meetings[entry] = wakes > 1 ? .awaited(wakes: wakes - 1) : .met(now)
                if wakes == 1 { isMet = true }
            }
            return isMet
        }
    }

    /// How long a frame lets others pass; `nil` if it keeps its place.
    func postponement(ofFrame entry: Int) -> Duration? {
        let step = decision(on: .postponement(entry), among: 1 + Self.delaySteps)
        return step == 0 ? nil : longestDelay * step / Self.delaySteps
    }

    private func decision(on question: Question, among count: Int) -> Int {
        state.withLock { state in
            if let known = state.decided[question] { return known }
            let decision = decide(count)
            state.decided[question] = decision
            return decision
        }
    }
}
