import SlackReplay

/// One thing of a kind that the bot did: its text, and where it stands.
struct Listed {
    let text: String
    let place: String
}

/// A list of what the bot should have done of one kind, all of it and in this order.
struct ListExpectation: Sendable {
    /// What the things are called, one and many.
    let noun: (one: String, many: String)
    /// Where only some of them are looked at: ` in C024BE91L`.
    var suffix = ""
    /// The conversation that only is looked at.
    var channel: String?
    let expected: [String]

    /// What is wrong with what the bot did, nothing if it is the list.
    ///
    /// An empty list holds of a bot that could have done something: see ``ReplayOutcome/silenceFindings(_:in:)``.
    func findings(_ actual: [Listed], in outcome: ReplayOutcome) -> [Finding] {
        let texts = actual.map(\.text)
        guard texts != expected else {
            return expected.isEmpty ? outcome.silenceFindings(noun.many + suffix, in: channel) : []
        }
        let difference = zip(expected, texts).enumerated().first { $1.0 != $1.1 }?.offset
        let position = difference ?? min(expected.count, texts.count)
        return [
            Finding(
                sentence(texts, at: position),
                place: actual.indices.contains(position) ? actual[position].place : nil,
                expected: expected,
                actual: texts,
                next: outcome.unknownChannel(channel)
                    ?? "print(replay.transcript) shows what led to each of them"
            )
        ]
    }

    private func sentence(_ actual: [String], at position: Int) -> String {
        if position >= actual.count {
            return
                "the bot sent \(counted(actual.count, noun.one, noun.many))\(suffix), \(expected.count) were expected"
        }
        if position >= expected.count {
            let surplus = actual.count - expected.count
            return "the bot sent \(counted(surplus, noun.one, noun.many)) too many\(suffix)"
        }
        if expected.sorted() == actual.sorted() {
            return "the bot sent the expected \(noun.many)\(suffix) in another order, "
                + "from \(noun.one) \(position + 1) on"
        }
        return "\(noun.one) \(position + 1)\(suffix) is not the expected one"
    }
}

extension ReplayProperty {
    /// A property that what the bot did of one kind is a list.
    static func list(
        _ expectation: ListExpectation,
        _ actual: @escaping @Sendable (ReplayOutcome) -> [Listed]
    ) -> ReplayProperty {
        ReplayProperty("\(expectation.noun.many) are as expected\(expectation.suffix)") { outcome in
            expectation.findings(actual(outcome), in: outcome)
        }
    }
}
