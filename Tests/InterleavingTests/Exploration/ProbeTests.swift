import Interleaving
import SCTPrograms
import Testing

/// The schedules that an exploration makes up from what it saw: probes of one thing at a time, and branches of runs that led to something new.
@Suite(.wholeProgram, .endsInTime) struct ProbeTests {
    /// What three tasks of two steps did, in order.
    private static func order(_ token: String) throws -> [String] {
        let log = Log<String>()
        let simulation = Simulation(schedule: try Schedule(token: token), tier: .wholeProgram)
        let run = simulation.run {
            let tasks = ["a", "b", "c"].map { name in
                Task.detached {
                    log.append(name + "1")
                    await Task.yield()
                    log.append(name + "2")
                }
            }
            for task in tasks { await task.value }
        }
        try run.result
        return log.entries
    }

    @Test(arguments: [
        ("probe:plain:100:", "a1 b1 c1 a2 b2 c2"),
        ("probe:pass0:100:", "b1 a1 c1 b2 a2 c2"),
        ("probe:newest:100:", "c1 c2 b1 b2 a1 a2"),
        ("probe:turn:100:", "a1 a2 b1 b2 c1 c2"),
        ("branch:1:2.1", "c1 b1"),
    ])
    func `A probe is in order but for one thing`(token: String, order: String) throws {
        let expected = order.split(separator: " ").map(String.init)
        let entries = try ProbeTests.order(token)
        #expect(Array(entries.prefix(expected.count)) == expected)
        #expect(entries.count == 6)
    }

    @Test func `Time passes first where it may`() throws {
        func order(_ token: String) throws -> [String] {
            let log = Log<String>()
            let simulation = Simulation(schedule: try Schedule(token: token), tier: .wholeProgram)
            let run = simulation.run {
                let sleeper = Task.detached {
                    try await Task.sleep(for: .milliseconds(1))
                    log.append("sleeper")
                }
                for _ in 0..<9 { await Task.yield() }
                log.append("worker")
                try await sleeper.value
            }
            try run.result
            return log.entries
        }
        let (plain, first) = (try order("fifo"), try order("probe:time:100:"))
        #expect(plain == ["worker", "sleeper"])
        #expect(first == ["sleeper", "worker"])
    }

    @Test func `A probe that has gone far enough ends in order`() throws {
        let (probed, plain) = (
            try ProbeTests.order("probe:newest:0:"), try ProbeTests.order("fifo")
        )
        #expect(probed == plain)
    }

    @Test func `A walk by what tasks have before them meets a long task anywhere`() throws {
        func met(_ token: String) throws -> Int {
            let steps = Log<Int>()
            let simulation = Simulation(schedule: try Schedule(token: token), tier: .wholeProgram)
            let run = simulation.run {
                let long = Task.detached {
                    for step in 0..<40 {
                        steps.append(step)
                        await Task.yield()
                    }
                }
                let short = Task.detached { steps.append(-1) }
                _ = await (long.value, short.value)
            }
            try run.result
            return try #require(steps.entries.firstIndex(of: -1))
        }
        // The body, the long task and the short one.
        let late = try (0..<100).count { try met("uniform:\($0):3.41.1") >= 20 }
        let lateByChance = try (0..<100).count { try met("seed:\($0)") >= 20 }
        #expect((30...70).contains(late))
        #expect(lateByChance == 0)
    }

    @Test func `Who has just woken another goes last`() throws {
        let log = Log<String>()
        let simulation = Simulation(
            schedule: try Schedule(token: "probe:wakers:100:"),
            tier: .wholeProgram
        )
        let run = simulation.run {
            let (stream, input) = AsyncStream<Void>.makeStream()
            let woken = Task.detached {
                for await _ in stream { break }
                for _ in 0..<5 { await Task.yield() }
                log.append("woken")
            }
            let waker = Task.detached {
                for _ in 0..<3 { await Task.yield() }
                input.yield()
                await Task.yield()
                log.append("waker")
            }
            await woken.value
            await waker.value
        }
        try run.result
        #expect(log.entries == ["woken", "waker"])
    }

    /// What an exploration makes up follows from its seed, and not from where the program was loaded.
    @Test(arguments: ["SafeStack", "twostage", "etcd7443"])
    func `One seed explores the same schedules in every process`(name: String) async throws {
        let traces = try ProbeTests.traces(of: name)
        await #expect(processExitsWith: .success) {
            [name = name as String, traces = traces as UInt64] in
            let again = try ProbeTests.traces(of: name)
            #expect(again == traces)
        }
    }

    /// A hash of the traces of two hundred schedules.
    private static func traces(of name: String) throws -> UInt64 {
        let program = try #require(Program.named(name))
        let exploration = Exploration(schedules: 200, seed: 3, tier: .wholeProgram)
        var hash = StableHash()
        // A failure would end it.
        _ = exploration.explore { schedule in
            let run = exploration.simulation(schedule).run { try await program.run(.published) }
            hash.combine(run.trace.stableHash)
            hash.combine(schedule.token)
            return Attempt(run.record, failure: nil)
        }
        return hash.value
    }

    @Test func `Every schedule that an exploration makes up can be run again by its token`() throws
    {
        let program = try #require(Program.named("SafeStack"))
        let exploration = Exploration(schedules: 90, seed: 5, tier: .wholeProgram)
        var runs: [(token: String, trace: UInt64)] = []
        // Optimized, a body that is run from two places may be compiled twice, and its tasks go on in two places.
        @inline(never) func run(_ schedule: Schedule) -> SimulationRun<Void> {
            exploration.simulation(schedule).run { try await program.run(.published) }
        }
        _ = exploration.explore { schedule in
            let run = run(schedule)
            runs.append((schedule.token, run.trace.stableHash))
            return Attempt(run.record, failure: nil)
        }
        for kind in [
            "probe:pass", "probe:newest", "probe:wakers", "probe:turn", "probe:plain", "uniform:",
            "branch:",
        ] {
            #expect(runs.contains { $0.token.hasPrefix(kind) }, "\(kind)")
        }
        for (token, trace) in runs {
            let again = run(try Schedule(token: token))
            #expect(again.trace.stableHash == trace, "\(token)")
        }
    }
}
