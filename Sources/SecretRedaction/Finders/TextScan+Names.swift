import SlackWire

/// Values that their name gives away, as forms, JSON, YAML, Python, shells and their like write them.
///
/// Where a value stands in quotes, or right behind an equals sign, the name says what it is. Behind a colon, and behind
/// spaces, there may be a sentence (`the password: as always`), so that a value without quotes must look like a secret
/// itself.
extension TextScan {
    /// What is named and said to be secret.
    private struct Naming {
        var name: String
        /// Where the name begins, its quote included.
        var start: Int
        /// Whether it is plainly a name, in quotes or an option's, and no word of a sentence.
        var isPlain: Bool
    }

    /// The value behind the equals sign at hand.
    mutating func assignment() {
        guard index >= assignedEnd else { return }
        // `==` and `=>`, `:=` and `!=` are one sign.
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "=") { return }
        if nameEndsHere, let naming = naming(endingAt: index) { return plainAssignment(naming) }
        var end = index
        if end > 0, "=:!".utf8.contains(bytes[end - 1]) { end -= 1 }
        guard let naming = naming(endingAt: end), rules.isSecret(name: naming.name) else { return }
        let isArrow = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: ">")
        _ = quotedValue(from: index + (isArrow ? 2 : 1), naming)
    }

    /// Whether a name without quotes stands right before the sign at hand.
    private var nameEndsHere: Bool { index > 0 && Self.isName(bytes[index - 1]) }

    /// `name=value`, up to where a value ends in a form or a command.
    private mutating func plainAssignment(_ naming: Naming) {
        let start = naming.start
        let isCode =
            naming.name.lowercased() == "code" && start > 0
            && (bytes[start - 1] == UInt8(ascii: "?") || bytes[start - 1] == UInt8(ascii: "&"))
        guard isCode || rules.isSecret(name: naming.name) else { return }
        if !isCode, quotedValue(from: index + 1, naming) { return }
        var end = index + 1
        while end < bytes.count, !Self.endsValue(bytes[end]) { end += 1 }
        assignedEnd = end
        guard !isCode || end - index > Self.shortestCode else { return }
        add(named: naming.name, index + 1..<end)
    }

    /// A code that is exchanged for a token has more characters than one that people read out.
    private static let shortestCode = 10

    /// The value behind the colon at hand: of JSON in a text that is not JSON as a whole, of YAML, of Python.
    mutating func member() {
        guard index >= assignedEnd, let naming = naming(endingAt: index),
            rules.isSecret(name: naming.name)
        else { return }
        if naming.isPlain || isFirst(naming) {
            guard !quotedValue(from: index + 1, naming) else { return }
        } else if tellingValue(from: index + 1, naming, inQuotes: true) {
            return
        }
        _ = tellingValue(from: index + 1, naming, inQuotes: false)
    }

    /// The content of the element whose first tag ends at hand.
    mutating func element() {
        guard index >= assignedEnd, let naming = naming(endingAt: index), !naming.isPlain,
            naming.start > 0, bytes[naming.start - 1] == UInt8(ascii: "<"),
            rules.isSecret(name: naming.name)
        else { return }
        var end = index + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        assignedEnd = end
        guard end < bytes.count else { return }
        add(named: naming.name, index + 1..<end)
    }

    /// What follows an option at hand: `--password VALUE`.
    mutating func option() {
        guard index >= assignedEnd, index + 2 < bytes.count,
            bytes[index + 1] == UInt8(ascii: "-"),
            index == 0 || bytes[index - 1] <= 0x20
        else { return }
        var end = index + 2
        while end < bytes.count, end - index < Self.reach, Self.isName(bytes[end]) { end += 1 }
        guard end < bytes.count, bytes[end] == 0x20 else { return }
        let name = String(decoding: bytes[index + 2..<end], as: UTF8.self)
        guard rules.isSecret(name: name) else { return }
        let naming = Naming(name: name, start: index, isPlain: true)
        if !quotedValue(from: end, naming) { _ = tellingValue(from: end, naming, inQuotes: false) }
    }

    // MARK: Names

    /// The name that ends there, spaces, a bracket and quotes aside.
    private func naming(endingAt place: Int) -> Naming? {
        var end = place
        while end > 0, place - end < Self.spaces, bytes[end - 1] == 0x20 { end -= 1 }
        if end > 0, bytes[end - 1] == UInt8(ascii: "]") { end -= 1 }
        let quote = end > 0 ? bytes[end - 1] : 0
        let isQuoted = Self.isQuote(quote)
        if isQuoted {
            end -= 1
            let limit = end
            while end > 0, limit - end < 8, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        }
        var start = end
        while start > 0, end - start < Self.reach, Self.isName(bytes[start - 1]) { start -= 1 }
        guard start < end else { return nil }
        return Naming(
            name: String(decoding: bytes[start..<end], as: UTF8.self),
            start: start,
            isPlain: isQuoted
        )
    }

    /// How many spaces may stand around a sign.
    private static let spaces = 16

    /// Whether a name stands where no sentence goes on: at the beginning of a line, of a list, or of an object.
    private func isFirst(_ naming: Naming) -> Bool {
        var start = naming.start
        while start > 0, naming.start - start < Self.reach,
            bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09
                || bytes[start - 1] == UInt8(ascii: "-")
        {
            start -= 1
        }
        guard start > 0 else { return true }
        return bytes[start - 1] < 0x20 || "{,([`".utf8.contains(bytes[start - 1])
    }

    // MARK: Values

    /// Takes the value between quotes that begins there, behind spaces and what says what kind of string it is; false if
    /// there is none.
    private mutating func quotedValue(from place: Int, _ naming: Naming) -> Bool {
        guard let value = quoted(from: place) else { return false }
        assignedEnd = value.upperBound
        add(named: naming.name, value)
        return true
    }

    /// Where a value between quotes stands.
    private mutating func quoted(from place: Int) -> Range<Int>? {
        var start = place
        while start < bytes.count, start - place < Self.spaces, bytes[start] == 0x20 { start += 1 }
        if start + 1 < bytes.count, "ubrUBR".utf8.contains(bytes[start]),
            Self.isQuote(bytes[start + 1])
        {
            start += 1
        }
        let isEscaped = start < bytes.count && bytes[start] == UInt8(ascii: "\\")
        while start < bytes.count, start - place < Self.reach, bytes[start] == UInt8(ascii: "\\") {
            start += 1
        }
        guard start < bytes.count, Self.isQuote(bytes[start]) else { return nil }
        let quote = bytes[start]
        if !isEscaped, let seen = closings[quote], seen.from <= start, start < seen.to {
            return seen.isClosed ? start + 1..<max(start + 1, seen.to) : nil
        }
        let (end, isClosed) = closing(of: quote, from: start + 1, isEscaped: isEscaped)
        if !isEscaped { closings[quote] = Closing(from: start, to: end, isClosed: isClosed) }
        return isClosed ? start + 1..<end : nil
    }

    /// Where quotes are closed that were opened before; an apostrophe must stand before a character that may follow a
    /// value.
    ///
    /// Of a text that is cut the rest is the value, but an apostrophe begins none.
    private func closing(
        of quote: UInt8,
        from start: Int,
        isEscaped: Bool
    ) -> (end: Int, isClosed: Bool) {
        var end = start
        while end < bytes.count, bytes[end] != quote || mayGoOn(behind: end, quote) {
            if bytes[end] == UInt8(ascii: "\\") {
                if isEscaped { return (end, true) }
                end += 1
            } else if bytes[end] == 0x0a, quote != UInt8(ascii: "\"") {
                return (end, false)
            }
            end += 1
        }
        return (min(end, bytes.count), end < bytes.count || quote == UInt8(ascii: "\""))
    }

    /// Whether an apostrophe stands within a word.
    private func mayGoOn(behind end: Int, _ quote: UInt8) -> Bool {
        quote == UInt8(ascii: "'") && end + 1 < bytes.count
            && ASCII.isAlphanumericOrUnderscore(bytes[end + 1])
    }

    /// Takes the value that begins there, if it looks like a secret itself; false if it does not.
    private mutating func tellingValue(
        from place: Int,
        _ naming: Naming,
        inQuotes: Bool
    ) -> Bool {
        guard let value = inQuotes ? quoted(from: place) : bare(from: place) else { return false }
        guard isTelling(bytes[value], naming) else { return false }
        assignedEnd = value.upperBound
        add(named: naming.name, value)
        return true
    }

    /// Where a value without quotes stands, up to a character that is part of none.
    private func bare(from place: Int) -> Range<Int>? {
        var start = place
        while start < bytes.count, start - place < Self.spaces, bytes[start] == 0x20 { start += 1 }
        guard start > place else { return nil }
        var end = start
        while end < bytes.count, end - start < Self.longestBare, Self.isBare(bytes[end]) {
            end += 1
        }
        guard end < bytes.count else { return start..<end }
        // What goes on like that is code, a link or a path.
        return "([{<$/:".utf8.contains(bytes[end]) ? nil : start..<end
    }

    private static let longestBare = 1024

    /// Whether a value without quotes is none that a sentence, or code, has there.
    ///
    /// It has letters and digits, and is long: very long where a sentence goes on, unless it is about a password.
    private func isTelling(_ value: ArraySlice<UInt8>, _ naming: Naming) -> Bool {
        guard value.count <= Self.longestBare else { return false }
        let isPlain =
            naming.isPlain || RedactionRules.isPassword(lowercased: naming.name.lowercased())
            || isFirst(naming) && isLast(value)
        let shortest = isPlain && !rules.isWord(name: naming.name) ? 8 : 16
        return value.count >= shortest && value.contains(where: ASCII.isDigit)
            && value.contains { ASCII.isAlphanumeric($0) && !ASCII.isDigit($0) }
    }

    /// Whether nothing follows a value on its line, or what follows in a list or a comment.
    private func isLast(_ value: ArraySlice<UInt8>) -> Bool {
        var end = value.endIndex
        while end < bytes.count, end - value.endIndex < Self.spaces, bytes[end] == 0x20 { end += 1 }
        guard end < bytes.count else { return true }
        return bytes[end] < 0x20 || "#,}])`\"'\\".utf8.contains(bytes[end])
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumericOrUnderscore(byte) || "-.+=~!@%^*&".utf8.contains(byte)
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    /// What follows `Bearer` or `Basic`, if it is long and mixed enough to be no word.
    mutating func credentials() {
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

    static func isName(_ byte: UInt8) -> Bool {
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
