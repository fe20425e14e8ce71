public import Interleaving
public import SlackReplay

/// What exploring a session with a bot found.
public struct ReplayExplorationReport: Sendable {
    /// What had to hold.
    public let properties: [String]
    /// Which schedules were run, how much was simulated, and the failing schedule if there is one.
    public let exploration: ExplorationReport
    /// Where the recording breaks off; `nil` if it is whole.
    public let truncation: Truncation?
    /// What the verdict on the first schedule rests on; `nil` if none was run.
    public let evidence: ReplayEvidence?
    /// The replay that breaks a property, under the smallest schedule found; nil when none does.
    public let counterexample: Counterexample?
    /// The failing replay and the nearest one that was found to hold; `nil` if none was.
    let comparison: TimelineComparison?

    /// Whether every property held under every schedule that was run, and at least one was.
    public var holds: Bool { exploration.holds }
}

/// A replay that breaks a property.
public struct Counterexample: Sendable {
    /// The property's name.
    public let property: String
    /// What is wrong.
    public let findings: [Finding]
    /// The whole replay, with its transcript.
    public let outcome: ReplayOutcome
}
