import RepriseFloor

extension RawSpan {
    /// The offset of the first byte at or after `offset` that is not JSON's white space.
    @inline(__always)
    func endOfWhitespace(from offset: Int) -> Int {
        var offset = offset
        while offset < byteCount {
            switch byte(offset) {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return offset
            }
        }
        return offset
    }

    /// The offset of the first quote or backslash at or after `offset`; the end if there is none.
    ///
    /// Eight bytes are looked at together, because most of a frame is the inside of strings.
    @inline(__always)
    func endOfUnescapedText(from offset: Int) -> Int {
        var offset = offset
        while offset &+ 8 <= byteCount {
            let word = word(offset)
            let found = Self.zeroBytes(word ^ Self.quotes) | Self.zeroBytes(word ^ Self.backslashes)
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
    @inline(__always)
    func endOfPlainASCII(from offset: Int) -> Int {
        var offset = offset
        while offset &+ 8 <= byteCount {
            let word = word(offset)
            let found =
                Self.zeroBytes(word ^ Self.quotes) | Self.zeroBytes(word ^ Self.backslashes)
                | ((word &- Self.spaces) & ~word & Self.highBits) | (word & Self.highBits)
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

    /// The high bit of each byte that is zero.
    ///
    /// Bytes above the lowest zero byte may be marked by the borrow; the lowest mark is always right,
    /// and only that one is used.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & highBits
    }

    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
    private static var quotes: UInt64 { 0x2222_2222_2222_2222 }
    private static var backslashes: UInt64 { 0x5c5c_5c5c_5c5c_5c5c }
    private static var spaces: UInt64 { 0x2020_2020_2020_2020 }
}
