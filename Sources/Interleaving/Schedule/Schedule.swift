/// How a simulation chooses among the tasks that are ready.
///
/// A schedule is good for the same code built the same way: the optimiser removes suspensions, and
/// every change of the code moves them.
public struct Schedule: Hashable, Sendable {
    enum Kind: Hashable {
        case firstInFirstOut
        case seeded(UInt64)
        case strategy(Strategy, seed: UInt64, length: Int)
        case weighted([Int], seed: UInt64)
        case probe(Probe)
        case branch([Int], seed: UInt64)
        case choices([Int])
        case lenient([Int])
    }

    let kind: Kind

    /// Whether the run notes where each slice goes on, and what made it ready.
    package private(set) var isDetailed = false

    init(kind: Kind) {
        self.kind = kind
    }

    /// The same schedule, with a run that notes what is needed to explain it.
    var detailed: Schedule {
        var detailed = self
        detailed.isDetailed = true
        return detailed
    }

    /// The task that has been ready for longest goes first, as in a plain queue.
    public static let firstInFirstOut = Schedule(kind: .firstInFirstOut)

    /// Any of the ready tasks goes next, each as likely as the others, from a seeded generator.
    public static func seeded(_ seed: UInt64) -> Schedule {
        Schedule(kind: .seeded(seed))
    }

    /// A way of sampling schedules, from a seeded generator.
    ///
    /// - Parameters:
    ///   - strategy: how to choose.
    ///   - seed: the seed; ``Strategy/random`` with it is ``seeded(_:)``.
    ///   - length: how many choices a run is expected to have, for strategies that spread a few
    ///     changes over a run. A run in order tells: the count of its ``SimulationRun/choices``.
    public static func sampled(by strategy: Strategy, seed: UInt64, length: Int) -> Schedule {
        switch strategy {
        case .random, .uniform, .probing, .branching: .seeded(seed)
        case .ranked, .prioritized, .placed:
            Schedule(kind: .strategy(strategy, seed: seed, length: max(1, length)))
        }
    }

    /// Any of the ready tasks, by how often each is still expected to go on; `slices` has how often in all, by the task's number.
    static func weighted(by slices: [Int], seed: UInt64) -> Schedule {
        Schedule(kind: .weighted(slices, seed: seed))
    }

    /// The plain order but for what the probe says.
    static func probe(_ probe: Probe) -> Schedule { Schedule(kind: .probe(probe)) }

    /// The choices as far as they go and apply, then at random from the seed.
    static func branch(from choices: [Int], seed: UInt64) -> Schedule {
        Schedule(kind: .branch(choices, seed: seed))
    }

    /// The recorded choices, strictly.
    ///
    /// One choice is used at each step where more than one task is ready. A choice that does not exist
    /// there, a missing one, and one left over at the end each end the run as
    /// ``SimulationRun/Ending/diverged(_:)``.
    public static func choices(_ choices: [Int]) -> Schedule {
        Schedule(kind: .choices(choices))
    }

    /// The recorded choices as far as they apply: where one does not exist or is missing, the task that
    /// has been ready for longest goes first.
    public static func lenient(_ choices: [Int]) -> Schedule {
        Schedule(kind: .lenient(choices))
    }
}

/// Where a run parted from its recorded choices.
public struct ScheduleDivergence: Error, Hashable, Sendable {
    /// How the run and the record differ.
    public enum Kind: Hashable, Sendable {
        /// The recorded choice names a position beyond the tasks that were ready.
        case noSuchTask(choice: Int, ready: Int)

        /// A choice was to be made and the record had no more.
        case recordTooShort(choices: Int, ready: Int)

        /// The run ended before the record did.
        case recordTooLong(unused: Int)
    }

    /// The step of the run, counted from 0.
    public let step: Int

    /// How they differ.
    public let kind: Kind
}

extension ScheduleDivergence: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        let what =
            switch kind {
            case .noSuchTask(let choice, let ready):
                "the recorded choice is \(choice) but only \(ready) tasks are ready"
            case .recordTooShort(let choices, let ready):
                "\(ready) tasks are ready but all \(choices) recorded choices are used"
            case .recordTooLong(let unused):
                "the run is over but \(unused) recorded choices are unused"
            }
        return "The run parts from its recorded schedule at step \(step): \(what); "
            + "record the schedule again with this build."
    }
}
