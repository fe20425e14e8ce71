import Interleaving
import Testing

@Suite(.endsInTime) struct ReproducibilityTests {
    /// One number over the traces and results of the mixed workload under several schedules.
    private static func fingerprint(runs: Int) throws -> UInt64 {
        var hash = StableHash()
        for number in 0..<runs {
            let schedule = number == 0 ? Schedule.firstInFirstOut : .seeded(UInt64(number))
            let simulation = Simulation(schedule: schedule, randomSeed: 9)
            let run = simulation.run(Workloads.mixed(in: simulation))
            hash.combine(run.trace.stableHash)
            hash.combine(try run.result)
        }
        return hash.value
    }

    @Test func `A thousand runs of one seed give one trace and one result`() throws {
        var traces: Set<UInt64> = []
        var results: Set<String> = []
        for _ in 0..<1_000 {
            let simulation = Simulation(schedule: .seeded(11), randomSeed: 3)
            let run = simulation.run(Workloads.mixed(in: simulation))
            traces.insert(run.trace.stableHash)
            results.insert(try run.result)
            #expect(run.isReproducible)
        }
        #expect(traces.count == 1)
        #expect(results.count == 1)
    }

    @Test func `Seeds give different traces`() {
        var traces: Set<UInt64> = []
        for seed in 0..<100 as Range<UInt64> {
            let simulation = Simulation(schedule: .seeded(seed))
            traces.insert(simulation.run(Workloads.mixed(in: simulation)).trace.stableHash)
        }
        #expect(traces.count > 95)
    }

    @Test func `Choices repeat any run`() throws {
        for seed in 0..<50 as Range<UInt64> {
            let first = Simulation(schedule: .seeded(seed))
            let recorded = first.run(Workloads.mixed(in: first))
            let second = Simulation(schedule: .choices(recorded.choices))
            let replayed = second.run(Workloads.mixed(in: second))
            #expect(replayed.trace == recorded.trace)
            #expect(try replayed.result == recorded.result)
        }
    }

    @Test(arguments: 0..<5)
    func `Another process does the same`(number: Int) async throws {
        let fingerprint = try Self.fingerprint(runs: 100)
        await #expect(processExitsWith: .success) { [fingerprint = fingerprint as UInt64] in
            let again = try Self.fingerprint(runs: 100)
            #expect(again == fingerprint)
        }
    }
}
