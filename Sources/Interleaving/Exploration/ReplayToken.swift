/// Everything needed to run one schedule again, as one word.
///
/// A schedule is good for the build it was found with: the token says which one that was, so that a
/// later difference can be explained. It is good for one test only, and under the circumstances that it was found under, which it
/// names as well.
public struct ReplayToken: Hashable, Sendable {
    /// Something besides the schedule that a run depends on and that stays the same through an exploration.
    public enum Circumstance: String, Hashable, Sendable, CaseIterable, Comparable {
        /// ``Exploration/epoch``.
        case epoch = "e"
        /// ``Exploration/limits``.
        case limits = "l"
        /// What the code is given, as a recorded session.
        case input = "i"
        /// What goes wrong on purpose.
        case faults = "f"
        /// When what is given comes.
        case timing = "t"
        /// How the code works through what it is given.
        case processing = "p"

        /// In the order of their letters.
        public static func < (left: Circumstance, right: Circumstance) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The schedule.
    public let schedule: Schedule

    /// The seed of random numbers.
    public let randomSeed: UInt64

    /// The hash of the trace that the schedule gave.
    public let traceHash: UInt64

    /// How much of the program was captured.
    public let tier: SimulationTier

    /// The first ten characters of the build's name.
    public let build: String

    /// A hash of ``Exploration/subject``; `nil` if that was not said.
    public let subject: UInt32?

    /// A hash of each circumstance that was said.
    public let circumstances: [Circumstance: UInt16]

    /// Creates a token.
    ///
    /// - Parameter circumstances: Each in words that stay the same from run to run.
    public init(
        schedule: Schedule,
        randomSeed: UInt64,
        traceHash: UInt64,
        tier: SimulationTier,
        build: String,
        subject: String? = nil,
        circumstances: [Circumstance: String] = [:]
    ) {
        self.schedule = schedule
        self.randomSeed = randomSeed
        self.traceHash = traceHash
        self.tier = tier
        self.build = ReplayToken.shortened(build)
        self.subject = subject.map { UInt32(truncatingIfNeeded: ReplayToken.hash(of: $0)) }
        self.circumstances = circumstances.mapValues(ReplayToken.shortHash)
    }

    /// Whether the token may be for an exploration of this subject: it is unless both say otherwise.
    public func isFor(_ subject: String?) -> Bool {
        guard let own = self.subject, let subject else { return true }
        return own == UInt32(truncatingIfNeeded: ReplayToken.hash(of: subject))
    }

    /// The circumstances, of those that both name, which are others than those in which it was found.
    public func differences(from circumstances: [Circumstance: String]) -> [Circumstance] {
        circumstances.filter { circumstance, words in
            self.circumstances[circumstance].map { $0 != ReplayToken.shortHash(of: words) } ?? false
        }
        .keys.sorted()
    }

    /// Whether it was made by this build of the program.
    var isOfThisBuild: Bool { build == ReplayToken.shortened(BuildIdentity.current) }

    private static func shortened(_ build: String) -> String { String(build.prefix(10)) }

    private static func hash(of words: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(words)
        return PlaceLog.mix(hash.value)
    }

    private static func shortHash(of words: String) -> UInt16 {
        UInt16(truncatingIfNeeded: hash(of: words))
    }
}

/// Why a token is not for an exploration.
public enum ReplayTokenMismatch: Error, Hashable, Sendable {
    /// It was found in another test.
    case otherSubject(token: ReplayToken, subject: String)

    /// It was found under other circumstances, these.
    case otherCircumstances(token: ReplayToken, [ReplayToken.Circumstance])
}

extension ReplayTokenMismatch: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .otherSubject(_, let subject):
            "The replay token belongs to another test than \(subject): it replays nothing there."
        case .otherCircumstances(_, let circumstances):
            "The replay token was found with \(circumstances.map(\.words).joined(separator: ", ")) other than here, so "
                + "it would replay another run: explore again, or restore what it was found with."
        }
    }
}

