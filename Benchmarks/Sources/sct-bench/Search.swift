import Interleaving
import Measuring
import SlackWire

/// So many searches for the bug of a program, each from a seed of its own.
struct Search {
    let program: Program
    let trials: Int
    let schedules: Int
    let method: Exploration.Method

    /// A run that failed otherwise than the program's bug does.
    struct WrongFailure: Error, CustomStringConvertible {
        let description: String
    }

    func run() throws -> Found {
        var found = Found()
        let start = ProcessorTime.now
        for seed in 0..<UInt64(trials) {
            let exploration = Exploration(
                schedules: schedules,
                method: method,
                seed: seed,
                tier: .wholeProgram,
                shrinkingRuns: 0
            )
            let program = program
            let report = exploration.run { _ in try await program.run(.published) }
            found.schedules += report.schedules
            guard let failure = report.failure else { continue }
            try check(failure)
            found.counts.append(failure.run)
        }
        found.trials = trials
        found.seconds = (ProcessorTime.now - start) / .seconds(1)
        return found
    }

    private func check(_ found: ExplorationFailure) throws {
        let (isStuck, isBroken) = (
            found.failure.kind == "stuck", found.failure.kind.contains("BrokenPromise")
        )
        switch program.symptom {
        case .brokenPromise where isBroken, .deadlock where isStuck, .any where isStuck || isBroken:
            return
        default:
            throw WrongFailure(description: "\(program.name): \(found.failure.message)")
        }
    }
}

/// What the searches found.
struct Found {
    var trials = 0
    /// The number of the failing schedule of each search that found one.
    var counts: [Int] = []
    /// Schedules run in all.
    var schedules = 0
    /// Processor time used.
    var seconds = 0.0

    var json: [JSONMember] {
        let sorted = counts.sorted()
        let mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
        return [
            JSONMember("trials", .integer(trials)),
            JSONMember("found", .integer(counts.count)),
            JSONMember("mean", counts.isEmpty ? .null : .number(String(mean))),
            JSONMember("median", counts.isEmpty ? .null : .integer(sorted[sorted.count / 2])),
            JSONMember("worst", sorted.last.map { .integer($0) } ?? .null),
            JSONMember("perSecond", .number(String(Double(schedules) / max(seconds, 1e-9)))),
            JSONMember("seconds", .number(String(seconds))),
        ]
    }
}
