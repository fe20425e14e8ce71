public import SlackReplay

/// Something that is asked of a replay: it holds, or it yields findings that say where it does not.
///
/// None of those here holds of nothing: an order holds of replies that were sent, silence of a bot that handled
/// something in a conversation that the session knows.
///
/// The assertions of `RepriseTesting` report the findings as test failures; the pure twin is
/// ``ReplayOutcome/findings(_:)``.
public struct ReplayProperty: Sendable {
    /// What is asked, as it reads in a list of properties.
    public let name: String
    private let check: @Sendable (ReplayOutcome) -> [Finding]

    /// Makes a property of one's own.
    ///
    /// - Parameters:
    ///   - name: What is asked, in a few words.
    ///   - check: Returns what is wrong; an empty array when the property holds. It must depend on the
    ///     outcome alone.
    public init(_ name: String, check: @escaping @Sendable (ReplayOutcome) -> [Finding]) {
        self.name = name
        self.check = check
    }

    /// What is wrong with an outcome under this property.
    public func findings(in outcome: ReplayOutcome) -> [Finding] {
        check(outcome)
    }
}

extension ReplayOutcome {
    /// What is wrong with this replay under the given properties; empty when all of them hold.
    ///
    /// Nothing holds where there is nothing to rest on (see ``unfounded``), and something has to be asked.
    public func findings(_ properties: ReplayProperty...) -> [Finding] {
        findings(properties)
    }

    /// What is wrong with this replay under the given properties; empty when all of them hold.
    public func findings(_ properties: [ReplayProperty]) -> [Finding] {
        findingsByProperty(properties).flatMap(\.self)
    }

    /// What is wrong with this replay: first why nothing can be relied on, then what each property finds; only what
    /// is not empty.
    package func findingsByProperty(_ properties: [ReplayProperty]) -> [[Finding]] {
        // What the bot would have done besides is anybody's guess.
        if let exile { return [[exile.finding]] }
        let unfounded = properties.isEmpty ? unfounded + [.nothingAsked] : unfounded
        let found = properties.map { property in
            property.findings(in: self).filter { !unfounded.contains($0) }
        }
        // Asked behind everything that reads: what was found rests on nothing then.
        if let loss = report.loss { return [[Finding(loss)]] }
        return ([unfounded] + found).filter { !$0.isEmpty }
    }
}

extension Finding {
    /// That no property was given.
    static let nothingAsked = Finding(
        "nothing was asked of the replay, so nothing can be said of it",
        next: "ask for something: .faithful, .replies([…]), .repliesInArrivalOrder(), .called(…)"
    )

    /// That a property had nothing to look at.
    static func nothingToLookAt(_ what: String, next: String) -> Finding {
        Finding("\(what), so it cannot be told whether that holds", next: next)
    }
}
