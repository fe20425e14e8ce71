/// Where else a value is replaced that was found to be secret: one law for the whole session.
///
/// A value is replaced everywhere in the session, or nowhere. What is long and mixed is a secret wherever it
/// stands, in the middle of a word as well. What is shorter or plainer is one where it stands as a whole word. And what
/// is so plain that every session is full of it (a digit, `true`, an id, a time, a word of Slack's protocol) is no
/// secret at all, whatever its name says.
enum SecretScope {
    /// It is no secret.
    case nowhere
    /// Only where it was found: what it is says nothing, only where it stands does, or its shape gives it away
    /// wherever it stands.
    case place
    /// Wherever it is a whole word.
    case word
    /// Wherever it stands.
    case anywhere

    /// The shortest value that is secret by its name.
    static let shortest = 4
    /// The shortest value of letters and digits that is looked for in the middle of words.
    private static let shortestAnywhere = 8
    /// What is longer than that is not looked for elsewhere.
    private static let longest = 64 << 10

    /// - Parameters:
    ///   - value: With its encodings undone.
    ///   - isRule: Whether a rule of the user's says that it is secret, by name or by path.
    ///   - isPassword: Whether its name says that it is no id and no time.
    init(of value: [UInt8], kind: SecretKind, isRule: Bool, isPassword: Bool = false) {
        guard value.count <= Self.longest, !Placeholders.holdsWord(value) else {
            self = .place
            return
        }
        switch kind {
        case .known, .piece: self = .place
        case .named, .path:
            let scope = Self.ofName(value, isRule: isRule || kind == .path)
            // What looks like an id is not looked for elsewhere: it may be one there.
            self = scope == .nowhere && isPassword && value.looksLikeSlacks ? .place : scope
        default: self = Self.isMixed(value) ? .anywhere : .place
        }
    }

    private static func ofName(_ value: [UInt8], isRule: Bool) -> SecretScope {
        if value.count < shortest || PlainWords.contains(value) || !isTelling(value) {
            return isRule ? .place : .nowhere
        }
        if !isRule, value.looksLikeSlacks || TokenShape.isExample(value) {
            return .nowhere
        }
        if isMixed(value), !value.isSlackID { return .anywhere }
        return value.count <= SecretAutomaton.longestWord ? .word : .anywhere
    }

    /// Whether it is no row of stars or dots.
    private static func isTelling(_ value: [UInt8]) -> Bool {
        value.count { SecretAutomaton.isOfWord($0) } >= shortest
            || value.count >= 6 && Set(value).count >= 4
    }

    /// Whether it has letters and digits, is long, and no text with spaces.
    private static func isMixed(_ value: [UInt8]) -> Bool {
        value.count >= shortestAnywhere && value.contains(where: ASCII.isDigit)
            && value.contains { ASCII.isAlphanumeric($0) && !ASCII.isDigit($0) }
            && !value.contains { $0 <= 0x20 }
    }
}

extension [UInt8] {
    /// Whether it has the shape of an id or of a time of Slack's.
    fileprivate var looksLikeSlacks: Bool { isSlackID || isTime }

    /// Whether it has the shape of an id of Slack's: a letter that says of what, and at least eight capitals and digits.
    fileprivate var isSlackID: Bool {
        guard (9...12).contains(count), let first, "ABCDEFGHSTUVWQ".utf8.contains(first) else {
            return false
        }
        return contains(where: ASCII.isDigit)
            && allSatisfy {
                ASCII.isDigit($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
            }
    }

    /// Whether it has the shape of a time of Slack's: `1503435956`, `1503435956.000247`, or milliseconds.
    fileprivate var isTime: Bool {
        guard first == UInt8(ascii: "1") else { return false }
        let seconds = prefix(while: ASCII.isDigit)
        if seconds.count == count { return count == 10 || count == 13 }
        return seconds.count == 10 && self[10] == UInt8(ascii: ".") && count == 17
            && self[11...].allSatisfy(ASCII.isDigit)
    }
}
