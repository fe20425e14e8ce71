import Interleaving
import Measuring
import SlackWire

/// How many schedules each strategy needs until it finds each bug of the table.
enum BugHunt {
    /// Schedules after which a strategy has not found a bug.
    private static let patience = 20_000

    private static let methods: [(name: String, method: Exploration.Method)] =
        [
            "random", "ranked", "prioritized1", "prioritized2", "prioritized3", "prioritized5",
            "placed",
        ]
        .compactMap { name in Strategy(name).map { (name, .strategies([$0])) } }
        + [("portfolio", .portfolio)]

    /// Looks for each bug with each strategy from so many seeds.
    static func run(seeds: Int) -> [JSONMember] {
        Bug.allCases.map { bug in
            let means = methods.map { name, method in
                JSONMember(name, mean(of: bug, by: method, seeds: seeds))
            }
            return JSONMember(bug.rawValue, .object(means))
        }
    }

    /// The mean number of schedules, or null for a strategy that does not find it from every seed.
    private static func mean(of bug: Bug, by method: Exploration.Method, seeds: Int) -> JSONValue {
        var total = 0
        for seed in 0..<UInt64(seeds) {
            let exploration = Exploration(
                schedules: patience,
                method: method,
                seed: seed,
                shrinkingRuns: 0
            )
            let failure = exploration.run { _ in try await bug.run() }.failure
            guard let failure else { return .null }
            total += failure.run
        }
        let mean = Double(total) / Double(seeds)
        return .number(String((mean * 10).rounded() / 10))
    }
}
