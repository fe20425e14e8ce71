/// How a URL's colon and slashes are spelled where it stands in a text that is written in another.
package struct LinkSpelling: Sendable, Hashable {
    package let colon: [UInt8]
    package let slash: [UInt8]

    private init(_ colon: String, _ slash: String) {
        (self.colon, self.slash) = (Array(colon.utf8), Array(slash.utf8))
    }

    /// As it is.
    package static let plain = LinkSpelling(":", "/")
    /// In JSON as Slack and PHP write it: every slash escaped.
    package static let escaped = LinkSpelling(":", #"\/"#)

    /// Those two; within a string of JSON, whose writer escapes slashes or does not; in a query or a form; and in a query of a URL that stands in
    /// a query.
    package static let all = [
        plain, escaped, LinkSpelling(":", #"\\/"#),
        LinkSpelling(":", #"\\\/"#), LinkSpelling("%3A", "%2F"), LinkSpelling("%3a", "%2f"),
        LinkSpelling("%253A", "%252F"), LinkSpelling("%253a", "%252f"),
    ]

    /// The part of a URL, in this spelling.
    package func spelled(_ text: some StringProtocol) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: ":"): result += colon
            case UInt8(ascii: "/"): result += slash
            default: result.append(byte)
            }
        }
        return result
    }

    /// The scheme that stands at the end of some bytes with `://` behind it, and where it begins.
    package func scheme(
        atEndOf bytes: ArraySlice<UInt8>
    ) -> (scheme: WebAddress.Scheme, start: Int)? {
        for scheme in WebAddress.Scheme.allCases {
            let text = spelled("\(scheme.rawValue)://")
            if bytes.suffix(text.count).elementsEqual(text) {
                return (scheme, bytes.endIndex - text.count)
            }
        }
        return nil
    }

    /// The URL's text from there on, without the punctuation that may stand behind it.
    package func rest(of bytes: [UInt8], from start: Int) -> String {
        var text: [UInt8] = []
        var offset = start
        while offset < bytes.count {
            if bytes[offset...].starts(with: slash) {
                text.append(UInt8(ascii: "/"))
                offset += slash.count
            } else if isPercentCoded, let byte = coded(bytes[offset...]) {
                guard !Self.ends(byte) else { break }
                text.append(byte)
                offset += percent.count + 2
            } else {
                let isEnd =
                    isPercentCoded ? !Self.isPlain(bytes[offset]) : Self.ends(bytes[offset])
                guard !isEnd else { break }
                text.append(bytes[offset])
                offset += 1
            }
        }
        while let last = text.last, ").,;:!?]}*".utf8.contains(last) { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// The link's own scheme behind a mark, with which the bytes begin, and where it ends with its slash.
    package func marked(
        _ bytes: ArraySlice<UInt8>
    ) -> (scheme: WebAddress.Scheme, end: Int)? {
        let mark = bytes.prefix(LinkKey.markLength)
        let rest = bytes.dropFirst(LinkKey.markLength)
        guard mark.count == LinkKey.markLength, mark.allSatisfy(LinkKey.isMarkByte),
            rest.starts(with: slash)
        else { return nil }
        let name = rest.dropFirst(slash.count)
        for scheme in WebAddress.Scheme.allCases {
            let text = Array(scheme.rawValue.utf8) + slash
            if name.starts(with: text) { return (scheme, name.startIndex + text.count) }
        }
        return nil
    }

    /// The byte that is coded at the beginning of some, if one is.
    private func coded(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.starts(with: percent) else { return nil }
        let digits = bytes.dropFirst(percent.count).prefix(2)
        guard digits.count == 2, let high = Hexadecimal.value(of: digits[digits.startIndex]),
            let low = Hexadecimal.value(of: digits[digits.startIndex + 1])
        else { return nil }
        return high << 4 | low
    }

    /// What a coded byte begins with: `%`, or `%25` where that is coded once more.
    private var percent: ArraySlice<UInt8> { slash.dropLast(2) }

    private var isPercentCoded: Bool { slash.first == UInt8(ascii: "%") }

    /// Whether percent-coding leaves a byte as it is (RFC 3986 §2.3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    /// Whether no URL goes on with a byte, wherever it is quoted.
    private static func ends(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "`"):
            true
        default: false
        }
    }
}
