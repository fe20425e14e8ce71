import Interleaving

/// Ten handlers side by side that await three times each.
enum Exploring: String, CaseIterable {
    /// Detached tasks that yield.
    case yields
    /// Detached tasks that sleep on the virtual clock.
    case sleeps
    /// Detached tasks that call an actor.
    case calls
    /// Detached tasks that do one of each.
    case detached
    /// Child tasks that do one of each, with the public interface only.
    case structured

    private actor Ledger {
        private(set) var total = 0

        func add(_ amount: Int) {
            total += amount
        }
    }

    private static let handlers = 10

    /// Explores for some time.
    func explore(for budget: Duration) throws -> Tally {
        let tier: SimulationTier = self == .structured ? .publicAPI : .wholeProgram
        let exploration = Exploration(schedules: .max, seed: 1, timeBudget: budget, tier: tier)
        let body: @Sendable (Simulation) async throws -> Int = { try await run($0) }
        let report = exploration.run(body) { total in
            guard total == Self.handlers * (Self.handlers - 1) / 2 * weight else {
                throw WrongResult(description: "The ledger holds \(total).")
            }
        }
        if let failure = report.failure { throw WrongResult(description: "\(failure)") }
        let simulation = exploration.simulation(.firstInFirstOut)
        let steps = simulation.run { try await body(simulation) }.trace.steps.count
        return Tally(schedules: report.schedules, distinct: report.distinct, steps: steps)
    }

    /// How often each handler adds to the ledger.
    private var weight: Int {
        switch self {
        case .yields, .sleeps: 0
        case .calls: 3
        case .detached, .structured: 1
        }
    }

    private func run(_ simulation: Simulation) async throws -> Int {
        let (clock, ledger) = (simulation.clock, Ledger())
        if self == .structured {
            try await withThrowingDiscardingTaskGroup { group in
                for number in 0..<Self.handlers {
                    group.addTask { try await handle(number, clock, ledger) }
                }
            }
        } else {
            let tasks = (0..<Self.handlers).map { number in
                Task.detached { try await handle(number, clock, ledger) }
            }
            for task in tasks { try await task.value }
        }
        return weight == 0 ? 0 : await ledger.total
    }

    private func handle(_ number: Int, _ clock: VirtualClock, _ ledger: Ledger) async throws {
        switch self {
        case .yields:
            for _ in 0..<3 { await Task.yield() }
        case .sleeps:
            for _ in 0..<3 { try await Task.sleep(for: .milliseconds(number % 3)) }
        case .calls:
            for _ in 0..<3 { await ledger.add(work(number)) }
        case .detached, .structured:
            await Task.yield()
            try await clock.sleep(for: .milliseconds(number % 3))
            await ledger.add(number)
        }
    }

    // Calls to one actor with nothing to be done between them are one visit: the compiler drops the hops.
    @_optimize(none)
    private func work(_ number: Int) -> Int { number }
}
