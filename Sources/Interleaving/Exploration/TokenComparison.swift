/// How a run from a replay token compares with the run that the token stands for.
public struct TokenComparison: Hashable, Sendable {
    /// The token.
    public let token: ReplayToken

    /// Whether the run is the same, slice for slice.
    public let isSameRun: Bool

    init(token: ReplayToken, trace: UInt64) {
        self.token = token
        isSameRun = trace == token.traceHash
    }

    /// Whether the token was made by this build of the program.
    public var isSameBuild: Bool { token.build == BuildIdentity.current }
}

extension TokenComparison: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
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
