import Interleaving

/// What a bot did in the replay that fails and in the nearest that holds.
struct TimelineComparison: Sendable {
    private let failing: ReplayOutcome
    private let holding: ReplayOutcome

    /// The two replays of an explanation, found by their traces.
    init?(_ explanation: FailureExplanation, _ outcomes: [UInt64: ReplayOutcome]) {
        guard let failing = outcomes[explanation.failing.trace.stableHash],
            let holding = explanation.holding.flatMap({ outcomes[$0.trace.stableHash] })
        else { return nil }
        self.failing = failing
        self.holding = holding
    }

    /// Lines before the first that differs, and from there on.
    private static let (before, after) = (3, 14)

    /// Both timelines side by side, around the first line in which they differ; `nil` if they do not.
    var text: String? {
        let left = failing.transcript.description.split(separator: "\n").map(String.init)
        let right = holding.transcript.description.split(separator: "\n").map(String.init)
        let common = zip(left, right).prefix { $0 == $1 }.count
        guard common < max(left.count, right.count) else { return nil }
        let shown = max(0, common - Self.before)..<(common + Self.after)
        let both = SideBySide(
            (Self.lines(left, shown), "what the bot did where it fails"),
            (Self.lines(right, shown), "and where it holds")
        )
        return both.lines.joined(separator: "\n")
    }

    private static func lines(_ lines: [String], _ shown: Range<Int>) -> [String] {
        let part = Array(lines[shown.clamped(to: 0..<lines.count)])
        return part + [shown.upperBound < lines.count ? "…" : "the end"]
    }
}
