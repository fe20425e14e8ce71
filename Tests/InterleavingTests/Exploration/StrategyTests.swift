import Interleaving
import Testing

@Suite(.endsInTime) struct StrategyTests {
    private func order(_ strategy: Strategy, seed: UInt64) -> [String] {
        let log = Log<String>()
        let schedule = Schedule.sampled(by: strategy, seed: seed, length: 10)
        _ = Simulation(schedule: schedule).run { await Workloads.threeWorkers(log) }
        return log.entries
    }

    @Test(arguments: [
        (Strategy.random, 90), (.ranked, 90), (.prioritized(depth: 1), 6),
        (.prioritized(depth: 3), 20), (.delayed(times: 1), 4), (.delayed(times: 3), 10),
    ])
    func `A strategy repeats, and reaches as many orders as it should`(
        strategy: Strategy,
        orders: Int
    ) {
        var seen: Set<[String]> = []
        for seed in 0..<2_000 as Range<UInt64> { seen.insert(order(strategy, seed: seed)) }
        switch strategy {
        case .random, .ranked, .prioritized(depth: 1): #expect(seen.count == orders)
        default: #expect(seen.count >= orders)
        }
        for seed in 0..<20 as Range<UInt64> {
            #expect(order(strategy, seed: seed) == order(strategy, seed: seed))
        }
    }

    @Test func `Priorities let one task run to its end`() {
        for seed in 0..<50 as Range<UInt64> {
            let order = order(.prioritized(depth: 1), seed: seed)
            #expect(order[0].first == order[1].first)
            #expect(order[2].first == order[3].first)
        }
    }

    @Test func `Delays stay near the plain order`() {
        for seed in 0..<50 as Range<UInt64> {
            let log = Log<String>()
            let schedule = Schedule.sampled(by: .delayed(times: 2), seed: seed, length: 10)
            let run = Simulation(schedule: schedule).run { await Workloads.threeWorkers(log) }
            #expect(run.choices.reduce(0, +) <= 2)
        }
    }

    @Test(arguments: [
        Strategy.random, .ranked, .prioritized(depth: 3), .delayed(times: 12),
    ])
    func `A strategy is one word and back`(strategy: Strategy) {
        #expect(Strategy(strategy.description) == strategy)
    }

    @Test(arguments: [
        "", "random1", "ranked2", "prioritized", "prioritized0", "delayed-1", "other",
    ])
    func `Other words are no strategies`(word: String) {
        #expect(Strategy(word) == nil)
    }
}
