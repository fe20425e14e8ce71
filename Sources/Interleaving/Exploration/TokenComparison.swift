/// How a run from a replay token compares with the run that the token stands for.
public struct TokenComparison: Hashable, Sendable {
    /// The token.
    public let token: ReplayToken

    /// Whether the run is the same, slice for slice.
    public let isSameRun: Bool

    /// Whether the run held, so that the token shows nothing.
    public let holds: Bool

    init(token: ReplayToken, _ attempt: Attempt) {
        self.token = token
        isSameRun = attempt.record.trace.stableHash == token.traceHash
        holds = attempt.failure == nil
    }

    /// Whether the token was made by this build of the program.
    public var isSameBuild: Bool { token.isOfThisBuild }
}

extension TokenComparison: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        holds ? "\(comparison) \(consequence)" : comparison
    }

    private var consequence: String {
        isSameRun
            ? "It holds now: what failed there fails no more."
            : "It holds, which says nothing of the failure that the token stands for: the token is stale."
    }

    private var comparison: String {
        switch (isSameRun, isSameBuild) {
        case (true, _):
            "The schedule was replayed, slice for slice as it was found."
        case (false, true):
            "The schedule was replayed, but the run is not the one it was found in, though the build is "
                + "the same: something outside the simulation has a say, or another body was run."
        case (false, false):
            "The schedule was replayed, but the run is not the one it was found in: it belongs to build "
                + "\(token.build), and this is build \(BuildIdentity.current). Explore again with this build."
        }
    }
}
