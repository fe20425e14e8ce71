/// What a simulation captures on this platform, and what it does not and why.
public struct Capabilities: Hashable, Sendable {
    /// Something that can differ from run to run.
    public enum Feature: String, CaseIterable, Hashable, Sendable {
        /// The order of tasks.
        case executors
        /// Work on the main actor.
        case mainActor
        /// `Task.sleep` and the standard clocks' `sleep`.
        case sleep
        /// What the standard clocks and `Date()` read.
        case clock
        /// Random numbers drawn from the system.
        case random
        /// The order of sets and dictionaries.
        case hashing
        /// Interleavings at calls to actors.
        case actorHops
        /// What each unfinished task waits for.
        case taskInspection
        /// Noticing work that leaves the simulation.
        case escapes
    }

    /// How far a feature is captured.
    public enum Status: Hashable, Sendable {
        /// Captured.
        case captured
        /// Captured with an exception.
        case partly(String)
        /// Not captured, and why.
        case notCaptured(String)
    }

    private let statuses: [Feature: Status]

    /// Why this process is limited to ``publicAPI``; nil when it was asked for or is not the case.
    public let restriction: CaptureRestriction?

    /// How much of the program is captured.
    public let tier: SimulationTier

    init(
        _ statuses: [Feature: Status],
        tier: SimulationTier,
        restriction: CaptureRestriction? = nil
    ) {
        self.statuses = statuses
        self.tier = tier
        self.restriction = restriction
    }

    /// What ``SimulationTier/automatic`` captures in this process.
    ///
    /// Found out by trying, the first time it is asked for.
    public static var current: Capabilities { SelfTest.capabilities }

    /// The public interface only, because whole-program capture is impossible.
    static func restricted(by restriction: CaptureRestriction) -> Capabilities {
        Capabilities(publicAPI.statuses, tier: .publicAPI, restriction: restriction)
    }

    /// The features that are fully captured.
    var captured: Set<Feature> {
        Set(statuses.filter { $0.value == .captured }.keys)
    }

    /// How far `feature` is captured.
    public subscript(feature: Feature) -> Status {
        statuses[feature] ?? .notCaptured("unknown")
    }

    /// What the public interface of the standard library allows, the same on every platform.
    public static let publicAPI = Capabilities(
        [
            .executors: .partly(
                "the body, its task groups, 'async let' and default actors; "
                    + "not 'Task {}', 'Task.detached' or actors with an executor of their own"
            ),
            .mainActor: .notCaptured("it runs on the real main thread"),
            .sleep: .partly("the simulation's clock; 'Task.sleep' takes real time"),
            .clock: .partly("the simulation's clock; other clocks read real time"),
            .random: .partly("the simulation's generator; the system's is not seeded"),
            .hashing: .notCaptured("set SWIFT_DETERMINISTIC_HASHING=1 for a fixed order"),
            .actorHops: .partly("a call to an actor that is free may go on without a choice"),
            .taskInspection: .notCaptured("only the body's own task is known to be unfinished"),
            .escapes: .partly(
                "a task resumed by another thread is noticed; work that never comes back is not"
            ),
        ],
        tier: .publicAPI
    )
}

extension Capabilities {
    /// One phrase for a report: how much was simulated, and what was not explored.
    public var summary: String {
        let missing = Feature.allCases.filter(isMissing).map(\.rawValue).joined(separator: ", ")
        if tier == .publicAPI {
            let why = restriction.map { " (\($0))" } ?? ""
            return
                "only the public interface was simulated\(why); in part or not at all: \(missing)"
        }
        return "the whole program was simulated" + (missing.isEmpty ? "" : ", but for \(missing)")
    }

    /// Whether a reader must be told that the feature is not, or not wholly, captured.
    private func isMissing(_ feature: Feature) -> Bool {
        switch self[feature] {
        case .captured: false
        case .partly: tier == .publicAPI
        case .notCaptured: true
        }
    }
}

extension Capabilities: CustomStringConvertible {
    /// One line for each feature.
    public var description: String {
        let features = Feature.allCases.map { feature in
            switch self[feature] {
            case .captured: "\(feature.rawValue): captured"
            case .partly(let what): "\(feature.rawValue): \(what)"
            case .notCaptured(let why): "\(feature.rawValue): not captured, \(why)"
            }
        }
        let limit = restriction.map { ["restricted to the public interface: \($0)"] } ?? []
        return (limit + features).joined(separator: "\n")
    }
}
