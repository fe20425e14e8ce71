import SlackWire

/// A check that bytes are JSON on one line, in one pass and without building anything.
///
/// White space is a space or a tab: a line break cannot stand in a line of a fixture.
enum JSONCheck {
    /// Where the value that begins at `start` ends.
    ///
    /// - Throws: ``SlackWire/JSONError`` with the byte at which it stops being JSON.
    /// - Complexity: O(*n*) in time, O(*depth* / 64) in memory.
    static func end(
        ofValueAt start: Int,
        in bytes: Span<UInt8>,
        depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) -> Int {
        var nesting = JSONNesting(limit: depthLimit)
        var index = start
        while true {
            index = skipSpace(bytes, index)
            let byte = try self.byte(bytes, index)
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = byte == UInt8(ascii: "{")
                try nesting.enter(object: isObject, at: index)
                index = skipSpace(bytes, index + 1)
                guard try self.byte(bytes, index) == byte + 2 else {
                    if isObject { index = try name(bytes, index) }
                    continue
                }
                index += 1
                nesting.leave()
            case UInt8(ascii: "\""): index = try string(bytes, index)
            case UInt8(ascii: "t"): index = try literal("true", bytes, index)
            case UInt8(ascii: "f"): index = try literal("false", bytes, index)
            case UInt8(ascii: "n"): index = try literal("null", bytes, index)
            default: index = try number(bytes, index)
            }
            guard let next = try following(bytes, index, &nesting) else {
                return nesting.isEmpty ? nesting.end : index
            }
            index = next
        }
    }

    /// Whether the bytes are one value and nothing else, without white space around it.
    static func isBareLine(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0, skipSpace(bytes, 0) == 0 else { return false }
        return (try? end(ofValueAt: 0, in: bytes)) == bytes.count
    }

    /// After a value: where the next one begins, or `nil` if the outermost one has ended.
    private static func following(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ nesting: inout JSONNesting
    ) throws(JSONError) -> Int? {
        var index = start
        while !nesting.isEmpty {
            index = skipSpace(bytes, index)
            let byte = try self.byte(bytes, index)
            if byte == UInt8(ascii: ",") {
                index = skipSpace(bytes, index + 1)
                return nesting.isInObject ? try name(bytes, index) : index
            }
            guard byte == (nesting.isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw JSONError(.unexpectedByte(byte), at: index)
            }
            index += 1
            nesting.leave()
        }
        nesting.end = index
        return nil
    }

    /// A member's name and its colon; returns where the value may begin.
    private static func name(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        let first = try byte(bytes, start)
        guard first == UInt8(ascii: "\"") else {
            throw JSONError(.unexpectedByte(first), at: start)
        }
        let index = skipSpace(bytes, try string(bytes, start))
        let colon = try byte(bytes, index)
        guard colon == UInt8(ascii: ":") else {
            throw JSONError(.unexpectedByte(colon), at: index)
        }
        return index + 1
    }

    /// A string whose opening quote is at `start`; returns the place after the closing one.
    static func string(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = start + 1
        while true {
            let byte = try self.byte(bytes, index)
            if byte == UInt8(ascii: "\"") { return index + 1 }
            if byte == UInt8(ascii: "\\") {
                index = try escape(bytes, index)
            } else if byte < 0x20 {
                throw JSONError(.controlCharacter(byte), at: index)
            } else if byte < 0x80 {
                index += 1
            } else {
                guard let length = UTF8Sequence.length(bytes, index) else {
                    throw JSONError(.invalidUTF8, at: index)
                }
                index += length
            }
        }
    }

    private static func escape(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        switch try byte(bytes, start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            let code = try hexadecimal(bytes, start)
            guard (0xd800..<0xe000).contains(code) else { return start + 6 }
            guard code < 0xdc00, try byte(bytes, start + 6) == UInt8(ascii: "\\"),
                try byte(bytes, start + 7) == UInt8(ascii: "u"),
                (0xdc00..<0xe000).contains(try hexadecimal(bytes, start + 6))
            else { throw JSONError(.invalidEscape, at: start) }
            return start + 12
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    private static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var code = 0
        for index in start + 2..<start + 6 {
            guard let digit = Hexadecimal.value(of: try byte(bytes, index)) else {
                throw JSONError(.invalidEscape, at: start)
            }
            code = code << 4 | digit
        }
        return code
    }

    private static func literal(
        _ spelling: StaticString,
        _ bytes: Span<UInt8>,
        _ start: Int
    ) throws(JSONError) -> Int {
        for position in 0..<spelling.utf8CodeUnitCount {
            let found = try byte(bytes, start + position)
            guard found == spelling.utf8Start[position] else {
                throw JSONError(.unexpectedByte(found), at: start + position)
            }
        }
        return start + spelling.utf8CodeUnitCount
    }

    private static func number(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        let first = bytes[start]
        guard first == UInt8(ascii: "-") || isDigit(first) else {
            throw JSONError(.unexpectedByte(first), at: start)
        }
        let integer = first == UInt8(ascii: "-") ? start + 1 : start
        var index = try digits(bytes, integer)
        if bytes[integer] == UInt8(ascii: "0"), index > integer + 1 {
            throw JSONError(.invalidNumber, at: integer)
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index = try digits(bytes, index + 1)
        }
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return index }
        index += 1
        if index < bytes.count,
            bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
        {
            index += 1
        }
        return try digits(bytes, index)
    }

    private static func digits(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = start
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        guard index > start else { throw JSONError(.invalidNumber, at: start) }
        return index
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func skipSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index
    }

    private static func byte(_ bytes: Span<UInt8>, _ index: Int) throws(JSONError) -> UInt8 {
        guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
        return bytes[index]
    }
}
