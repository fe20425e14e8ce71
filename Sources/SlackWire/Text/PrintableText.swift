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

extension Unicode.Scalar {
    fileprivate var isObeyed: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
