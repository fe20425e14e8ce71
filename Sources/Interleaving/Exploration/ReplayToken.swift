/// Everything needed to run one schedule again, as one word.
///
/// A schedule is good for the build it was found with: the token says which one that was, so that a
/// later difference can be explained. It is good for one test only, whose subject it names as well.
public struct ReplayToken: Hashable, Sendable {
    /// The schedule.
    public let schedule: Schedule

    /// The seed of random numbers.
    public let randomSeed: UInt64

    /// The hash of the trace that the schedule gave.
    public let traceHash: UInt64

    /// How much of the program was captured.
    public let tier: SimulationTier

    /// The build, as text without `/`.
    public let build: String

    /// A hash of ``Exploration/subject``; `nil` if that was not said.
    public let subject: UInt64?

    /// Creates a token.
    public init(
        schedule: Schedule,
        randomSeed: UInt64,
        traceHash: UInt64,
        tier: SimulationTier,
        build: String,
        subject: String? = nil
    ) {
        self.schedule = schedule
        self.randomSeed = randomSeed
        self.traceHash = traceHash
        self.tier = tier
        self.build = build
        self.subject = subject.map(ReplayToken.hash)
    }

    /// Whether the token may be for an exploration of this subject: it is unless both say otherwise.
    public func isFor(_ subject: String?) -> Bool {
        guard let own = self.subject, let subject else { return true }
        return own == ReplayToken.hash(of: subject)
    }

    private static func hash(of subject: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(subject)
        return hash.value
    }
}

/// Why a text is not a replay token.
public enum ReplayTokenError: Error, Hashable, Sendable {
    /// The format's number is not one that this version reads.
    case unknownFormat(String)

    /// A part is missing or one is too many.
    case wrongNumberOfParts(Int)

    /// This part cannot be read.
    case badPart(name: String, text: String)

    /// The schedule cannot be read.
    case badSchedule(ScheduleTokenError)
}

extension ReplayToken: CustomStringConvertible {
    fileprivate static let format = "2"
    private static let noSubject = "-"

    /// The token, which needs no quoting in a shell: `FORMAT/SUBJECT/BUILD/TIER/TRACE/SEED/SCHEDULE`.
    public var description: String {
        let hash = String(traceHash, radix: 16)
        return [
            ReplayToken.format, subject.map { String($0, radix: 16) } ?? ReplayToken.noSubject,
            build,
            tier.rawValue, hash, String(randomSeed), schedule.token,
        ].joined(separator: "/")
    }

    /// Reads what ``description`` wrote.
    public init(_ text: String) throws(ReplayTokenError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts[0] == ReplayToken.format else { throw .unknownFormat(parts[0]) }
        guard parts.count == 7 else { throw .wrongNumberOfParts(parts.count) }
        if parts[1] == ReplayToken.noSubject {
            subject = nil
        } else {
            guard let subject = UInt64(parts[1], radix: 16) else {
                throw .badPart(name: "subject", text: parts[1])
            }
            self.subject = subject
        }
        build = parts[2]
        guard let tier = SimulationTier(rawValue: parts[3]) else {
            throw .badPart(name: "tier", text: parts[3])
        }
        guard let hash = UInt64(parts[4], radix: 16) else {
            throw .badPart(name: "trace", text: parts[4])
        }
        guard let seed = UInt64(parts[5]) else { throw .badPart(name: "seed", text: parts[5]) }
        self.tier = tier
        traceHash = hash
        randomSeed = seed
        do {
            schedule = try Schedule(token: parts[6])
        } catch {
            throw .badSchedule(error)
        }
    }
}

extension ReplayTokenError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unknownFormat(let text):
            "The replay token begins with '\(text)', and this version reads format \(ReplayToken.format) only."
        case .wrongNumberOfParts(let count):
            "The replay token has \(count) parts and not FORMAT/SUBJECT/BUILD/TIER/TRACE/SEED/SCHEDULE."
        case .badPart(let name, let text):
            "The replay token's \(name) '\(text)' cannot be read."
        case .badSchedule(let error):
            error.description
        }
    }
}
