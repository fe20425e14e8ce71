import RepriseFloor

/// `application/x-www-form-urlencoded`, which is also how a query is written (WHATWG URL §5).
public enum FormCoding {
    /// The media type.
    public static let contentType = "application/x-www-form-urlencoded"

    /// Writes fields: a space is `+`, everything but letters, digits and `-._~` is percent-encoded, and what was no UTF-8 is so again.
    public static func encode(_ fields: [FormField]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes += PercentCoding.encode(ExactText.encode(field.name), plusForSpace: true)
            bytes.append(UInt8(ascii: "="))
            bytes += PercentCoding.encode(ExactText.encode(field.value), plusForSpace: true)
        }
        return bytes
    }

    /// Reads fields in their order, repeated names kept.
    ///
    /// Everything can be read: a piece without `=` is a name with an empty value, an empty piece is
    /// nothing, a broken escape stands for itself, and each byte that is not UTF-8 becomes
    /// the character U+10FF00 plus the byte.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    public static func decode(_ bytes: [UInt8]) -> [FormField] {
        bytes.split(separator: UInt8(ascii: "&")).map { piece in
            let end = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            return FormField(text(piece[..<end]), text(piece[end...].dropFirst()))
        }
    }

    /// Reads the query of a request line or a URL, without its question mark.
    public static func decode(_ query: some StringProtocol) -> [FormField] {
        decode(ExactText.encode(query))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        ExactText.decode(PercentCoding.decode(bytes, plusIsSpace: true))
    }
}
