import SlackWire

/// What must stand in bytes, in letters of some case, for any secret to be in them.
package struct SecretNeedles {
    /// Beginnings of secrets of Slack's own shapes.
    private static let shapes: [String] =
        "abcdefghijklmnopqrstuvwxyz0123456789".map { "xox\($0)-" } + [
            "xapp-", "xwfp-", "ws://", "wss://", "hooks.slack", "/upload/v1/", "/files-pri/",
            "/files-tmb/", "slack-files", "/websocket/", "/services/t", "/commands/t", "/actions/t",
            "/workflows/t", "/triggers/t", "bearer ", "?code=", "&code=",
        ]
    /// What may follow a name: JSON, JSON in a string, a form, HTML.
    private static let nameEnds = ["\"", "\\", "=", "&"]
    /// Characters of ASCII behind an escape of JSON, which may be part of anything.
    private static let escapes = (2...7).map { "\\u00\($0)" }

    private static let standardFilter = SecretFilter(plain(.standard))
    private static let standardEncodedFilter = SecretFilter(encoded(.standard))

    /// Whether a payload may hold a secret, in any spelling.
    private(set) var filter: SecretFilter
    /// Whether a text may hold base64 of a secret.
    private(set) var encodedFilter: SecretFilter
    /// Whether there is a rule or a secret that no needle stands for.
    private var isOpen: Bool
    /// Finds needles of four bytes, if there are any.
    private var short: SecretFilter?

    init(_ rules: RedactionRules) {
        isOpen = rules.paths.contains { $0.needle == nil }
        if rules == .standard {
            // A replay redacts each call by itself: what can be shared is made once.
            (filter, encodedFilter) = (Self.standardFilter, Self.standardEncodedFilter)
        } else {
            (filter, encodedFilter) = (
                SecretFilter(Self.plain(rules)), SecretFilter(Self.encoded(rules))
            )
        }
    }

    /// Whether bytes that are part of a longer text may hold a secret, or a part of one that hits as well.
    package func mayHoldSecret(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isOpen || filter.hits(bytes) || short?.hits(bytes) == true || Self.hasEscape(bytes)
            || Self.hasPassword(bytes) || Self.hasBase64InLines(bytes)
    }

    /// Whether bytes may hold a secret.
    package func mayHoldSecret(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { mayHoldSecret($0) }
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
        let longest = runs.max { $0.count < $1.count }
        if runs.isEmpty { insert(inPieces: secret) }
        if let first = telling.first ?? longest {
            filter.insert(first.prefix(KnownSecrets.pieceLength))
        }
        if let last = telling.last ?? longest {
            filter.insert(last.suffix(KnownSecrets.pieceLength))
        }
        for needle in Base64Run.needles(for: Array(secret.suffix(12)))
        where needle.count >= Self.shortest {
            filter.insert(needle)
            encodedFilter.insert(needle)
        }
    }

    /// Of a secret in short pieces (`ab12-cd34-ef56`), or a short one, its beginning and its end as they stand: what
    /// no encoding spells otherwise but those that are looked for anyway.
    private mutating func insert(inPieces secret: [UInt8]) {
        let runs = secret.split { Self.mayBeEscaped($0) }
        guard let longest = runs.max(by: { $0.count < $1.count }), longest.count >= 4 else {
            isOpen = true
            return
        }
        if longest.count < Self.shortest {
            short = short ?? SecretFilter(shortest: 4)
            short?.insert(longest)
        } else {
            filter.insert(longest.prefix(KnownSecrets.pieceLength))
            filter.insert(longest.suffix(KnownSecrets.pieceLength))
        }
    }

    private static func mayBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x7f || "\"\\/&<>'%".utf8.contains(byte)
    }

    /// The shortest needle of the filters that look at every third place.
    private static let shortest = 5

    /// Needles for these secrets and for nothing else.
    func only(_ secrets: some Sequence<[UInt8]>) -> SecretNeedles {
        var needles = self
        needles.filter = SecretFilter(Self.escapes)
        needles.encodedFilter = SecretFilter(shortest: Self.shortest)
        needles.short = nil
        needles.isOpen = false
        for secret in secrets { needles.insert(secret) }
        return needles
    }

    private static func plain(_ rules: RedactionRules) -> [String] {
        let names = rules.secretNameEndings + rules.secretNames.sorted()
        let needles =
            names.flatMap { name in nameEnds.map { name + $0 } } + rules.capabilityURLNames
            + shapes + rules.patterns.map(\.literal) + rules.paths.compactMap(\.needle)
        // As JSON, and as JSON that stands in a string of JSON, whose writer escapes slashes or not.
        let slashes = ["\\/", "\\\\/", "\\\\\\/"]
        let slashed = needles.filter { $0.contains("/") }.flatMap { needle in
            let steps = needle.split(separator: "/", omittingEmptySubsequences: false)
            return slashes.map { steps.joined(separator: $0) }
        }
        return needles + slashed + escapes + encoded(rules)
    }

    private static func encoded(_ rules: RedactionRules) -> [String] {
        let names = (rules.secretNameEndings + rules.secretNames.sorted()).flatMap {
            [$0 + "\"", $0 + "="]
        }
        // A URL and a token that were percent-encoded first.
        let escaped = ["%3a%2f%2f", "%3A%2F%2F"] + shapes.prefix(36).map { $0.dropLast() + "%" }
        return (shapes + escaped + names + rules.patterns.map(\.literal)).flatMap { needle in
            Base64Run.needles(for: Array(needle.utf8))
        }.filter { $0.count >= 4 }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether `//name:password@` or the like stands in bytes.
    private static func hasPassword(_ memory: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while let at = ByteSearch.firstOffset(
            of: UInt8(ascii: "@"),
            in: memory,
            index..<memory.count
        ) {
            var start = at
            while start > index, at - start < 256, !endsUser(memory[start - 1]) { start -= 1 }
            if at - start > 2, start > 1, memory[start - 1] == UInt8(ascii: "/") { return true }
            index = at + 1
        }
        return false
    }

    /// Whether a line of base64 ends in bytes, as it is or in JSON: a needle may be broken in two there.
    static func hasBase64InLines(_ memory: UnsafeRawBufferPointer) -> Bool {
        // What shall be looked for behind the first line is never there in most payloads.
        var index = Base64Run.shortestLine
        while index < memory.count,
            let found = ByteSearch.firstOffset(
                of: UInt8(ascii: "\n"),
                in: memory,
                index..<memory.count
            )
        {
            if endsLineOfBase64(memory, found) { return true }
            index = found + 1
        }
        index = Base64Run.shortestLine
        while index < memory.count,
            let found = ByteSearch.firstOffset(
                of: UInt8(ascii: "\\"),
                in: memory,
                index..<memory.count
            )
        {
            index = found + 2
            guard found + 1 < memory.count else { break }
            let escaped = memory[found + 1]
            guard escaped == UInt8(ascii: "n") || escaped == UInt8(ascii: "r") else { continue }
            if endsLineOfBase64(memory, found) { return true }
        }
        return false
    }

    /// Whether so many digits stand before an end of a line, which may have two bytes.
    private static func endsLineOfBase64(_ memory: UnsafeRawBufferPointer, _ end: Int) -> Bool {
        let line = memory[end - Base64Run.shortestLine..<end - 1]
        return line.reversed().allSatisfy(Base64Run.isDigit)
    }

    private static func endsUser(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "/\"'<>(),|\\".utf8.contains(byte)
    }

    /// Whether percent-encoding or a numbered entity of HTML stands in bytes.
    private static func hasEscape(_ memory: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while let found = ByteSearch.firstOffset(
            of: UInt8(ascii: "%"),
            in: memory,
            index..<memory.count
        ) {
            if found + 2 < memory.count, Hexadecimal.value(of: memory[found + 1]) != nil,
                Hexadecimal.value(of: memory[found + 2]) != nil
            {
                return true
            }
            index = found + 1
        }
        index = 0
        while let found = ByteSearch.firstOffset(
            of: UInt8(ascii: "&"),
            in: memory,
            index..<memory.count
        ) {
            if found + 1 < memory.count, memory[found + 1] == UInt8(ascii: "#") { return true }
            index = found + 1
        }
        return false
    }
}
