import Interleaving

/// Bodies that use much of what Swift concurrency offers, for tests about order.
enum Workloads {
    /// Three workers that log `name` before and after a yield.
    static func threeWorkers(_ log: Log<String>) async {
        await withTaskGroup { group in
            for name in ["a", "b", "c"] {
                group.addTask {
                    log.append(name + "1")
                    await Task.yield()
                    log.append(name + "2")
                }
            }
        }
    }

    /// Groups, `async let`, actors, a stream, sleeps and random numbers; the text says who did what.
    static func mixed(in simulation: Simulation) -> @Sendable () async throws -> String {
        let clock = simulation.clock
        let random = simulation.random
        return {
            let ledger = Ledger()
            let (stream, input) = AsyncStream<Int>.makeStream()
            async let sum = stream.reduce(0, +)
            try await withThrowingTaskGroup { group in
                for worker in 0..<5 {
                    group.addTask {
                        var generator = random
                        for round in 0..<4 {
                            let pause = Int.random(in: 0...3, using: &generator)
                            try await clock.sleep(for: .milliseconds(pause))
                            await ledger.note("\(worker).\(round)@\(clock.now.offset)")
                            input.yield(pause)
                            await Task.yield()
                        }
                    }
                }
                try await group.waitForAll()
            }
            input.finish()
            return await ledger.text + " \(await sum)"
        }
    }
}

/// An actor that several tasks write to.
actor Ledger {
    private var notes: [String] = []

    var text: String { notes.joined(separator: " ") }

    func note(_ note: String) {
        notes.append(note)
    }
}
