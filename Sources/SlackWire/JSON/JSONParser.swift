extension JSONValue {
    /// How deep values may nest unless a caller says otherwise.
    public static let defaultDepthLimit = 512

    /// Parses one document and nothing else (RFC 8259).
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8, white space around it allowed.
    ///   - depthLimit: How many arrays and objects may be nested.
    /// - Throws: ``JSONError`` with the offending byte.
    /// - Complexity: O(*n*) in the number of bytes.
    public init(
        parsing bytes: [UInt8],
        depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) {
        try self.init(parsing: bytes.span.bytes, depthLimit: depthLimit)
    }

    /// Parses one document from borrowed bytes.
    ///
    /// - Throws: ``JSONError`` with the offending byte.
    public init(
        parsing bytes: RawSpan,
        depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) {
        try JSONText.validate(bytes, depthLimit: depthLimit)
        var builder = JSONTreeBuilder()
        self = builder.value(bytes)
    }

    /// Parses one document from text.
    ///
    /// - Throws: ``JSONError`` with the offending byte.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// Builds the tree of a document that ``JSONValidator`` has passed.
///
/// There is one judge of what JSON is, so that no caller can be told two things; the depth of the
/// recursion is bounded by the judge's limit.
private struct JSONTreeBuilder {
    private var offset = 0

    mutating func value(_ bytes: RawSpan) -> JSONValue {
        offset = bytes.endOfWhitespace(from: offset)
        switch bytes.byte(offset) {
        case UInt8(ascii: "{"): return .object(members(bytes))
        case UInt8(ascii: "["): return .array(elements(bytes))
        case UInt8(ascii: "\""): return .string(string(bytes))
        case UInt8(ascii: "t"):
            offset += 4
            return .bool(true)
        case UInt8(ascii: "f"):
            offset += 5
            return .bool(false)
        case UInt8(ascii: "n"):
            offset += 4
            return .null
        default: return .number(number(bytes))
        }
    }

    private mutating func members(_ bytes: RawSpan) -> [JSONMember] {
        var members: [JSONMember] = []
        offset = bytes.endOfWhitespace(from: offset + 1)
        while bytes.byte(offset) != UInt8(ascii: "}") {
            let name = string(bytes)
            // The colon.
            offset = bytes.endOfWhitespace(from: offset) + 1
            members.append(JSONMember(name, value(bytes)))
            skipComma(bytes)
        }
        offset += 1
        return members
    }

    private mutating func elements(_ bytes: RawSpan) -> [JSONValue] {
        var elements: [JSONValue] = []
        offset = bytes.endOfWhitespace(from: offset + 1)
        while bytes.byte(offset) != UInt8(ascii: "]") {
            elements.append(value(bytes))
            skipComma(bytes)
        }
        offset += 1
        return elements
    }

    private mutating func skipComma(_ bytes: RawSpan) {
        offset = bytes.endOfWhitespace(from: offset)
        guard bytes.byte(offset) == UInt8(ascii: ",") else { return }
        offset = bytes.endOfWhitespace(from: offset + 1)
    }

    private mutating func number(_ bytes: RawSpan) -> String {
        let start = offset
        offset = bytes.endOfScalar(from: start)
        return bytes.extracting(start..<offset).withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private mutating func string(_ bytes: RawSpan) -> String {
        let start = offset + 1
        let end = bytes.endOfString(from: start)
        offset = end.offset
        return bytes.text(start..<end.offset - 1, isEscaped: end.isEscaped)
    }
}
