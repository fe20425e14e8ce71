import SlackWire

/// What must stand in bytes, in letters of some case, for any secret to be in them.
package struct SecretNeedles {
    /// Beginnings of secrets of Slack's own shapes.
    private static let shapes: [String] =
        "abcdefghijklmnopqrstuvwxyz0123456789".map { "xox\($0)-" } + [
            "xapp-", "xwfp-", "ws://", "wss://", "hooks.slack", "/upload/v1/", "/files-pri/",
            "/files-tmb/", "slack-files", "/websocket/", "/services/t", "/commands/t", "/actions/t",
            "/workflows/t", "/triggers/t", "/services/e", "/commands/e", "/actions/e",
            "/workflows/e", "/triggers/e", "/shared_invite/", "bearer ", "?code=", "&code=",
            "private key-----", "curl ", "eyjhbgci", "eyj0exai", "eyjrawqi", "eyjjdhki", "eyj4nxqi",
        ]
    /// What may follow a name: JSON, JSON in a string, a form, HTML, Python, YAML, a shell, XML.
    private static let nameEnds = ["\"", "\\", "=", "&", "'", ":", " ", ">", "`", "]"]
    /// Characters behind an escape of JSON that may be part of anything: those of ASCII, and those that stand for one.
    private static let escapes =
        (2...7).map { "\\u00\($0)" }
        + [
            "\\u00a0", "\\u00ad", "\\u200b", "\\u200c", "\\u200d", "\\u2010", "\\u2011",
            "\\u2012", "\\u2013", "\\u202f", "\\u2060", "\\u2212", "\\ufe63", "\\ufeff",
        ] + (0...5).map { "\\uff\($0)" }

    private static let standardFilter = plainFilter(.standard)
    private static let standardEncodedFilter = SecretFilter(encoded(.standard))

    /// Whether a payload may hold a secret, in any spelling.
    private(set) var filter: SecretFilter
    /// Whether a text may hold base64 of a secret.
    private var encodedFilter: SecretFilter
    /// Whether there is a rule or a secret that no needle stands for.
    private var isOpen: Bool
    /// Finds needles of four bytes, if there are any.
    private var short: SecretFilter?
    /// Whether some of them stand for base64.
    private var encodesShort = false

    init(_ rules: RedactionRules) {
        isOpen = rules.paths.contains { $0.needle == nil }
        if rules == .standard {
            // A replay redacts each call by itself: what can be shared is made once.
            (filter, encodedFilter) = (Self.standardFilter, Self.standardEncodedFilter)
        } else {
            (filter, encodedFilter) = (
                Self.plainFilter(rules), SecretFilter(Self.encoded(rules))
            )
        }
    }

    /// Whether bytes that are part of a longer text may hold a secret, or a part of one that hits as well.
    package func mayHoldSecret(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isOpen || filter.hits(bytes) || short?.hits(bytes) == true
            || UnusualSpelling.stands(in: bytes)
    }

    /// Whether bytes may hold a secret.
    package func mayHoldSecret(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { mayHoldSecret($0) }
    }

    /// Whether digits may stand in bytes, base64 or hexadecimal, that mean a secret.
    func mayHoldDigits(_ bytes: [UInt8]) -> Bool {
        encodedFilter.hits(bytes) || encodesShort && short?.hits(bytes) == true
            || bytes.withUnsafeBytes { UnusualSpelling.isCompressed($0) }
    }

    /// A secret was seen: its pieces are looked for from now on.
    ///
    /// The ids of teams, channels and apps that many secrets begin with stand in every message and are
    /// no needles: what has capitals and digits only, and what has digits only.
    mutating func insert(_ secret: [UInt8]) {
        let runs = secret.split { !ASCII.isAlphanumeric($0) }.filter { $0.count >= Self.shortest }
        let telling = runs.filter { run in
            run.contains(where: ASCII.isDigit)
                && run.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
        if let first = telling.first, let last = telling.last {
            filter.insert(first.prefix(KnownSecrets.pieceLength))
            filter.insert(last.suffix(KnownSecrets.pieceLength))
        } else {
            insert(inPieces: secret)
        }
        var ends = [secret.suffix(12)]
        // Where something in it may be escaped, it must be found by what is behind that.
        if let last = runs.last, ends[0].contains(where: { !ASCII.isAlphanumeric($0) }) {
            ends.append(last.suffix(12))
        }
        for needle in ends.flatMap({ Base64Run.needles(for: Array($0)) }) {
            if needle.count >= Self.shortest {
                filter.insert(needle)
                encodedFilter.insert(needle)
            } else {
                insert(short: needle)
                encodesShort = true
            }
        }
        let digits = Hexadecimal.text(of: secret.suffix(6))
        filter.insert(digits)
        encodedFilter.insert(digits)
    }

    /// Of a secret in short pieces (`ab12-cd34-ef56`), a plain one, or a short one, its beginning and its end as they stand:
    /// what no encoding spells otherwise but those that are looked for anyway.
    private mutating func insert(inPieces secret: [UInt8]) {
        let runs = secret.split { Self.mayBeEscaped($0) }
        guard let longest = runs.max(by: { $0.count < $1.count }), longest.count >= 4 else {
            isOpen = true
            return
        }
        if longest.count < Self.shortest {
            insert(short: longest)
        } else {
            filter.insert(longest.prefix(KnownSecrets.pieceLength))
            filter.insert(longest.suffix(KnownSecrets.pieceLength))
        }
    }

    private mutating func insert(short needle: some Collection<UInt8>) {
        short = short ?? SecretFilter(shortest: 4)
        short?.insert(needle)
    }

    private static func mayBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x7f || "\"\\/&<>'%".utf8.contains(byte)
    }

    /// The shortest needle of the filters that look at every third place.
    private static let shortest = 5

    /// Needles for these secrets and for nothing else.
    func only(_ secrets: some Sequence<[UInt8]>) -> SecretNeedles {
        var needles = self
        let encodings = CompressedRun.needles + Self.encodedEscapes
        needles.filter = SecretFilter(Self.escapes + encodings)
        needles.encodedFilter = SecretFilter(encodings)
        needles.short = nil
        needles.encodesShort = false
        needles.isOpen = false
        for secret in secrets { needles.insert(secret) }
        return needles
    }

    /// Escapes of letters of ASCII: whoever writes one of those hides something.
    private static let hiddenEscapes =
        [";&#10", ";&#11", ";&#12", ";&#x6", ";&#x7"] + (2...7).map { "\\u00\($0)" }

    /// What is hidden in base64 behind a backslash or an entity.
    private static let hidden =
        hiddenEscapes
        + ["xoxa", "xoxb", "xoxc", "xoxd", "xoxe", "xoxp", "xoxr", "xoxs", "xapp", "xwfp"]
        .flatMap { [$0 + "\\", $0 + "&"] }

    /// Base64 of such escapes.
    private static let encodedEscapes = hiddenEscapes.flatMap {
        Base64Run.needles(for: Array($0.utf8))
    }
    .filter { $0.count >= shortest }.map { String(decoding: $0, as: UTF8.self) }

    private static func plainFilter(_ rules: RedactionRules) -> SecretFilter {
        let all = rules.secretNameEndings + rules.secretNames.sorted()
        let names = all.filter { $0.utf8.count >= shortest }
        // A short name is told from other words by what stands right behind it.
        let short = all.filter { $0.utf8.count < shortest }.flatMap { name in
            nameEnds.map { name + $0 }
        }
        let needles = plain(rules) + short
        var filter = SecretFilter(shortest: (needles + names).map(\.utf8.count).min() ?? shortest)
        for needle in needles { filter.insert(needle.utf8) }
        for name in names { filter.insert(name.utf8, if: .value) }
        return filter
    }

    private static func plain(_ rules: RedactionRules) -> [String] {
        let needles =
            rules.capabilityURLNames + shapes + rules.patterns.map(\.literal)
            + rules.paths.compactMap(\.needle)
        // As JSON, and as JSON that stands in a string of JSON, whose writer escapes slashes or not.
        let slashes = ["\\/", "\\\\/", "\\\\\\/"]
        let slashed = needles.filter { $0.contains("/") }.flatMap { needle in
            let steps = needle.split(separator: "/", omittingEmptySubsequences: false)
            return slashes.map { steps.joined(separator: $0) }
        }
        return needles + slashed + escapes + encoded(rules)
    }

    private static func encoded(_ rules: RedactionRules) -> [String] {
        // A URL and a token that were percent-encoded first.
        let escaped = ["%3a%2f%2f", "%3A%2F%2F"] + shapes.prefix(36).map { $0.dropLast() + "%" }
        let names =
            rules.secretNameEndings + rules.secretNames.sorted() + rules.patterns.map(\.literal)
        let once = (shapes + escaped + names).flatMap { Base64Run.needles(for: Array($0.utf8)) }
        let twice = once.filter { $0.count >= shortest }.flatMap { Base64Run.needles(for: $0) }
        let base64 = once + twice + hidden.flatMap { Base64Run.needles(for: Array($0.utf8)) }
        // One for all of `xoxb-`, `xoxp-` and so on: many with the same beginning would not be told apart.
        let digits = (["xox"] + shapes.dropFirst(36) + names).map { Hexadecimal.text(of: $0.utf8) }
        return (base64 + digits).filter { $0.count >= shortest }.map {
            String(decoding: $0, as: UTF8.self)
        } + CompressedRun.needles
    }
}
