import Interleaving
import Testing

@Suite(.endsInTime) struct OrderTests {
    private func order(under schedule: Schedule) -> (log: [String], run: SimulationRun<Void>) {
        let log = Log<String>()
        let run = Simulation(schedule: schedule).run { await Workloads.threeWorkers(log) }
        return (log.entries, run)
    }

    @Test func `First in first out keeps the order of spawning`() {
        #expect(order(under: .firstInFirstOut).log == ["a1", "b1", "c1", "a2", "b2", "c2"])
    }

    @Test func `One seed gives one order`() {
        for seed in 0..<50 as Range<UInt64> {
            let first = order(under: .seeded(seed))
            let second = order(under: .seeded(seed))
            #expect(first.log == second.log)
            #expect(first.run.trace == second.run.trace)
        }
    }

    @Test func `Seeds reach every order that is possible`() {
        var orders: Set<[String]> = []
        for seed in 0..<2_000 as Range<UInt64> {
            orders.insert(order(under: .seeded(seed)).log)
        }
        // Six events, of which each worker's two keep their order: 6! / 2³.
        #expect(orders.count == 90)
    }

    @Test func `Recorded choices give the same run`() {
        let recorded = order(under: .seeded(5))
        let replayed = order(under: .choices(recorded.run.choices))
        #expect(replayed.log == recorded.log)
        #expect(replayed.run.trace == recorded.run.trace)
        #expect(replayed.run.choices == recorded.run.choices)
    }

    @Test func `The token gives the same run`() throws {
        let recorded = order(under: .seeded(5))
        #expect(recorded.run.token == "seed:5")
        let replayed = order(under: try Schedule(token: recorded.run.token))
        #expect(replayed.log == recorded.log)
    }

    @Test func `Lenient choices fall back to the oldest task`() {
        // Only the first choice exists: after it the group is first in, first out.
        let log = order(under: .lenient([2, 99])).log
        #expect(log == ["c1", "a1", "b1", "c2", "a2", "b2"])
    }
}

@Suite(.endsInTime) struct DivergenceTests {
    private func run(_ choices: [Int]) -> SimulationRun<Void>.Ending {
        let log = Log<String>()
        return Simulation(schedule: .choices(choices))
            .run { await Workloads.threeWorkers(log) }.ending
    }

    private func divergence(of choices: [Int]) throws -> ScheduleDivergence {
        guard case .diverged(let divergence) = run(choices) else {
            throw Unexpected(what: "\(run(choices))")
        }
        return divergence
    }

    @Test func `A choice that does not exist is reported with its step`() throws {
        let divergence = try divergence(of: [1, 7])
        #expect(divergence.step == 2)
        #expect(divergence.kind == .noSuchTask(choice: 7, ready: 3))
        #expect(
            divergence.description
                == "The run parts from its recorded schedule at step 2: the recorded choice is 7 "
                + "but only 3 tasks are ready; record the schedule again with this build."
        )
    }

    @Test func `Too few choices are reported where the next one is missing`() throws {
        let divergence = try divergence(of: [1])
        #expect(divergence.step == 2)
        #expect(divergence.kind == .recordTooShort(choices: 1, ready: 3))
    }

    @Test func `Choices left over are reported at the end`() throws {
        let whole = Simulation().run { await Workloads.threeWorkers(Log<String>()) }
        let divergence = try divergence(of: whole.choices + [0, 0])
        #expect(divergence.step == whole.trace.steps.count)
        #expect(divergence.kind == .recordTooLong(unused: 2))
    }

    @Test func `Nothing runs after a divergence`() {
        let log = Log<String>()
        let run = Simulation(schedule: .choices([9])).run { await Workloads.threeWorkers(log) }
        #expect(log.entries.isEmpty)
        #expect(throws: SimulationFailure.self) { try run.result }
    }
}

/// A test met a case it does not handle.
struct Unexpected: Error {
    let what: String
}
