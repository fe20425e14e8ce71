import RepriseFloor

/// Checks that bytes are one JSON document (RFC 8259) without building anything.
///
/// It walks the document once, without recursion, and allocates only for values nested deeper than 64.
struct JSONValidator {
    /// Whether a line feed or a carriage return between values is an error.
    let isSingleLine: Bool
    /// How many arrays and objects may be nested.
    let depthLimit: Int

    private var offset = 0
    private var nesting = JSONNesting()

    init(isSingleLine: Bool = false, depthLimit: Int = JSONValue.defaultDepthLimit) {
        self.isSingleLine = isSingleLine
        self.depthLimit = depthLimit
    }

    /// Throws the first error of the document.
    mutating func validate(_ bytes: RawSpan) throws(JSONError) {
        offset = try validateValue(bytes, from: 0)
        try skipWhitespace(bytes)
        if offset < bytes.byteCount { throw JSONError(.trailingBytes, at: offset) }
    }

    /// Throws the first error of the value that begins at an offset, white space in front of it allowed; gives the
    /// offset after it.
    mutating func validateValue(_ bytes: RawSpan, from start: Int) throws(JSONError) -> Int {
        offset = start
        nesting = JSONNesting()
        while true {
            let isComplete = try value(bytes)
            if isComplete, try closesAll(bytes) { return offset }
        }
    }

    /// Reads a scalar or an empty array or object (true), or enters the first value of a fuller one.
    private mutating func value(_ bytes: RawSpan) throws(JSONError) -> Bool {
        try skipWhitespace(bytes)
        switch try peek(bytes) {
        case UInt8(ascii: "{"):
            try enter(.object)
            try skipWhitespace(bytes)
            if try peek(bytes) == UInt8(ascii: "}") { return leave() }
            try name(bytes)
            return false
        case UInt8(ascii: "["):
            try enter(.array)
            try skipWhitespace(bytes)
            if try peek(bytes) == UInt8(ascii: "]") { return leave() }
            return false
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "t"): try literal("true", bytes)
        case UInt8(ascii: "f"): try literal("false", bytes)
        case UInt8(ascii: "n"): try literal("null", bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
        case let byte: throw JSONError(.unexpectedByte(byte), at: offset)
        }
        return true
    }

    /// After a whole value: leaves what ends here, up to the next comma (false) or the document's end.
    private mutating func closesAll(_ bytes: RawSpan) throws(JSONError) -> Bool {
        while let container = nesting.innermost {
            try skipWhitespace(bytes)
            let byte = try peek(bytes)
            if byte == UInt8(ascii: ",") {
                offset += 1
                if container == .object {
                    try skipWhitespace(bytes)
                    try name(bytes)
                }
                return false
            }
            guard byte == container.end else {
                throw JSONError(.unexpectedByte(byte), at: offset)
            }
            _ = leave()
        }
        return true
    }

    private mutating func enter(_ container: JSONNesting.Container) throws(JSONError) {
        guard nesting.depth < depthLimit else {
            throw JSONError(.tooDeep(limit: depthLimit), at: offset)
        }
        nesting.push(container)
        offset += 1
    }

    private mutating func leave() -> Bool {
        nesting.pop()
        offset += 1
        return true
    }

    @inline(__always)
    private mutating func name(_ bytes: RawSpan) throws(JSONError) {
        let found = try peek(bytes)
        guard found == UInt8(ascii: "\"") else {
            throw JSONError(.unexpectedByte(found), at: offset)
        }
        try string(bytes)
        try skipWhitespace(bytes)
        let separator = try peek(bytes)
        guard separator == UInt8(ascii: ":") else {
            throw JSONError(.unexpectedByte(separator), at: offset)
        }
        offset += 1
    }

    @inline(__always)
    private mutating func skipWhitespace(_ bytes: RawSpan) throws(JSONError) {
        let start = offset
        offset = bytes.endOfWhitespace(from: start)
        guard isSingleLine else { return }
        for position in start..<offset {
            let byte = bytes.byte(position)
            if byte == 0x0a || byte == 0x0d { throw JSONError(.lineBreak, at: position) }
        }
    }

    @inline(__always)
    private func peek(_ bytes: RawSpan) throws(JSONError) -> UInt8 {
        guard offset < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: offset) }
        return bytes.byte(offset)
    }
}

// MARK: - Scalars

extension JSONValidator {
    private mutating func literal(_ spelling: StaticString, _ bytes: RawSpan) throws(JSONError) {
        for index in 0..<spelling.utf8CodeUnitCount {
            let found = try peek(bytes)
            guard found == spelling.utf8Start[index] else {
                throw JSONError(.unexpectedByte(found), at: offset)
            }
            offset += 1
        }
    }

    private mutating func number(_ bytes: RawSpan) throws(JSONError) {
        if bytes.byte(offset) == UInt8(ascii: "-") { offset += 1 }
        let integerStart = offset
        try digits(bytes)
        if bytes.byte(integerStart) == UInt8(ascii: "0"), offset - integerStart > 1 {
            throw JSONError(.invalidNumber, at: integerStart)
        }
        if offset < bytes.byteCount, bytes.byte(offset) == UInt8(ascii: ".") {
            offset += 1
            try digits(bytes)
        }
        if offset < bytes.byteCount, bytes.byte(offset) | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.byteCount,
                bytes.byte(offset) == UInt8(ascii: "+") || bytes.byte(offset) == UInt8(ascii: "-")
            {
                offset += 1
            }
            try digits(bytes)
        }
    }

    private mutating func digits(_ bytes: RawSpan) throws(JSONError) {
        let start = offset
        while offset < bytes.byteCount, bytes.byte(offset) &- UInt8(ascii: "0") < 10 { offset += 1 }
        if offset == start { throw JSONError(.invalidNumber, at: offset) }
    }

    /// Reads a string from its opening quote to after its closing one.
    @inline(__always)
    private mutating func string(_ bytes: RawSpan) throws(JSONError) {
        let start = offset + 1
        offset = start
        while true {
            offset = bytes.endOfPlainASCII(from: offset)
            switch try peek(bytes) {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                try escape(bytes)
            case let byte where byte < 0x20:
                throw JSONError(.controlCharacter(byte), at: offset)
            default:
                guard let length = bytes.lengthOfUTF8Scalar(at: offset) else {
                    throw JSONError(.invalidUTF8, at: offset)
                }
                offset += length
            }
        }
    }

    private mutating func escape(_ bytes: RawSpan) throws(JSONError) {
        let start = offset
        offset += 1
        switch try peek(bytes) {
        case UInt8(ascii: "u"):
            // Half of a surrogate pair alone is JSON (RFC 8259 §8.2), and Slack sends it where it cuts a text in the
            // middle of an emoji.
            try hexadecimal(bytes, from: start)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        default:
            throw JSONError(.invalidEscape, at: start)
        }
    }

    /// Passes the four digits after the `u` at the offset.
    private mutating func hexadecimal(_ bytes: RawSpan, from start: Int) throws(JSONError) {
        offset += 1
        guard bytes.byteCount >= offset + 4 else {
            throw JSONError(.unexpectedEnd, at: bytes.byteCount)
        }
        for position in offset..<offset + 4 where Hexadecimal.value(of: bytes.byte(position)) == nil
        {
            throw JSONError(.invalidEscape, at: start)
        }
        offset += 4
    }
}
