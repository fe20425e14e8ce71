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
        (.prioritized(depth: 3), 20),
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

    @Test(arguments: [
        Strategy.random, .uniform, .ranked, .prioritized(depth: 3), .placed, .probing, .branching,
    ])
    func `A strategy is one word and back`(strategy: Strategy) {
        #expect(Strategy(strategy.description) == strategy)
    }

    @Test(arguments: [
        "", "random1", "uniform1", "ranked2", "prioritized", "prioritized0", "placed3", "probing1",
        "delayed2",
        "other",
    ])
    func `Other words are no strategies`(word: String) {
        #expect(Strategy(word) == nil)
    }
}
