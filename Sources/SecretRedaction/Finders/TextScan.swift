/// Finds what looks like a secret in a text, as it stands, in one pass.
///
/// Every look ahead is bounded or remembered, so that no text takes more than linear time.
struct TextScan {
    let bytes: [UInt8]
    let rules: RedactionRules
    private let patternStarts: Set<UInt8>
    var found: [SecretRange] = []
    var index = 0
    private var barren = TokenShape.Barren()
    /// Before this place nothing more is asked about names.
    var assignedEnd = 0
    /// Where quotes were found to be closed, by the kind of quotes.
    var closings: [UInt8: Closing] = [:]
    /// The URL that is being gone through ends here.
    var urlEnd = 0
    var pathEnd = 0
    /// What follows the host of a socket's URL, as long as no ticket was found in it.
    var socket: Range<Int>?
    /// How many secrets had been found when that began.
    var foundBefore = 0

    /// What was seen of quotes that were opened at a place: up to where they go, and whether that is their end.
    struct Closing {
        var from: Int
        var to: Int
        var isClosed: Bool
    }

    /// The farthest look ahead for a host, a step of a path or a name.
    static let reach = 64

    static func ranges(in bytes: [UInt8], rules: RedactionRules) -> [SecretRange] {
        var scan = TextScan(bytes, rules)
        return scan.run()
    }

    private init(_ bytes: [UInt8], _ rules: RedactionRules) {
        self.bytes = bytes
        self.rules = rules
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
            guard let token = TokenShape(in: bytes, at: index, barren: &barren) else { return nil }
            add(token.range, .token)
            return token.range.upperBound
        case UInt8(ascii: "="): assignment()
        case UInt8(ascii: ":"):
            if bytes.matches("://", at: index) { url() } else { member() }
        case UInt8(ascii: ">"): element()
        case UInt8(ascii: "-"):
            if let end = privateKey() { return end }
            option()
            user()
        case UInt8(ascii: "e"): return webToken()
        case UInt8(ascii: "/"): marker()
        case UInt8(ascii: "h"), UInt8(ascii: "H"): host("hooks.slack", .webhook, steps: 1)
        case UInt8(ascii: "s"), UInt8(ascii: "S"): host("slack-files", .fileURL, steps: 0)
        case UInt8(ascii: "b"), UInt8(ascii: "B"): credentials()
        default: break
        }
        return nil
    }

    mutating func add(_ range: Range<Int>, _ kind: SecretKind, isRule: Bool = false) {
        guard !range.isEmpty else { return }
        found.append(SecretRange(range: range, kind: kind, isRule: isRule))
    }

    /// Adds a value that its name gives away.
    ///
    /// In the URL of a socket it is a ticket, whatever it is.
    mutating func add(named name: String, _ range: Range<Int>) {
        if let socket, socket.lowerBound <= range.lowerBound, range.lowerBound <= socket.upperBound
        {
            return add(range, .socketURL)
        }
        add(range, .named, isRule: rules.isOwn(lowercased: name.lowercased()))
    }

    private mutating func pattern() {
        for pattern in rules.patterns {
            guard let length = pattern.length(of: bytes, at: index) else { continue }
            add(index..<index + length, .pattern)
        }
    }
}
