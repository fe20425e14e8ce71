import RepriseFloor

/// The pass behind ``JSONFieldScanner``: walks objects on the way to fields, skips everything else.
enum JSONSkimmer {
    /// Walks the object at `start` and returns the offset after it.
    ///
    /// It calls itself only along a path of the scanner, so the input cannot deepen the recursion.
    static func object(
        _ bytes: RawSpan,
        from start: Int,
        node: Int,
        of table: JSONFieldTable,
        into fields: inout JSONFields
    ) throws(JSONError) -> Int {
        var offset = bytes.endOfWhitespace(from: start + 1)
        if try peek(bytes, offset) == UInt8(ascii: "}") { return offset + 1 }
        while true {
            try expect(UInt8(ascii: "\""), bytes, offset)
            let nameStart = offset + 1
            let nameEnd = try endOfString(bytes, from: nameStart)
            let name = nameStart..<nameEnd.offset - 1
            let child =
                nameEnd.isEscaped
                ? table.child(of: node, named: bytes.text(name, isEscaped: true))
                : table.child(of: node, bytes, name)
            offset = bytes.endOfWhitespace(from: nameEnd.offset)
            try expect(UInt8(ascii: ":"), bytes, offset)
            offset = bytes.endOfWhitespace(from: offset + 1)
            if let child {
                offset = try value(bytes, from: offset, node: child, of: table, into: &fields)
            } else {
                offset = try endOfValue(bytes, from: offset)
            }
            offset = bytes.endOfWhitespace(from: offset)
            let byte = try peek(bytes, offset)
            if byte == UInt8(ascii: "}") { return offset + 1 }
            guard byte == UInt8(ascii: ",") else {
                throw JSONError(.unexpectedByte(byte), at: offset)
            }
            offset = bytes.endOfWhitespace(from: offset + 1)
        }
    }

    /// Takes down a value that was asked for, or goes on inside it.
    private static func value(
        _ bytes: RawSpan,
        from start: Int,
        node: Int,
        of table: JSONFieldTable,
        into fields: inout JSONFields
    ) throws(JSONError) -> Int {
        // A repeated name takes everything back that an earlier value of that name gave.
        let (field, below) = (table.nodes[node].field, table.nodes[node].fields)
        for index in below { fields.clear(table.fields[index]) }
        let end: Int
        if !table.nodes[node].names.isEmpty, try peek(bytes, start) == UInt8(ascii: "{") {
            end = try object(bytes, from: start, node: node, of: table, into: &fields)
        } else {
            end = try endOfValue(bytes, from: start)
        }
        if field >= 0 { fields.set(field, from: start, to: end) }
        return end
    }

    /// The offset after the value at `start`.
    @inline(__always)
    private static func endOfValue(_ bytes: RawSpan, from start: Int) throws(JSONError) -> Int {
        switch try peek(bytes, start) {
        case UInt8(ascii: "\""):
            return try endOfString(bytes, from: start + 1).offset
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return try endOfContainer(bytes, from: start)
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw JSONError(.unexpectedByte(bytes.byte(start)), at: start)
        default:
            return bytes.endOfScalar(from: start)
        }
    }

    /// The offset after the array or object at `start`, found by counting brackets outside strings.
    private static func endOfContainer(_ bytes: RawSpan, from start: Int) throws(JSONError) -> Int {
        var depth = 0
        var offset = start
        while offset < bytes.byteCount {
            switch bytes.byte(offset) {
            case UInt8(ascii: "\""):
                offset = try endOfString(bytes, from: offset + 1).offset
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return offset + 1 }
            default: break
            }
            offset += 1
        }
        throw JSONError(.unexpectedEnd, at: offset)
    }

    /// The end of the string whose text begins at `start`.
    @inline(__always)
    private static func endOfString(
        _ bytes: RawSpan,
        from start: Int
    ) throws(JSONError) -> (offset: Int, isEscaped: Bool) {
        let end = bytes.endOfString(from: start)
        guard end.offset <= bytes.byteCount else {
            throw JSONError(.unexpectedEnd, at: bytes.byteCount)
        }
        return end
    }

    @inline(__always)
    private static func peek(_ bytes: RawSpan, _ offset: Int) throws(JSONError) -> UInt8 {
        guard offset < bytes.byteCount else {
            throw JSONError(.unexpectedEnd, at: bytes.byteCount)
        }
        return bytes.byte(offset)
    }

    @inline(__always)
    private static func expect(
        _ byte: UInt8,
        _ bytes: RawSpan,
        _ offset: Int
    ) throws(JSONError) {
        let found = try peek(bytes, offset)
        guard found == byte else { throw JSONError(.unexpectedByte(found), at: offset) }
    }
}
