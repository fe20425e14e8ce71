import Foundation
import Interleaving
import Testing

@Suite struct ReproducibilityTests {
    private static let outputVariable = "INTERLEAVING_HASH_FILE"

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

    // Runs in the processes that the next test starts, and nowhere else.
    @Test(.enabled(if: ProcessInfo.processInfo.environment[outputVariable] != nil))
    func fingerprintForAnotherProcess() throws {
        let path = try #require(ProcessInfo.processInfo.environment[Self.outputVariable])
        try "\(Self.fingerprint(runs: 100))"
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment[outputVariable] == nil))
    func `Five processes give one fingerprint`() throws {
        var fingerprints = ["\(try Self.fingerprint(runs: 100))"]
        for number in 0..<5 {
            let path = FileManager.default.temporaryDirectory
                .appendingPathComponent("interleaving-\(UUID())-\(number)").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try TestProcess.run(
                test: "fingerprintForAnotherProcess",
                environment: [Self.outputVariable: path]
            )
            fingerprints.append(try String(contentsOfFile: path, encoding: .utf8))
        }
        #expect(Set(fingerprints).count == 1)
    }
}
