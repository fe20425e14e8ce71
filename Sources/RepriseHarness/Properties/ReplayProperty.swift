public import SlackReplay

/// Something that is asked of a replay: it holds, or it yields findings that say where it does not.
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
    /// Nothing holds of a truncated recording, unless that is allowed: see
    /// `ReplayOptions.allowsTruncated`.
    public func findings(_ properties: ReplayProperty...) -> [Finding] {
        findings(properties)
    }

    /// What is wrong with this replay under the given properties; empty when all of them hold.
    public func findings(_ properties: [ReplayProperty]) -> [Finding] {
        let unfounded = report.unfounded
        let found = properties.flatMap { $0.findings(in: self) }
        return unfounded + found.filter { !unfounded.contains($0) }
    }
}
