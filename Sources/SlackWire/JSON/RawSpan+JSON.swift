// Where things of JSON end. Nothing here checks what it passes over; no input makes it read outside the span.

extension RawSpan {
    /// The byte at an offset; traps outside the span, so no input can make a scan read beyond it.
    @inlinable
    @inline(__always)
    package func byte(_ offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The eight bytes from an offset, the first lowest; traps outside the span.
    @inlinable
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The offset of the first byte at or after `offset` that is not JSON's white space.
    @inlinable
    @inline(__always)
    package func endOfWhitespace(from offset: Int) -> Int {
        var offset = offset
        while offset < byteCount {
            switch byte(offset) {
            case 0x20, 0x09, 0x0a, 0x0d: offset &+= 1
            default: return offset
            }
        }
        return offset
    }

    /// The offset after the value at `start`.
    ///
    /// - Throws: ``JSONError`` where the bytes end too early or no value can begin.
    @inlinable
    @inline(__always)
    package func endOfValue(from start: Int) throws(JSONError) -> Int {
        guard start < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
        switch byte(start) {
        case UInt8(ascii: "\""): return try endOfWholeString(from: start &+ 1).offset
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try endOfContainer(from: start)
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw JSONError(.unexpectedByte(byte(start)), at: start)
        default: return endOfScalar(from: start)
        }
    }

    /// The offset after the array or object at `start`, found by counting brackets outside strings.
    @inlinable
    package func endOfContainer(from start: Int) throws(JSONError) -> Int {
        var depth = 0
        var offset = start
        while offset < byteCount {
            switch byte(offset) {
            case UInt8(ascii: "\""):
                offset = try endOfWholeString(from: offset &+ 1).offset
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                if depth == 0 { return offset &+ 1 }
            default: break
            }
            offset &+= 1
        }
        throw JSONError(.unexpectedEnd, at: offset)
    }

    /// The offset after the number, `true`, `false` or `null` at `start`.
    @inlinable
    @inline(__always)
    package func endOfScalar(from start: Int) -> Int {
        var offset = start
        while offset < byteCount {
            switch byte(offset) {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0a, 0x0d:
                return offset
            default: offset &+= 1
            }
        }
        return offset
    }

    /// The offset after the closing quote of the string whose text begins at `start`.
    ///
    /// If there is no closing quote the offset is beyond the end.
    @inlinable
    @inline(__always)
    package func endOfString(from start: Int) -> (offset: Int, isEscaped: Bool) {
        var isEscaped = false
        var offset = start
        while true {
            offset = endOfUnescapedText(from: offset)
            guard offset < byteCount else { return (byteCount &+ 1, isEscaped) }
            if byte(offset) == UInt8(ascii: "\"") { return (offset &+ 1, isEscaped) }
            isEscaped = true
            // What a backslash escapes cannot end the string.
            offset &+= 2
        }
    }

    /// The offset after the closing quote of the string whose text begins at `start`.
    ///
    /// - Throws: ``JSONError`` if there is no closing quote.
    @inlinable
    @inline(__always)
    package func endOfWholeString(
        from start: Int
    ) throws(JSONError) -> (offset: Int, isEscaped: Bool) {
        let end = endOfString(from: start)
        guard end.offset <= byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
        return end
    }
}

// MARK: - Inside strings

extension RawSpan {
    /// The offset of the first quote or backslash at or after `offset`; the end if there is none.
    ///
    /// Eight bytes are looked at together, because most of a frame is the inside of strings.
    @inlinable
    @inline(__always)
    package func endOfUnescapedText(from offset: Int) -> Int {
        var offset = offset
        while offset &+ 8 <= byteCount {
            let word = word(offset)
            let found =
                word.bytes(equalTo: 0x2222_2222_2222_2222)
                | word.bytes(equalTo: 0x5c5c_5c5c_5c5c_5c5c)
            if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < byteCount {
            let byte = byte(offset)
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return offset }
            offset &+= 1
        }
        return offset
    }

    /// The offset of the first byte at or after `offset` that a string cannot hold as it is or that is
    /// not ASCII: a quote, a backslash, a control character, a byte from 0x80; the end if there is none.
    @inlinable
    @inline(__always)
    package func endOfPlainASCII(from offset: Int) -> Int {
        var offset = offset
        while offset &+ 8 <= byteCount {
            let word = word(offset)
            let quotes = word.bytes(equalTo: 0x2222_2222_2222_2222)
            let backslashes = word.bytes(equalTo: 0x5c5c_5c5c_5c5c_5c5c)
            let controls = (word &- 0x2020_2020_2020_2020) & ~word
            let found = quotes | backslashes | (controls | word) & 0x8080_8080_8080_8080
            if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < byteCount {
            let byte = byte(offset)
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"")
                || byte == UInt8(ascii: "\\")
            {
                return offset
            }
            offset &+= 1
        }
        return offset
    }
}

extension UInt64 {
    /// The high bit of each byte that is the same in `other`.
    ///
    /// Bytes above the lowest such byte may be marked by the borrow; the lowest mark is always right, and only
    /// that one is used.
    @inlinable
    @inline(__always)
    func bytes(equalTo other: UInt64) -> UInt64 {
        let word = self ^ other
        return (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
