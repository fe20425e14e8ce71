import SlackReplay
import SlackWire

/// One thing of a kind, and how it differs from what is looked for.
struct Candidate {
    let place: String
    let differences: [PatternDifference]
}

/// That the bot did something at least once, or so many times.
struct CountedExpectation: Sendable {
    /// What is counted: `call of views.open`.
    let noun: (one: String, many: String)
    /// How often it has to be; at least once if `nil`.
    let count: Int?

    /// What is wrong, with the nearest candidate if none is right.
    ///
    /// That it was never done (`count` is 0) holds of a bot that handled something.
    func findings(_ candidates: [Candidate], in outcome: ReplayOutcome) -> [Finding] {
        let matching = candidates.count { $0.differences.isEmpty }
        if matching == 0, count == 0 { return outcome.silenceFindings(noun.many, in: nil) }
        if count.map({ $0 == matching }) ?? (matching > 0) { return [] }
        let nearest =
            matching > 0 ? nil : candidates.min { $0.differences.count < $1.differences.count }
        let wanted = count.map { "\($0)" } ?? "at least one"
        return [
            Finding(
                "there \(matching == 1 ? "is" : "are") \(counted(matching, noun.one, noun.many)), not \(wanted)"
                    + (nearest.map { _ in "; the nearest differs" } ?? ""),
                place: nearest?.place ?? candidates.first { $0.differences.isEmpty }?.place,
                expected: nearest?.differences.map { $0.line($0.expected) } ?? [],
                actual: nearest?.differences.map { $0.line($0.actual) } ?? [],
                next: "print(replay.transcript) shows what the bot did"
            )
        ]
    }
}
