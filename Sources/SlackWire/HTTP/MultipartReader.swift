/// Takes a `multipart/form-data` body apart.
struct MultipartReader {
    /// A line break, two dashes and the boundary.
    let delimiter: [UInt8]
    private var offset = 0

    init(delimiter: [UInt8]) {
        self.delimiter = delimiter
    }

    mutating func places(
        _ bytes: Span<UInt8>
    ) throws(MultipartError) -> [MultipartCoding.Place] {
        try preamble(bytes)
        var places: [MultipartCoding.Place] = []
        while try !isClosing(bytes) {
            var part = try header(bytes)
            guard let end = ByteSearch.firstOffset(of: delimiter, in: bytes, from: offset) else {
                throw MultipartError(.unexpectedEnd, at: bytes.count)
            }
            part.bytes = Array(bytes, offset..<end)
            places.append((part, offset..<end))
            offset = end + delimiter.count
        }
        return places
    }

    /// Skips to after the first boundary, whose line break may be missing at the very start.
    private mutating func preamble(_ bytes: Span<UInt8>) throws(MultipartError) {
        let first = Array(delimiter.dropFirst(2))
        if ByteSearch.matches(first, in: bytes, at: 0) {
            offset = first.count
            return
        }
        guard let start = ByteSearch.firstOffset(of: delimiter, in: bytes, from: 0) else {
            throw MultipartError(.noOpeningBoundary, at: 0)
        }
        offset = start + delimiter.count
    }

    /// After a boundary: whether it was the last one; else goes to the first header line.
    private mutating func isClosing(_ bytes: Span<UInt8>) throws(MultipartError) -> Bool {
        if ByteSearch.matches(Array("--".utf8), in: bytes, at: offset) { return true }
        // RFC 2046 allows padding after a boundary.
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
        guard offset + 1 < bytes.count else {
            throw MultipartError(.unexpectedEnd, at: bytes.count)
        }
        guard bytes[offset] == 0x0d, bytes[offset + 1] == 0x0a else {
            throw MultipartError(.unexpectedAfterBoundary, at: offset)
        }
        offset += 2
        return false
    }

    /// Reads a part's header lines and goes to its first byte.
    private mutating func header(_ bytes: Span<UInt8>) throws(MultipartError) -> MultipartPart {
        let start = offset
        let lineBreak = Array("\r\n".utf8)
        var disposition: MediaType?
        var contentType: String?
        while true {
            guard let end = ByteSearch.firstOffset(of: lineBreak, in: bytes, from: offset) else {
                throw MultipartError(.unexpectedEnd, at: bytes.count)
            }
            let line = Array(bytes, offset..<end)
            let lineStart = offset
            offset = end + lineBreak.count
            if line.isEmpty { break }
            let text = Self.text(line)
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                throw MultipartError(.invalidHeader, at: lineStart)
            }
            let value = text[colon...].dropFirst().drop { $0 == " " || $0 == "\t" }
            switch text[..<colon].lowercased() {
            case "content-disposition": disposition = MediaType(parsing: String(value))
            case "content-type": contentType = String(value)
            default: break
            }
        }
        guard let disposition, disposition.essence == "form-data",
            let name = disposition.parameter("name")
        else { throw MultipartError(.unnamedPart, at: start) }
        // A part without a line before its boundary is empty: the blank line's break may be shared.
        if ByteSearch.matches(Array(delimiter.dropFirst(2)), in: bytes, at: offset) { offset -= 2 }
        return MultipartPart(
            name: Self.unquoted(name),
            filename: Self.filename(disposition),
            contentType: contentType,
            bytes: []
        )
    }

    /// A header line of the wild: in UTF-8 as RFC 7578 §5.1 has it, or in Latin-1 as older clients write it.
    private static func text(_ line: [UInt8]) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
    }

    /// The name of a part's file.
    ///
    /// `filename*` with its charset (RFC 5987), which RFC 7578 §4.2 forbids, is what some clients send instead of `filename` or
    /// beside a poor one for a name that is not ASCII.
    private static func filename(_ disposition: MediaType) -> String? {
        if let extended = disposition.parameter("filename*"), let name = Self.extended(extended) {
            return name
        }
        return disposition.parameter("filename").map(Self.unquoted)
    }

    /// A value of the form `charset'language'percent-coded`; `nil` for another form or charset.
    private static func extended(_ value: String) -> String? {
        let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let bytes = PercentCoding.decode(parts[2].utf8, plusIsSpace: false)
        switch parts[0].lowercased() {
        case "utf-8": return String(validating: bytes, as: UTF8.self)
        case "iso-8859-1":
            return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: return nil
        }
    }

    /// Undoes the three escapes that a form's names have, and no others.
    private static func unquoted(_ name: String) -> String {
        guard name.contains("%") else { return name }
        var unquoted: [UInt8] = []
        let bytes = Array(name.utf8)
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "%"), offset + 2 < bytes.count,
                let high = Hexadecimal.value(of: bytes[offset + 1]),
                let low = Hexadecimal.value(of: bytes[offset + 2]),
                [0x22, 0x0d, 0x0a].contains(high << 4 | low)
            {
                unquoted.append(high << 4 | low)
                offset += 3
            } else {
                unquoted.append(bytes[offset])
                offset += 1
            }
        }
        return String(decoding: unquoted, as: UTF8.self)
    }
}

extension Array<UInt8> {
    /// The bytes of a range of a span.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        self = bytes.extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}
