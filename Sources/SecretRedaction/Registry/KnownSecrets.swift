/// The secrets that a session has shown, to be found again where nothing else gives them away: in the
/// middle of a text, as a number, and split over two messages.
///
/// Looking takes time linear in the text, whatever the secrets are: see ``SecretAutomaton``.
struct KnownSecrets {
    /// How many bytes of a secret must stand together for its piece to be recognised.
    static let pieceLength = 8
    /// How many bytes all that is looked for at one time may have together: the automata take some sixty times as much memory.
    static let sizeLimit = 2 << 20
    /// How many bytes all that waits for its turn may have together: each turn goes through the whole session.
    private static let waitingLimit = 64 << 20
    /// Pieces are looked for no further than this from the end of a text.
    private static let reach = 512
    /// How many secrets may share their last bytes.
    private static let bucketLimit = 16

    /// What is looked for, in the order of its coming.
    private(set) var patterns: [SecretAutomaton.Pattern] = []
    /// Each of about twice as many texts as the next one, so that a text is taken into a new one a few times only.
    private var automata: [SecretAutomaton] = []
    /// How many of the patterns are in the automata.
    private var planted = 0
    private var size = 0
    private var tails: [UInt64: [Int]] = [:]
    private var all: Set<[UInt8]> = []
    private var numbers: Set<[UInt8]> = []
    /// What is looked for in a later turn, by whoever goes through the session again.
    private var waiting: [SecretAutomaton.Pattern] = []
    private var waitingSize = 0
    private let limit: Int
    /// Secrets that there is no room for at all, by their hashes.
    private var unsought: Set<Int> = []

    /// - Parameter limit: How many bytes all that is looked for at one time may have together.
    init(limit: Int = Self.sizeLimit) {
        self.limit = limit
    }

    /// How many secrets are not looked for because there is no room for them.
    var unsoughtCount: Int { unsought.count }

    /// Whether there are secrets that were not looked for yet.
    var isWaiting: Bool { !waiting.isEmpty }

    /// Forgets what was looked for, to look for what has waited, as much of it as there is room for.
    mutating func takeTurn() {
        (patterns, automata, planted, size, tails) = ([], [], 0, 0, [:])
        let waiting = waiting
        (self.waiting, waitingSize) = ([], 0)
        for pattern in waiting { place(pattern) }
    }

    /// Whether there are none.
    var isEmpty: Bool { patterns.isEmpty }

    /// How many texts and numbers are known.
    var count: Int { patterns.count + numbers.count }

    /// Takes a secret; false if it is not kept, or was.
    ///
    /// - Parameters:
    ///   - isWord: Whether it counts only where it stands as a whole word.
    ///   - lead: What stands before it wherever it counts.
    mutating func insert(_ secret: [UInt8], isWord: Bool, behind lead: [UInt8] = []) -> Bool {
        let pattern = SecretAutomaton.Pattern(
            bytes: lead + secret,
            lead: lead.count,
            isWord: isWord
        )
        guard !all.contains(pattern.bytes) else { return false }
        guard place(pattern) else { return false }
        all.insert(pattern.bytes)
        return true
    }

    /// Looks for a pattern from now on, if there is room for it, or in a later turn.
    @discardableResult
    private mutating func place(_ pattern: SecretAutomaton.Pattern) -> Bool {
        let count = pattern.bytes.count
        guard size + count <= limit || patterns.isEmpty else {
            wait(pattern)
            return false
        }
        size += count
        if !pattern.isWord, pattern.lead == 0, count > Self.pieceLength {
            let tail = Self.word(pattern.bytes, at: count - Self.pieceLength)
            if tails[tail, default: []].count < Self.bucketLimit {
                tails[tail, default: []].append(patterns.count)
            }
        }
        patterns.append(pattern)
        return true
    }

    private mutating func wait(_ pattern: SecretAutomaton.Pattern) {
        guard waitingSize + pattern.bytes.count <= Self.waitingLimit else {
            unsought.insert(pattern.bytes.hashValue)
            return
        }
        waitingSize += pattern.bytes.count
        waiting.append(pattern)
        all.insert(pattern.bytes)
    }