extension ReplayToken.Circumstance {
    /// What it is, in words.
    fileprivate var words: String {
        switch self {
        case .epoch: "a date at which the run begins (epoch)"
        case .limits: "limits"
        case .input: "an input (fixture)"
        case .faults: "faults"
        case .timing: "a timing of events and answers (perturbation, pace, order)"
        case .processing: "a way of working through events (processing)"
        }
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
    fileprivate static let format = "3"
    private static let nothing = "-"

    /// The token, which needs no quoting in a shell: `FORMAT/SUBJECT/BUILD/TIER/TRACE/SEED/CIRCUMSTANCES/SCHEDULE`, where the circumstances
    /// are a letter and four digits each.
    ///
    /// All but the schedule takes 95 characters at most.
    public var description: String {
        let named = circumstances.sorted { $0.key < $1.key }
            .map { $0.rawValue + ReplayToken.digits($1, 4) }.joined()
        return [
            ReplayToken.format, subject.map { ReplayToken.digits($0, 8) } ?? ReplayToken.nothing,
            build, tier.letter, ReplayToken.digits(traceHash, 1), ReplayToken.digits(randomSeed, 1),
            named.isEmpty ? ReplayToken.nothing : named, schedule.token,
        ].joined(separator: "/")
    }

    private static func digits(_ number: some UnsignedInteger, _ least: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, least - text.count)) + text
    }

    /// Reads what ``description`` wrote.
    public init(_ text: String) throws(ReplayTokenError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts[0] == ReplayToken.format else { throw .unknownFormat(parts[0]) }
        guard parts.count == 8 else { throw .wrongNumberOfParts(parts.count) }
        subject =
            parts[1] == ReplayToken.nothing
            ? nil : try ReplayToken.number(parts[1], of: "subject")
        build = parts[2]
        guard let tier = SimulationTier(letter: parts[3]) else {
            throw .badPart(name: "tier", text: parts[3])
        }
        self.tier = tier
        traceHash = try ReplayToken.number(parts[4], of: "trace")
        randomSeed = try ReplayToken.number(parts[5], of: "seed")
        circumstances = try ReplayToken.circumstances(in: parts[6])
        do {
            schedule = try Schedule(token: parts[7])
        } catch {
            throw .badSchedule(error)
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ text: some StringProtocol,
        of part: String
    ) throws(ReplayTokenError) -> Number {
        guard let number = Number(text, radix: 16) else {
            throw .badPart(name: part, text: String(text))
        }
        return number
    }

    private static func circumstances(
        in text: String
    ) throws(ReplayTokenError) -> [Circumstance: UInt16] {
        var found: [Circumstance: UInt16] = [:]
        var rest = text == nothing ? "" : text[...]
        while let letter = rest.popFirst() {
            guard let circumstance = Circumstance(rawValue: String(letter)), rest.count >= 4 else {
                throw .badPart(name: "circumstances", text: text)
            }
            found[circumstance] = try number(rest.prefix(4), of: "circumstances")
            rest = rest.dropFirst(4)
        }
        return found
    }
}

extension SimulationTier {
    /// What stands for it in a token.
    fileprivate var letter: String {
        switch self {
        case .automatic: "a"
        case .publicAPI: "p"
        case .wholeProgram: "w"
        }
    }

    fileprivate init?(letter: String) {
        switch letter {
        case "a": self = .automatic
        case "p": self = .publicAPI
        case "w": self = .wholeProgram
        default: return nil
        }
    }
}

extension ReplayTokenError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unknownFormat(let text):
            "The replay token begins with '\(text)', and this version reads format \(ReplayToken.format) only: explore again."
        case .wrongNumberOfParts(let count):
            "The replay token has \(count) parts and not FORMAT/SUBJECT/BUILD/TIER/TRACE/SEED/CIRCUMSTANCES/SCHEDULE."
        case .badPart(let name, let text):
            "The replay token's \(name) '\(text)' cannot be read."
        case .badSchedule(let error):
            error.description
        }
    }
}
