extension String {
    /// The text with spelled-out escapes for all that a terminal obeys rather than shows: control
    /// characters, line breaks, and marks that turn the direction of writing.
    ///
    /// Whatever strangers wrote passes through here before it is printed.
    ///
    /// - Complexity: O(*n*).
    package var printable: String {
        guard unicodeScalars.contains(where: \.isObeyed) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isObeyed {
                text.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}

extension JSONText {
    /// The same values, with JSON's own escapes for all that a terminal obeys rather than shows.
    ///
    /// Outside of strings JSON has none of it but white space, of which only the blank stays.
    ///
    /// - Complexity: O(*n*).
    package var printable: String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.unicodeScalars.contains(where: \.isObeyed) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 {
                shown.append(" ")
            } else if scalar.isObeyed {
                let digits = Hexadecimal.text(UInt64(scalar.value), width: 4)
                shown.append(contentsOf: "\\u\(digits)".unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }
}

extension Unicode.Scalar {
    fileprivate var isObeyed: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
