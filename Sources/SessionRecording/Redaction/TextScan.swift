/// Finds what looks like a secret in a text, as it stands, in one pass.
///
/// Every look ahead is bounded or remembered, so that no text takes more than linear time.
struct TextScan {
    private let bytes: [UInt8]
    private let rules: RedactionRules
    private let placeholders: Placeholders
    private let patternStarts: Set<UInt8>
    private var found: [SecretRange] = []
    private var index = 0
    /// Before this place nothing more is asked about names.
    private var assignedEnd = 0
    /// The URL that is being gone through ends here.
    private var urlEnd = 0
    private var pathEnd = 0
    /// What follows the host of a socket's URL, as long as no ticket was found in it.
    private var socket: Range<Int>?
    /// How many secrets had been found when that began.
    private var foundBefore = 0

    /// The farthest look ahead for a host, a step of a path or a name.
    private static let reach = 64
    /// The longest rest of a URL that is compared with those that were seen.
    private static let restLimit = 4_096

    static func ranges(
        in bytes: [UInt8],
        rules: RedactionRules,
        placeholders: Placeholders
    ) -> [SecretRange] {
        var scan = TextScan(bytes, rules, placeholders)
        return scan.run()
    }

    private init(_ bytes: [UInt8], _ rules: RedactionRules, _ placeholders: Placeholders) {
        self.bytes = bytes
        self.rules = rules
        self.placeholders = placeholders
        patternStarts = Set(rules.patterns.compactMap(\.literal.utf8.first))
    }

    private mutating func run() -> [SecretRange] {
        while index < bytes.count {
            if !patternStarts.isEmpty, patternStarts.contains(bytes[index]) { pattern() }
            if let token = look() {
                index = token
            } else {
                index += 1
            }
            if let rest = socket, index >= rest.upperBound { endSocket() }
        }
        endSocket()
        return found
    }

    /// Looks at the byte at hand; returns where to go on if that is not the next one.
    private mutating func look() -> Int? {
        switch bytes[index] {
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            guard let token = TokenShape(in: bytes, at: index) else { return nil }
            add(token.range, .token)
            return token.range.upperBound
        case UInt8(ascii: "="): assignment()
        case UInt8(ascii: ":"):
            if bytes.matches("://", at: index) { url() } else { member() }
        case UInt8(ascii: "/"): marker()
        case UInt8(ascii: "h"), UInt8(ascii: "H"): host("hooks.slack", .webhook, steps: 1)
        case UInt8(ascii: "s"), UInt8(ascii: "S"): host("slack-files", .fileURL, steps: 0)
        case UInt8(ascii: "b"), UInt8(ascii: "B"): credentials()
        default: break
        }
        return nil
    }

    private mutating func add(_ range: Range<Int>, _ kind: SecretKind) {
        if !range.isEmpty { found.append(SecretRange(range: range, kind: kind)) }
    }

    private mutating func pattern() {
        for pattern in rules.patterns {
            guard let length = pattern.length(of: bytes, at: index) else { continue }
            add(index..<index + length, .pattern)
        }
    }
}

// URLs.
extension TextScan {
    /// A URL, whose `://` stands here.
    private mutating func url() {
        let isHTTP =
            bytes.matches("http", at: index - 4) || bytes.matches("https", at: index - 5)
        let isSocket = bytes.matches("ws", at: index - 2) || bytes.matches("wss", at: index - 3)
        guard isHTTP || isSocket else { return }
        let isOuter = index >= urlEnd
        let authority = index + 3
        let end = endOfURL(from: authority)
        var hostEnd = authority
        let limit = min(end, authority + Self.reach * 4)
        while hostEnd < limit, !Self.endsAuthority(bytes[hostEnd]) { hostEnd += 1 }
        if let at = bytes[authority..<hostEnd].lastIndex(of: UInt8(ascii: "@")) {
            add(authority..<at, .userInfo)
        }
        let rest = min(hostEnd + 1, end)..<end
        if isSocket {
            guard socket == nil else { return }
            (socket, foundBefore) = (rest, found.count)
        } else if isOuter, rest.count <= Self.restLimit, placeholders.isKnown(Array(bytes[rest])) {
            add(rest, .fileURL)
        }
    }

    /// All of a socket's URL behind the host is a ticket, unless one was found in it.
    private mutating func endSocket() {
        guard let rest = socket else { return }
        socket = nil
        let hasTicket = found[foundBefore...].contains { secret in
            rest.contains(secret.range.lowerBound)
                && (secret.kind == .socketURL || secret.kind == .named)
        }
        if !hasTicket { add(rest, .socketURL) }
    }

