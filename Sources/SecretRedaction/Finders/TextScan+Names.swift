/// Values that their name gives away.
extension TextScan {
    /// The value of `name=value`.
    mutating func assignment() {
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
        add(named: name, index + 1..<end)
    }

    /// A code that is exchanged for a token has more characters than one that people read out.
    private static let shortestCode = 10

    /// The value of `"name":"value"` in a text that is not JSON as a whole.
    mutating func member() {
        guard index >= assignedEnd, let nameEnd = quote(before: index) else { return }
        var start = nameEnd
        while start > 0, nameEnd - start < Self.reach, Self.isName(bytes[start - 1]) { start -= 1 }
        guard start < nameEnd else { return }
        let name = String(decoding: bytes[start..<nameEnd], as: UTF8.self)
        guard rules.isSecret(name: name) else { return }
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
        add(named: name, value + 1..<end)
    }

    /// Where the quote stands that ends right before `end`, its backslashes included.
    private func quote(before end: Int) -> Int? {
        guard end > 0, bytes[end - 1] == UInt8(ascii: "\"") else { return nil }
        var start = end - 1
        while start > 0, end - start < 8, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        return start
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
