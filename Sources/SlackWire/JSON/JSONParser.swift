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
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        self = try parser.document()
    }

    /// Parses one document from text.
    ///
    /// - Throws: ``JSONError`` with the offending byte.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A recursive-descent parser over bytes, bounded in depth.
struct JSONParser {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var offset = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipWhitespace()
        if offset < bytes.count { throw JSONError(.trailingBytes, at: offset) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipWhitespace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case let byte: throw JSONError(.unexpectedByte(byte), at: offset)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        if depth > depthLimit { throw JSONError(.tooDeep(limit: depthLimit), at: offset) }
        offset += 1
        var members: [JSONMember] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipWhitespace()
            try expect(UInt8(ascii: "\""), consume: false)
            let name = try string()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            members.append(JSONMember(name, try value(depth: depth)))
            if try endsOrContinues(closing: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        if depth > depthLimit { throw JSONError(.tooDeep(limit: depthLimit), at: offset) }
        offset += 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") {
            offset += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth))
            if try endsOrContinues(closing: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    /// Reads `,` (false) or the closing bracket (true).
    private mutating func endsOrContinues(closing: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = try peek()
        guard byte == closing || byte == UInt8(ascii: ",") else {
            throw JSONError(.unexpectedByte(byte), at: offset)
        }
        offset += 1
        return byte == closing
    }

    private mutating func literal(
        _ spelling: StaticString,
        _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for index in 0..<spelling.utf8CodeUnitCount {
            try expect(spelling.utf8Start[index])
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let integerStart = offset
        guard digits() else { throw JSONError(.invalidNumber, at: offset) }
        if bytes[integerStart] == UInt8(ascii: "0"), offset - integerStart > 1 {
            throw JSONError(.invalidNumber, at: integerStart)
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            guard digits() else { throw JSONError(.invalidNumber, at: offset) }
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            guard digits() else { throw JSONError(.invalidNumber, at: offset) }
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    /// Skips digits; false if there is none.
    private mutating func digits() -> Bool {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
        {
            offset += 1
        }
        return offset > start
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        var unescaped: [UInt8]?
        var copied = start
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                let end = offset
                offset += 1
                guard var text = unescaped else { return try utf8(bytes[start..<end], at: start) }
                text += bytes[copied..<end]
                return try utf8(text[...], at: start)
            case UInt8(ascii: "\\"):
                var text = unescaped ?? []
                text += bytes[copied..<offset]
                try escape(into: &text)
                unescaped = text
                copied = offset
            case let byte where byte < 0x20:
                throw JSONError(.controlCharacter(byte), at: offset)
            default:
                offset += 1
            }
        }
    }

    private func utf8(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, at: start)
        }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try unicodeEscape(from: start))
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> [UInt8] {
        let first = try hexadecimal(from: start)
        var code = UInt32(first)
        if (0xd800..<0xdc00).contains(code) {
            try expect(UInt8(ascii: "\\"), orThrow: .invalidEscape, at: start)
            try expect(UInt8(ascii: "u"), orThrow: .invalidEscape, at: start)
            let second = UInt32(try hexadecimal(from: start))
            guard (0xdc00..<0xe000).contains(second) else {
                throw JSONError(.invalidEscape, at: start)
            }
            code = 0x10000 + (code - 0xd800) << 10 + (second - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.invalidEscape, at: start) }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            let byte = try peek()
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, at: start)
            }
            code = code << 4 | UInt16(digit)
            offset += 1
        }
        return code
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        return bytes[offset]
    }

    private mutating func expect(_ byte: UInt8, consume: Bool = true) throws(JSONError) {
        let found = try peek()
        guard found == byte else { throw JSONError(.unexpectedByte(found), at: offset) }
        if consume { offset += 1 }
    }

    private mutating func expect(
        _ byte: UInt8,
        orThrow reason: JSONError.Reason,
        at start: Int
    ) throws(JSONError) {
        guard try peek() == byte else { throw JSONError(reason, at: start) }
        offset += 1
    }
}
