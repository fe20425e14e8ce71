import Foundation
import Interleaving
import Testing

/// Small programs made up from seeds: whatever holds of each in reality holds in simulations, and beside others.
///
/// `REPRISE_PROGRAMS=20000` runs more of them than usual, `REPRISE_PROGRAM=17` the one of that seed alone.
@Suite(.wholeProgram, .timeLimit(.minutes(60)), .serialized) struct GeneratedProgramTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    private static func seeds(_ usual: Int) -> Range<Int> {
        if let seed = number("REPRISE_PROGRAM") { return seed..<seed + 1 }
        return 0..<(number("REPRISE_PROGRAMS") ?? usual)
    }

    /// Whether more was asked for than usual.
    private static let isLong =
        number("REPRISE_PROGRAM") != nil || number("REPRISE_PROGRAMS") != nil

    /// The plain order, and one that a strategy makes of the program's seed.
    private static func schedules(_ seed: UInt64) -> [Schedule] {
        let strategies: [Strategy] = [.random, .ranked, .prioritized(depth: 3), .placed]
        let strategy = strategies[Int(seed % 4)]
        return [.firstInFirstOut, .sampled(by: strategy, seed: seed, length: 200)]
    }

    /// What is wrong with a program under a schedule, and a hash of what ran.
    private static func simulate(
        _ program: SmallProgram,
        _ schedule: Schedule
    ) -> (findings: [String], trace: UInt64, isReproducible: Bool) {
        let it = ProgramRun(program)
        let run = Simulation(schedule: schedule, tier: .wholeProgram).run { await it.perform() }
        var findings = it.findings
        if case .completed = run.ending {} else { findings.append("it ended as \(run.ending)") }
        if !run.pending.tasks.isEmpty { findings.append("left behind: \(run.pending)") }
        return (findings, run.trace.stableHash, run.isReproducible)
    }

    private static func again(_ seed: Int) -> Comment {
        "run it alone with REPRISE_PROGRAM=\(seed)"
    }

    @Test func `Simulated, each does all that it says, twice in the same way`() {
        for seed in Self.seeds(200) {
            let program = SmallProgram(seed: UInt64(seed))
            for schedule in Self.schedules(UInt64(seed)) {
                let (one, other) = (
                    Self.simulate(program, schedule), Self.simulate(program, schedule)
                )
                #expect(one.findings == [], Self.again(seed))
                #expect(other.findings == [], Self.again(seed))
                #expect(one.isReproducible && other.isReproducible, Self.again(seed))
                #expect(one.trace == other.trace, Self.again(seed))
            }
        }
    }

    @Test func `Not simulated, each does all that it says`() async {
        for seed in Self.seeds(100) { await Self.runPlainly(seed) }
    }

    /// Simulations have threads of their own here, since those of the platform's pool are the others'.
    ///
    /// A simulation gives whom another thread has woken a second to become ready, which a machine at forty times its load does not
    /// keep; so this is for the long run.
    @Test(.enabled(if: Self.isLong, "in the long run only: REPRISE_PROGRAMS"))
    func `Side by side with others that share actors, each does all that it says`() async {
        await withTaskGroup { group in
            for part in 0..<4 {
                let seeds = Self.seeds(120).filter { $0 % 4 == part }
                group.addTask {
                    if part == 0 {
                        for seed in seeds { await Self.runPlainly(seed) }
                    } else {
                        await Self.simulateInThread(seeds)
                    }
                }
            }
        }
    }

    private static func runPlainly(_ seed: Int) async {
        let it = ProgramRun(SmallProgram(seed: UInt64(seed)))
        await it.perform()
        // For whom nobody waits ends soon after.
        while !it.isOver { await Task.yield() }
        #expect(it.findings == [], again(seed))
    }

    private static func simulateInThread(_ seeds: [Int]) async {
        let found = await withCheckedContinuation { waiting in
            Thread.detachNewThread {
                var found: [Int: [String]] = [:]
                for seed in seeds {
                    let program = SmallProgram(seed: UInt64(seed))
                    for schedule in schedules(UInt64(seed)) {
                        let findings = simulate(program, schedule).findings
                        if !findings.isEmpty { found[seed] = findings }
                    }
                }
                waiting.resume(returning: found)
            }
        }
        for (seed, findings) in found { #expect(findings == [], again(seed)) }
    }
}
