import Interleaving
import Testing

/// Code that waits by yielding until another task has done something is correct, and ends under every strategy.
@Suite(.endsInTime) struct FairnessTests {
    private actor Flag {
        private(set) var isUp = false
        func raise() { isUp = true }
    }

    private static let strategies: [Strategy] = [
        .random, .uniform, .ranked, .prioritized(depth: 1), .prioritized(depth: 3),
        .prioritized(depth: 5),
        .placed, .probing, .branching,
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

    /// Who spins with a lock comes round to it; a fixed order of places could let the other ask for it in the wrong moment for ever.
    @Test func `Who spins under a lock does not keep others from it`() {
        let exploration = Exploration(
            schedules: 400,
            method: .strategies([.placed, .probing]),
            limits: SimulationLimits(steps: 100_000)
        )
        let report = exploration.run { _ in
            let (lock, flag) = (Turnstile(), Flag())
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while await !flag.isUp {
                        await lock.enter()
                        await Task.yield()
                        await lock.leave()
                    }
                }
                group.addTask {
                    await lock.enter()
                    await flag.raise()
                    await lock.leave()
                }
            }
        }
        #expect(report.holds, "\(report)")
    }

    /// One at a time; who waits asks again when it may be free.
    private actor Turnstile {
        private var isTaken = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func enter() async {
            while isTaken { await withCheckedContinuation { waiting.append($0) } }
            isTaken = true
        }

        func leave() {
            isTaken = false
            for one in waiting { one.resume() }
            waiting = []
        }
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
