import Interleaving

/// Ten handlers side by side, each of which yields, sleeps on the virtual clock, and calls an actor.
enum Exploring {
    private actor Ledger {
        private(set) var total = 0

        func add(_ amount: Int) {
            total += amount
        }
    }

    private static let handlers = 10

    /// Explores for some time.
    ///
    /// With public API only, handlers are children of the body; with the whole program captured they are
    /// detached tasks that nothing ties to the simulation.
    static func explore(_ tier: SimulationTier, for budget: Duration) throws -> Tally {
        let exploration = Exploration(schedules: .max, seed: 1, timeBudget: budget, tier: tier)
        let body: @Sendable (Simulation) async throws -> Int = { simulation in
            tier == .publicAPI
                ? try await children(simulation) : try await detached(simulation)
        }
        let report = exploration.run(body) { total in
            guard total == handlers * (handlers - 1) / 2 else {
                throw WrongResult(description: "The ledger holds \(total).")
            }
        }
        if let failure = report.failure { throw WrongResult(description: "\(failure)") }
        let simulation = exploration.simulation(.firstInFirstOut)
        let steps = simulation.run { try await body(simulation) }.trace.steps.count
        return Tally(schedules: report.schedules, distinct: report.distinct, steps: steps)
    }

    private static func children(_ simulation: Simulation) async throws -> Int {
        let (clock, ledger) = (simulation.clock, Ledger())
        try await withThrowingDiscardingTaskGroup { group in
            for number in 0..<handlers {
                group.addTask { try await handle(number, clock, ledger) }
            }
        }
        return await ledger.total
    }

    private static func detached(_ simulation: Simulation) async throws -> Int {
        let (clock, ledger) = (simulation.clock, Ledger())
        let tasks = (0..<handlers).map { number in
            Task.detached { try await handle(number, clock, ledger) }
        }
        for task in tasks { try await task.value }
        return await ledger.total
    }

    private static func handle(
        _ number: Int,
        _ clock: VirtualClock,
        _ ledger: Ledger
    ) async throws {
        await Task.yield()
        try await clock.sleep(for: .milliseconds(number % 3))
        await ledger.add(number)
    }
}