    private static let markers: [(text: StaticString, kind: SecretKind)] = [
        ("/websocket/", .socketURL), ("/upload/v1/", .fileURL), ("/files-pri/", .fileURL),
        ("/files-tmb/", .fileURL),
    ]
    private static let hooks: [StaticString] = [
        "/services/t", "/commands/t", "/actions/t", "/workflows/t", "/triggers/t",
    ]

    /// A step of a path behind which a secret stands, on whatever host.
    private mutating func marker() {
        for (text, kind) in Self.markers where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount
            return add(start..<max(start, endOfPath(from: start)), kind)
        }
        for text in Self.hooks where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount - 1
            let end = endOfPath(from: start)
            // A team, and at least one more step behind it.
            let team = bytes[start..<min(end, start + Self.reach)].prefix(
                while: ASCII.isAlphanumeric
            )
            guard team.count > 4, team.endIndex + 1 < end,
                bytes[team.endIndex] == UInt8(ascii: "/")
            else { return }
            add(start..<end, .webhook)
        }
    }

    /// A host whose paths are secret behind so many steps, with or without a scheme before it.
    private mutating func host(_ name: StaticString, _ kind: SecretKind, steps: Int) {
        guard bytes.matches(name, at: index) else { return }
        var start = index
        for _ in 0...steps {
            let limit = min(bytes.count, start + Self.reach)
            guard let slash = bytes[start..<limit].firstIndex(where: Self.endsAuthority),
                bytes[slash] == UInt8(ascii: "/")
            else { return }
            start = slash + 1
        }
        add(start..<max(start, endOfPath(from: start)), kind)
    }

    private mutating func endOfURL(from start: Int) -> Int {
        if start < urlEnd { return urlEnd }
        var end = start
        while end < bytes.count, !Self.endsURL(bytes[end]) { end += 1 }
        urlEnd = end
        return end
    }

    private mutating func endOfPath(from start: Int) -> Int {
        if start < pathEnd { return pathEnd }
        var end = start
        while end < bytes.count, !Self.endsURL(bytes[end]), !Self.endsPath(bytes[end]) { end += 1 }
        pathEnd = end
        return end
    }

    private static func endsURL(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || endsPath(byte) || endsURL(byte)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "&")
    }
}

// Values that their name gives away.
extension TextScan {
    /// The value of `name=value`.
    private mutating func assignment() {
        guard index >= assignedEnd else { return }
        var start = index
        while start > 0, index - start < Self.reach, Self.isName(bytes[start - 1]) { start -= 1 }
        guard start < index else { return }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        let isCode =
            name.lowercased() == "code" && start > 0
            && (bytes[start - 1] == UInt8(ascii: "?") || bytes[start - 1] == UInt8(ascii: "&"))
        guard isCode || rules.isSecret(name: name) else { return }
        var end = index + 1
        while end < bytes.count, !Self.endsValue(bytes[end]) { end += 1 }
        assignedEnd = end
        guard !isCode || end - index > Self.shortestCode else { return }
        add(index + 1..<end, .named)
    }

    /// A code that is exchanged for a token has more characters than one that people read out.
    private static let shortestCode = 10

    /// The value of `"name":"value"` in a text that is not JSON as a whole.
    private mutating func member() {
        guard index >= assignedEnd, let nameEnd = quote(before: index) else { return }
        var start = nameEnd
        while start > 0, nameEnd - start < Self.reach, Self.isName(bytes[start - 1]) { start -= 1 }
        guard start < nameEnd,
            rules.isSecret(name: String(decoding: bytes[start..<nameEnd], as: UTF8.self))
        else { return }
        var value = index + 1
        while value < bytes.count, bytes[value] == 0x20 || bytes[value] == UInt8(ascii: "\\") {
            value += 1
        }
        guard value < bytes.count, bytes[value] == UInt8(ascii: "\"") else { return }
        var end = value + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
        {
            end += 1
        }
        assignedEnd = end
        add(value + 1..<end, .named)
    }

    /// Where the quote stands that ends right before `end`, its backslashes included.
    private func quote(before end: Int) -> Int? {
        guard end > 0, bytes[end - 1] == UInt8(ascii: "\"") else { return nil }
        var start = end - 1
        while start > 0, end - start < 8, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        return start
    }

    /// What follows `Bearer` or `Basic`, if it is long and mixed enough to be no word.
    private mutating func credentials() {
        for scheme: StaticString in ["bearer ", "basic "] where bytes.matches(scheme, at: index) {
            let start = index + scheme.utf8CodeUnitCount
            var end = start
            while end < bytes.count, TokenShape.isBody(bytes[end], isCookie: true) { end += 1 }
            guard end - start >= 16, bytes[start..<end].contains(where: ASCII.isDigit) else {
                return
            }
            add(start..<end, .header)
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumericOrUnderscore(byte) || byte == UInt8(ascii: "-")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"),
            UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "\\"):
            true
        default: false
        }
    }
}
