import SlackWire

/// Encodings of single characters in a text: escapes behind a backslash, HTML's entities, percent-encoding.
///
/// What is malformed, and what stands for a control character, stands for itself.
enum TextEscapes {
    /// What an escape stands for, and how many bytes it takes.
    typealias Escape = (character: Typography.Character, length: Int)

    /// An escape behind a backslash, as JSON, Markdown, Python, C and their like have them.
    static func backslash(_ bytes: [UInt8], _ index: Int) -> Escape? {
        guard index + 1 < bytes.count else { return nil }
        let next = bytes[index + 1]
        switch next {
        case UInt8(ascii: "x"): return character(bytes, hexadecimal: index + 2, digits: 2, index)
        case UInt8(ascii: "U"): return character(bytes, hexadecimal: index + 2, digits: 8, index)
        case UInt8(ascii: "u") where index + 2 < bytes.count && bytes[index + 2] == leftBrace:
            return braced(bytes, index)
        case UInt8(ascii: "0")...UInt8(ascii: "3"): return octal(bytes, index)
        default: break
        }
        if let (scalar, length) = bytes.span.bytes.escapedScalar(at: index, end: bytes.count) {
            return Typography.character(scalar).map { ($0, length) }
        }
        // Markdown: any mark of ASCII may stand behind a backslash.
        return next > 0x20 && next < 0x7f && !ASCII.isAlphanumeric(next)
            ? (.byte(next), 2) : nil
    }

    private static let leftBrace = UInt8(ascii: "{")

    private static func character(
        _ bytes: [UInt8],
        hexadecimal start: Int,
        digits: Int,
        _ index: Int
    ) -> Escape? {
        let end = start + digits
        guard let code = number(bytes, start..<end, radix: 16), let text = character(code) else {
            return nil
        }
        return (text, end - index)
    }

    /// `\u{2d}`.
    private static func braced(_ bytes: [UInt8], _ index: Int) -> Escape? {
        let start = index + 3
        var end = start
        while end < bytes.count, end - start < 8, bytes[end] != UInt8(ascii: "}") { end += 1 }
        guard end > start, end < bytes.count, bytes[end] == UInt8(ascii: "}"),
            let code = number(bytes, start..<end, radix: 16), let text = character(code)
        else { return nil }
        return (text, end + 1 - index)
    }

    /// `\055`.
    private static func octal(_ bytes: [UInt8], _ index: Int) -> Escape? {
        guard let code = number(bytes, index + 1..<index + 4, radix: 8), let text = character(code)
        else { return nil }
        return (text, 4)
    }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>, radix: UInt32) -> UInt32? {
        guard range.upperBound <= bytes.count else { return nil }
        var number: UInt32 = 0
        for byte in bytes[range] {
            guard let digit = Hexadecimal.value(of: byte), digit < radix else { return nil }
            // Eight digits are the most.
            number = number &* radix &+ UInt32(digit)
        }
        return number
    }

    private static func character(_ code: UInt32) -> Typography.Character? {
        Unicode.Scalar(code).flatMap(Typography.character)
    }

    static func percent(_ bytes: [UInt8], _ index: Int) -> Escape? {
        guard index + 2 < bytes.count, let high = Hexadecimal.value(of: bytes[index + 1]),
            let low = Hexadecimal.value(of: bytes[index + 2])
        else { return nil }
        return (.byte(high << 4 | low), 3)
    }

    /// A named entity of HTML, or the number of a character.
    static func entity(_ bytes: [UInt8], _ index: Int) -> Escape? {
        guard index + 2 < bytes.count else { return nil }
        if bytes[index + 1] == UInt8(ascii: "#") { return numberedEntity(bytes, index) }
        var end = index + 1
        while end < bytes.count, end - index <= longestName, ASCII.isAlphanumeric(bytes[end]) {
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ";"),
            let text = entities[String(decoding: bytes[index + 1..<end], as: UTF8.self)]
        else { return nil }
        return (text.utf8.first.map(Typography.Character.byte) ?? .nothing, end + 1 - index)
    }

    /// Browsers do without the semicolon, and take any number of zeros.
    private static func numberedEntity(_ bytes: [UInt8], _ index: Int) -> Escape? {
        let isHexadecimal = bytes.matches("x", at: index + 2)
        let start = index + (isHexadecimal ? 3 : 2)
        var (code, end): (UInt32, Int) = (0, start)
        while end < bytes.count, end - start < 12, let digit = Hexadecimal.value(of: bytes[end]),
            isHexadecimal || digit < 10
        {
            code = min(code * (isHexadecimal ? 16 : 10) + UInt32(digit), 0x11_0000)
            end += 1
        }
        guard end > start, let text = character(code) else { return nil }
        if end < bytes.count, bytes[end] == UInt8(ascii: ";") { end += 1 }
        return (text, end - index)
    }

    private static let longestName = 16

    /// Entities of characters that may be part of a secret, of a name or of a URL (HTML, §13.5), and of those that look
    /// like a hyphen or like nothing.
    private static let entities: [String: String] = [
        "amp": "&", "AMP": "&", "lt": "<", "LT": "<", "gt": ">", "GT": ">", "quot": "\"",
        "QUOT": "\"", "apos": "'", "hyphen": "-", "dash": "-", "minus": "-", "ndash": "-",
        "lowbar": "_", "UnderBar": "_", "sol": "/", "bsol": "\\", "colon": ":", "semi": ";",
        "period": ".", "comma": ",", "equals": "=", "quest": "?", "num": "#", "commat": "@",
        "percnt": "%", "plus": "+", "excl": "!", "dollar": "$", "lpar": "(", "rpar": ")",
        "lsqb": "[", "lbrack": "[", "rsqb": "]", "rbrack": "]", "lcub": "{", "lbrace": "{",
        "rcub": "}", "rbrace": "}", "vert": "|", "verbar": "|", "ast": "*", "grave": "`",
        "Hat": "^", "nbsp": " ", "shy": "", "zwj": "", "zwnj": "", "ZeroWidthSpace": "",
        "NoBreak": "",
    ]
}
