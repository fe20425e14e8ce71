/// The ways in which a text may be spelled, and what is left of it in each of them.
enum Spelling: String, CaseIterable {
    case plain, percent, percentTwice, lowerPercent, entities, ampersands
    case base64, base64Shifted, base64ShiftedTwice, base64URL, base64InPercent, base64OfJSON
    case percentInBase64, base64Twice, base64InLines, base64InShortLines
    case pasted, pastedInJSON, markdown, link, html

    func spelled(_ text: String) -> String {
        switch self {
        case .plain: text
        case .percent: Secrets.percentEncoded(text)
        case .percentTwice: Secrets.percentEncoded(Secrets.percentEncoded(text))
        case .lowerPercent: Secrets.percentEncoded(text).lowercasedEscapes
        case .entities: text.unicodeScalars.map { "&#\($0.value);" }.joined()
        case .ampersands: "https://a.example/?x=1&amp;u=\(text)&amp;y=2"
        case .base64: Self.base64(text)
        case .base64Shifted: Self.base64("n" + text)
        case .base64ShiftedTwice: Self.base64("no" + text + "!")
        case .base64URL: Self.base64(text, isForURLs: true)
        case .base64InPercent: Secrets.percentEncoded(Self.base64(text))
        case .base64OfJSON: Self.base64("{\"next\":\"\(text)\"}")
        case .percentInBase64: Self.base64(Secrets.percentEncoded(text))
        case .base64Twice: Self.base64(Self.base64(text))
        case .base64InLines:
            Self.lines(
                of: Self.base64("first: 1\nsecond: 22\nthird: 333\nx: " + text + "\nlast: 1"),
                76,
                "\n"
            )
        case .base64InShortLines:
            Self.lines(of: Self.base64("a: " + text + "\n\nand something behind it"), 64, "\r\n")
        case .pasted: Secrets.spellings(text)[1]
        case .pastedInJSON: #"{"a":{"url":"\#(Secrets.spellings(text)[1])","n":1}}"#
        case .markdown: "see [the **link**](\(text)), or `\(text)`"
        case .link: "see <\(text)|the label> and <\(text)>"
        case .html: "<p>see <a href='\(text)'>it</a>&nbsp;\(text)</p>"
        }
    }

    /// A text broken into lines of so many characters.
    private static func lines(of text: String, _ length: Int, _ end: String) -> String {
        var (lines, rest) = ([Substring](), text[...])
        while !rest.isEmpty {
            lines.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return lines.joined(separator: end)
    }

    /// Every trace that a piece of a secret would leave in a text.
    static func traces(of piece: String) -> [String] {
        // Two characters at each end of base64 depend on what stands beside them.
        let encoded = (0..<3).map { shift in
            String(
                base64(String(repeating: "n", count: shift) + piece).dropFirst(shift + 2).dropLast(
                    5
                )
            )
        }
        return Secrets.spellings(piece) + encoded + [
            unicode(piece), Secrets.percentEncoded(piece),
            Secrets.percentEncoded(Secrets.percentEncoded(piece)), Spelling.entities.spelled(piece),
            base64(Secrets.percentEncoded(piece)),
        ]
    }

    /// A text in escapes of JSON, letters and digits, too.
    static func unicode(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    static func base64(_ text: String, isForURLs: Bool = false) -> String {
        let last = isForURLs ? "-_" : "+/"
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last
        )
        let bytes = Array(text.utf8)
        var encoded = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for digit in 0...group.count { encoded.append(alphabet[bits >> (18 - 6 * digit) & 63]) }
            if !isForURLs { encoded += String(repeating: "=", count: 3 - group.count) }
        }
        return encoded
    }
}

extension String {
    /// Percent-encoding with its digits in lower case.
    fileprivate var lowercasedEscapes: String {
        var rest = 0
        return String(
            map { character in
                if character == "%" { rest = 3 }
                rest -= 1
                return rest >= 0 ? Character(character.lowercased()) : character
            }
        )
    }
}
