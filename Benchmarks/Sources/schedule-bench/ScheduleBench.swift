import Interleaving
import Measuring
import SlackWire

/// Counts how many schedules can be run in a second.
@main
enum ScheduleBench {
    static func main() async throws {
        let arguments = try Arguments()
        let seconds: Double = try arguments.number("seconds", or: 2)
        let threads = try arguments.number("threads", or: 1)
        let work: @Sendable (Duration) throws -> Tally
        if let workload = Exploring(rawValue: arguments.verb) {
            work = { try workload.explore(for: $0) }
        } else if arguments.verb == "replays" {
            let replays = Replays()
            work = { try replays.run(for: $0) }
        } else if arguments.verb == "bugs" {
            return Output.write(BugHunt.run(seeds: try arguments.number("seeds", or: 100)))
        } else {
            throw Arguments.Problem("There is no verb \(arguments.verb).")
        }
        // The first runs of a process pay for caches that the others find filled.
        _ = try work(.milliseconds(100))
        let start = ContinuousClock.now
        let tallies = try await run(work, on: threads, for: .seconds(seconds))
        let elapsed = start.duration(to: .now)
        let schedules = tallies.reduce(0) { $0 + $1.schedules }
        Output.write([
            "schedules": .integer(schedules),
            "distinct": .integer(tallies.first?.distinct ?? 0),
            "steps": .integer(tallies.first?.steps ?? 0),
            "seconds": .seconds(elapsed),
            "perSecond": .number(String(Double(schedules) / (elapsed / .seconds(1)))),
        ])
    }

    nonisolated private static func run(
        _ work: @escaping @Sendable (Duration) throws -> Tally,
        on threads: Int,
        for budget: Duration
    ) async throws -> [Tally] {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            for _ in 0..<threads { group.addTask { try work(budget) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// What one thread ran.
struct Tally: Sendable {
    /// Schedules run.
    var schedules: Int
    /// Different traces among them.
    var distinct: Int
    /// Slices of one run.
    var steps: Int
}

/// A run that was not as it must be.
struct WrongResult: Error, CustomStringConvertible {
    let description: String
}
