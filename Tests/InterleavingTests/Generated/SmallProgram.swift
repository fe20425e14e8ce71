import RepriseFloor

/// A program of tasks, actors, groups, streams, sleeps and cancellations that is made up from a seed, whose outcome is the same in every order.
struct SmallProgram: Sendable {
    /// One thing that a program does.
    indirect enum Step: Sendable {
        /// Counts itself; a program has done each of these once in the end.
        case mark
        case yield
        case sleep(microseconds: Int)
        case onActor(Int, [Step])
        case onMainActor([Step])
        case onGlobalActor([Step])
        /// A task, which is awaited after what is done meanwhile.
        case task(TaskKind, [Step], meanwhile: [Step])
        /// A task for which nobody waits.
        case loose(TaskKind, [Step])
        case group(GroupKind, [[Step]])
        case asyncLet(ChildKind, [Step], meanwhile: [Step])
        case continuation(ResumedBy, [Step])
        case stream(StreamUse, [Step])
        case cancelled(CancelledWork, [Step])
        /// A task-local value is set.
        case local([Step])
        /// A preference for the platform's executor, which a simulation takes the place of.
        case preferring([Step])
        /// Work against a time-out that comes in a millisecond or hours later.
        case timeout(hours: Int, [Step])
        /// A lock of an actor's and continuations.
        case locked(Int, [Step])
    }

    enum TaskKind: CaseIterable { case inheriting, detached, main, global, background }
    enum GroupKind: CaseIterable { case plain, discarding, counting, throwing, throwingDiscarding }
    enum ChildKind: CaseIterable { case awaited, dropped, two, throwing }
    enum ResumedBy: CaseIterable { case task, itself, failingTask }
    enum StreamUse: CaseIterable { case producer, cancelledConsumer, unfolding }
    enum CancelledWork: CaseIterable { case sleep, handler, group, asyncLet }

    let steps: [Step]
    /// How many marks there are.
    let marks: Int

    init(seed: UInt64) {
        var source = Source(generator: SeededGenerator(seed: seed))
        steps = source.list(depth: 0) + source.list(depth: 0)
        marks = source.marks
    }
}

extension SmallProgram {
    private struct Source {
        var generator: SeededGenerator
        var marks = 0

        mutating func list(depth: Int) -> [Step] {
            (0...generator.next(below: depth > 2 ? 2 : 3)).map { _ in step(depth) }
        }

        private mutating func any<Kind: CaseIterable>(_: Kind.Type) -> Kind
        where Kind.AllCases.Index == Int {
            let all = Kind.allCases
            return all[generator.next(below: all.count)]
        }

        private mutating func simple() -> Step {
            switch generator.next(below: 4) {
            case 0: return .yield
            case 1: return .sleep(microseconds: generator.next(below: 4) * 100)
            default:
                marks += 1
                return .mark
            }
        }

        private mutating func step(_ depth: Int) -> Step {
            if depth >= 5 || generator.next(below: 6) == 0 { return simple() }
            let one = list(depth: depth + 1)
            switch generator.next(below: 18) {
            case 0, 1: return .onActor(generator.next(below: 4), one)
            case 2: return .onMainActor(one)
            case 3: return .onGlobalActor(one)
            case 4, 5: return .task(any(TaskKind.self), one, meanwhile: list(depth: depth + 1))
            case 6: return .loose(any(TaskKind.self), one)
            case 7, 8:
                let others = (0..<generator.next(below: 3)).map { _ in list(depth: depth + 1) }
                return .group(any(GroupKind.self), [one] + others)
            case 9, 10:
                return .asyncLet(any(ChildKind.self), one, meanwhile: list(depth: depth + 1))
            case 11: return .continuation(any(ResumedBy.self), one)
            case 12: return .stream(any(StreamUse.self), one)
            case 13: return .cancelled(any(CancelledWork.self), one)
            case 14: return .local(one)
            case 15: return .preferring(one)
            case 16: return .timeout(hours: generator.next(below: 3), one)
            default: return .locked(generator.next(below: 2), one)
            }
        }
    }
}
