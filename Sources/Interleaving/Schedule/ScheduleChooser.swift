/// Makes the choices of one run.
struct ScheduleChooser {
    private let schedule: Schedule
    private var generator: SplitMix64
    private var used = 0

    init(_ schedule: Schedule) {
        self.schedule = schedule
        if case .seeded(let seed) = schedule.kind {
            generator = SplitMix64(seed: seed)
        } else {
            generator = SplitMix64(seed: 0)
        }
    }

    /// The position of the task to run next among `count` ready ones, 0 the one ready for longest.
    ///
    /// - Precondition: `count` is at least 2.
    mutating func choose(among count: Int, step: Int) throws(ScheduleDivergence) -> Int {
        switch schedule.kind {
        case .firstInFirstOut:
            return 0
        case .seeded:
            return generator.next(below: count)
        case .choices(let choices):
            guard used < choices.count else {
                throw ScheduleDivergence(
                    step: step,
                    kind: .recordTooShort(choices: choices.count, ready: count)
                )
            }
            let choice = choices[used]
            guard (0..<count).contains(choice) else {
                throw ScheduleDivergence(
                    step: step,
                    kind: .noSuchTask(choice: choice, ready: count)
                )
            }
            used += 1
            return choice
        case .lenient(let choices):
            defer { used += 1 }
            guard used < choices.count, (0..<count).contains(choices[used]) else { return 0 }
            return choices[used]
        }
    }

    /// The divergence of a strict record that the finished run did not use up.
    func unusedChoices(after steps: Int) -> ScheduleDivergence? {
        guard case .choices(let choices) = schedule.kind, used < choices.count else { return nil }
        return ScheduleDivergence(step: steps, kind: .recordTooLong(unused: choices.count - used))
    }
}
