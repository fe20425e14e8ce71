import Interleaving
import Testing

/// What stands in for the outside world lets the schedule decide.
@Suite(.endsInTime) struct DecisionTests {
    private struct Wrong: Error {}

    /// Decides three times among three.
    private static func decide(_ schedule: Schedule) -> SimulationRun<[Int]> {
        let simulation = Simulation(schedule: schedule)
        return simulation.run { (0..<3).map { _ in simulation.decide(among: 3) } }
    }

    @Test func `In the plain order it is the plain alternative`() throws {
        let run = Self.decide(.firstInFirstOut)
        #expect(try run.result == [0, 0, 0])
        #expect(run.choices == [0, 0, 0])
        #expect(run.trace.steps.filter { $0.kind == .decision }.map(\.readyCount) == [3, 3, 3])
    }

    @Test func `Where there is one alternative nothing is decided`() throws {
        let simulation = Simulation(schedule: .seeded(1))
        let run = simulation.run { simulation.decide(among: 1) }
        #expect(try run.result == 0)
        #expect(run.choices.isEmpty)
    }

    @Test(arguments: [
        Schedule.seeded(7), .sampled(by: .ranked, seed: 3, length: 3),
        .sampled(by: .prioritized(depth: 2), seed: 3, length: 3),
        .sampled(by: .placed, seed: 1, length: 3),
    ])
    func `The choices of a run repeat its decisions`(schedule: Schedule) throws {
        let first = Self.decide(schedule)
        let again = Self.decide(.choices(first.choices))
        #expect(try again.result == first.result)
        #expect(again.trace == first.trace)
    }

    @Test func `Every combination is found by an exhaustive search`() {
        let log = Log<[Int]>()
        let exploration = Exploration(
            schedules: .max,
            method: .exhaustive(deviations: 3),
            tier: .publicAPI
        )
        let report = exploration.run { simulation in
            (0..<3).map { _ in simulation.decide(among: 3) }
        } verify: {
            log.append($0)
        }
        #expect(report.isComplete)
        #expect(report.schedules == 27)
        #expect(Set(log.entries).count == 27)
    }

    @Test func `A failure is shrunk to the decision that matters`() throws {
        let report = Exploration(tier: .publicAPI).run { simulation in
            (0..<5).map { _ in simulation.decide(among: 4) }
        } verify: { decisions in
            if decisions[3] >= 2 { throw Wrong() }
        }
        let failure = try #require(report.failure)
        #expect(failure.shrunk == .lenient([0, 0, 0, 2]))
    }

    @Test func `A recorded decision that does not exist ends the run`() {
        let run = Self.decide(.choices([0, 3, 0]))
        guard case .diverged(let divergence) = run.ending else {
            Issue.record("it ended as \(run.ending)")
            return
        }
        #expect(divergence.kind == .noSuchTask(choice: 3, ready: 3))
    }
}
