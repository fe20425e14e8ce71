import Interleaving
import Testing

/// Code that waits by yielding until another task has done something is correct, and ends under every strategy.
@Suite(.endsInTime) struct FairnessTests {
    private actor Flag {
        private(set) var isUp = false
        func raise() { isUp = true }
    }

    private static let strategies: [Strategy] = [
        .random, .ranked, .prioritized(depth: 1), .prioritized(depth: 3), .prioritized(depth: 5),
        .delayed(times: 2),
        .delayed(times: 5),
    ]

    @Test(arguments: strategies)
    func `Who waits by yielding sees what it waits for`(strategy: Strategy) {
        let exploration = Exploration(
            schedules: 200,
            method: .strategies([strategy]),
            limits: SimulationLimits(steps: 100_000)
        )
        let report = exploration.run { _ in
            let flag = Flag()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { while await !flag.isUp { await Task.yield() } }
                group.addTask {
                    for _ in 0..<10 { await Task.yield() }
                    await flag.raise()
                }
            }
        }
        #expect(report.holds, "\(report)")
        #expect(report.schedules == 200)
    }

    @Test func `Two that wait for each other's turns do not starve a third`() {
        let exploration = Exploration(
            schedules: 200,
            method: .strategies([.prioritized(depth: 3)]),
            limits: SimulationLimits(steps: 100_000)
        )
        let report = exploration.run { _ in
            let (flag, turns) = (Flag(), Turns())
            await withTaskGroup(of: Void.self) { group in
                for player in 0..<2 {
                    group.addTask {
                        while await !flag.isUp { await turns.wait(for: player) }
                        await turns.end()
                    }
                }
                group.addTask {
                    for _ in 0..<10 { await Task.yield() }
                    await flag.raise()
                }
            }
        }
        #expect(report.holds, "\(report)")
    }

    /// Two take turns: neither has two slices in a row.
    private actor Turns {
        private var next = 0
        private var isOver = false

        func wait(for player: Int) async {
            while next != player, !isOver { await Task.yield() }
            next = 1 - player
        }

        func end() { isOver = true }
    }
}