    /// A secret stood as a number, or as the text of one: the number is the same secret.
    mutating func insert(number: [UInt8]) {
        if number.count >= SecretScope.shortest { numbers.insert(number) }
    }

    /// Whether a number is a secret.
    func isKnown(number: ArraySlice<UInt8>) -> Bool {
        !numbers.isEmpty && numbers.contains(Array(number))
    }

    /// Every place where a known secret stands; places may overlap.
    mutating func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        plant()
        var found: [Range<Int>] = []
        for automaton in automata { automaton.addRanges(in: bytes, to: &found) }
        return found
    }

    /// Takes what is new into the automata.
    private mutating func plant() {
        guard planted < patterns.count else { return }
        var group = Array(patterns[planted...])
        planted = patterns.count
        while let last = automata.last, last.patterns.count <= group.count {
            group += last.patterns
            automata.removeLast()
        }
        automata.append(SecretAutomaton(group))
    }

    /// Where the beginning of a secret stands at the very end, and what of the secret is missing.
    mutating func beginning(atEndOf bytes: [UInt8]) -> (range: Range<Int>, rest: [UInt8])? {
        guard bytes.count >= Self.pieceLength else { return nil }
        plant()
        var found: (count: Int, rest: [UInt8])?
        for automaton in automata {
            automaton.visitBeginnings(atEndOf: bytes.suffix(Self.reach)) { count, pattern in
                guard count >= max(Self.pieceLength, (found?.count ?? 0) + 1) else { return false }
                guard !pattern.isWord, pattern.lead == 0, pattern.bytes.count > count,
                    !Self.isIdentifier(count, of: pattern.bytes)
                else { return true }
                found = (count, Array(pattern.bytes.dropFirst(count)))
                return false
            }
        }
        return found.map { (bytes.count - $0.count..<bytes.count, $0.rest) }
    }

    /// Whether so many bytes are the ids that a path begins with: that of the team, with which the paths of webhooks
    /// and files begin, stands in every event and is no secret.
    private static func isIdentifier(_ count: Int, of secret: [UInt8]) -> Bool {
        guard !secret[..<count].contains(UInt8(ascii: "/")) else { return false }
        if secret[count] == UInt8(ascii: "/") { return true }
        return !ASCII.isAlphanumeric(secret[count])
            && secret[..<count].allSatisfy { byte in
                ASCII.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    /// Whether the last bytes of a path are the name of a file, which stands beside it and is no secret.
    private static func isFileName(_ count: Int, of secret: [UInt8]) -> Bool {
        let name = secret.suffix(count)
        return secret[secret.count - count - 1] == UInt8(ascii: "/")
            && !name.contains(UInt8(ascii: "/")) && name.contains(UInt8(ascii: "."))
    }

    /// Whether the last bytes are the file's id in what stands for a team and a file in a link, `T0123ABCD-F0123ABCD`: whoever
    /// asks for the file names it, so a bot must find it as it is.
    private static func isFileID(_ count: Int, of secret: [UInt8]) -> Bool {
        let start = secret.count - count
        return SlackID.stands(in: secret[start...], startingWith: UInt8(ascii: "F"))
            && secret[start - 1] == UInt8(ascii: "-")
            && SlackID.stands(in: secret[..<(start - 1)], startingWith: UInt8(ascii: "T"))
    }

    /// Where the end of a secret stands at the very beginning.
    func ending(atStartOf bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= Self.pieceLength, !tails.isEmpty else { return nil }
        for end in Self.pieceLength...max(Self.pieceLength, min(bytes.count, Self.reach)) {
            for number in tails[Self.word(bytes, at: end - Self.pieceLength)] ?? [] {
                let secret = patterns[number].bytes
                if secret.count > end, secret.suffix(end) == bytes[..<end],
                    !Self.isFileName(end, of: secret), !Self.isFileID(end, of: secret)
                {
                    return 0..<end
                }
            }
        }
        return nil
    }

    /// Eight bytes as a number.
    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        bytes[start..<start + pieceLength].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
