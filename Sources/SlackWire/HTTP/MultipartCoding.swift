/// `multipart/form-data` (RFC 7578, RFC 2046 §5.1), exact to the byte.
public enum MultipartCoding {
    /// The content type of a body with that boundary.
    public static func contentType(boundary: String) -> String {
        "multipart/form-data; boundary=\(boundary)"
    }

    /// A boundary that no part contains, the same for the same parts.
    ///
    /// - Complexity: O(*n*) in the number of bytes, whatever boundaries stand in them.
    public static func boundary(for parts: [MultipartPart]) -> String {
        let word = "reprise-boundary-"
        var taken: Set<Int> = []
        for part in parts { note(numbersBehind: Array("--\(word)".utf8), in: part.bytes, &taken) }
        let number = (0...taken.count).first { !taken.contains($0) } ?? taken.count
        return "\(word)\(number)"
    }

    /// Notes every number that the digits behind each occurrence of `word` begin with.
    private static func note(
        numbersBehind word: [UInt8],
        in bytes: [UInt8],
        _ numbers: inout Set<Int>
    ) {
        var start = 0
        while let found = ByteSearch.firstOffset(of: word, in: bytes.span, from: start) {
            start = found + word.count
            var number = 0
            for byte in bytes[start...].prefix(18) {
                guard case 0x30...0x39 = byte else { break }
                number = number * 10 + Int(byte - 0x30)
                numbers.insert(number)
            }
        }
    }

    /// Writes parts.
    ///
    /// - Parameters:
    ///   - parts: The parts in order. Quotes and line breaks in names are percent-encoded,
    ///     as browsers do; a backslash is doubled, as the reader of a quoted string expects.
    ///   - boundary: A boundary that no part contains; see ``boundary(for:)``.
    public static func encode(_ parts: [MultipartPart], boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes += "--\(boundary)\r\nContent-Disposition: form-data; ".utf8
            bytes += "name=\"\(quotable(part.name))\"".utf8
            if let filename = part.filename {
                bytes += "; filename=\"\(quotable(filename))\"".utf8
            }
            bytes += "\r\n".utf8
            if let contentType = part.contentType {
                bytes += "Content-Type: \(singleLine(contentType))\r\n".utf8
            }
            bytes += "\r\n".utf8
            bytes += part.bytes
            bytes += "\r\n".utf8
        }
        bytes += "--\(boundary)--\r\n".utf8
        return bytes
    }

    /// Reads parts.
    ///
    /// - Parameters:
    ///   - bytes: The whole body.
    ///   - contentType: The request's `content-type` with its boundary.
    /// - Throws: ``MultipartError`` with the byte at which the body stops being well-formed.
    /// - Complexity: O(*n*) in the number of bytes.
    public static func decode(
        _ bytes: [UInt8],
        contentType: String
    ) throws(MultipartError) -> [MultipartPart] {
        try places(of: bytes, contentType: contentType).map(\.part)
    }

    /// A part, and where its bytes stand in the body.
    package typealias Place = (part: MultipartPart, range: Range<Int>)

    /// Reads parts, and says where each one's bytes stand.
    ///
    /// - Throws: ``MultipartError``, as ``decode(_:contentType:)`` does.
    package static func places(
        of bytes: [UInt8],
        contentType: String
    ) throws(MultipartError) -> [Place] {
        let mediaType = MediaType(parsing: contentType)
        guard mediaType.essence == "multipart/form-data" else {
            throw MultipartError(.notMultipart(contentType: mediaType.essence), at: 0)
        }
        guard let boundary = mediaType.parameter("boundary"), isValid(boundary: boundary) else {
            throw MultipartError(.noBoundary, at: 0)
        }
        var reader = MultipartReader(delimiter: Array("\r\n--\(boundary)".utf8))
        return try reader.places(bytes.span)
    }

    private static func isValid(boundary: String) -> Bool {
        (1...70).contains(boundary.utf8.count)
            && boundary.utf8.allSatisfy { (0x20...0x7e).contains($0) } && boundary.utf8.last != 0x20
    }

    private static func quotable(_ name: String) -> String {
        var quotable = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": quotable += "%22"
            case "\\": quotable += #"\\"#
            case "\r": quotable += "%0D"
            case "\n": quotable += "%0A"
            default: quotable.unicodeScalars.append(scalar)
            }
        }
        return quotable
    }

    private static func singleLine(_ value: String) -> String {
        String(String.UnicodeScalarView(value.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
    }
}
