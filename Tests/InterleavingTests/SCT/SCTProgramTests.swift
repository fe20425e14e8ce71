import Interleaving
import SCTPrograms
import Testing

/// The programs of the yardstick: the bug of each is found, and nothing where it is mended.
///
/// `Benchmarks/run --only sct` says how soon.
@Suite(.wholeProgram, .endsInTime) struct SCTProgramTests {
    /// Programs that take long, for their many threads or for their depth.
    private static let slow: Set<String> = [
        "reorder_100", "twostage_50", "twostage_100", "SafeStack", "qsort_mt",
    ]

    static let quick = Program.all.map(\.name).filter { !slow.contains($0) }

    private func explore(
        _ name: String,
        _ version: Program.Version,
        schedules: Int
    ) throws -> ExplorationReport {
        let program = try #require(Program.named(name))
        let exploration = Exploration(schedules: schedules, seed: 1, shrinkingRuns: 0)
        return exploration.run { _ in try await program.run(version) }
    }

    @Test(arguments: quick)
    func `As published its bug is found`(name: String) throws {
        let report = try explore(name, .published, schedules: 3_000)
        let failure = try #require(report.failure)
        let isStuck = failure.failure.kind == "stuck"
        switch try #require(Program.named(name)).symptom {
        case .brokenPromise: #expect(failure.failure.kind.contains("BrokenPromise"))
        case .deadlock: #expect(isStuck)
        case .any: #expect(isStuck || failure.failure.kind.contains("BrokenPromise"))
        }
        #expect(report.isReproducible)
        #expect(failure.partsAtStep == nil)
    }

    @Test(arguments: Program.all.map(\.name))
    func `Mended it holds`(name: String) throws {
        let report = try explore(
            name,
            .corrected,
            schedules: SCTProgramTests.slow.contains(name) ? 20 : 200
        )
        #expect(report.failure == nil, "\(report.failure?.description ?? "")")
        #expect(report.isReproducible)
    }

    @Test func `No two programs have one name`() {
        let names = Program.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Program.all.count { $0.family == .cs } == 22)
    }
}
