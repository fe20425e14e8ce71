import RepriseFloor

/// The answers that are under way, where something decides which of them comes when one is due.
///
/// Slack may answer calls that are in flight together in any order. When the first of them is due, one is
/// picked: it comes now, and the one that was due takes over its time. So answers change places and the
/// times at which answers come stay as they were; picking the first every time is the recorded order.
struct OutstandingAnswers: Sendable {
    /// Picks one of so many answers, 0 being the one that is due.
    typealias Picking = @Sendable (_ count: Int) -> Int

    private struct Answer: Sendable {
        let call: Int
        var due: Duration
        /// When it was picked to come instead of another.
        var picked: Duration?
        var wakeup: Wakeup?
    }

    /// What whoever waits for an answer does next.
    enum Step: Sendable {
        /// It comes: it was due then.
        case comes(due: Duration)
        /// It comes then, or when the wakeup says so.
        case waits(Duration, Wakeup)
    }

    private let pick: Picking
    private var answers: [Answer] = []

    init(pick: @escaping Picking) {
        self.pick = pick
    }

    /// Takes in a call whose answer is due then.
    mutating func add(_ call: Int, due: Duration) {
        answers.append(Answer(call: call, due: due))
    }

    /// Forgets a call, whose task was cancelled.
    mutating func remove(_ call: Int) {
        answers.removeAll { $0.call == call }
    }

    /// How a call stands, and who is to be woken because their answer was picked instead.
    mutating func step(_ call: Int, at now: Duration) -> (Step, woken: Wakeup?) {
        guard let own = answers.firstIndex(where: { $0.call == call }) else {
            return (.comes(due: now), nil)
        }
        if let due = answers[own].picked {
            answers.remove(at: own)
            return (.comes(due: due), nil)
        }
        guard answers[own].due <= now else { return (wait(own), nil) }
        let candidates = candidates(instead: own)
        let choice = candidates.count > 1 ? pick(candidates.count) : 0
        guard candidates.indices.contains(choice), candidates[choice] != own else {
            return (.comes(due: answers.remove(at: own).due), nil)
        }
        let picked = candidates[choice]
        answers[picked].picked = answers[own].due
        answers[own].due = answers[picked].due
        let woken = answers[picked].wakeup
        return (wait(own), woken)
    }

    /// The answers that may come now: the one that is due, and the others by their time.
    private func candidates(instead own: Int) -> [Int] {
        let others = answers.indices.filter { $0 != own && answers[$0].picked == nil }
        return [own] + others.sorted { (answers[$0].due, $0) < (answers[$1].due, $1) }
    }

    private mutating func wait(_ own: Int) -> Step {
        let wakeup = Wakeup()
        answers[own].wakeup = wakeup
        return .waits(answers[own].due, wakeup)
    }
}
