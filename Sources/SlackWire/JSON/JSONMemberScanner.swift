/// Goes from member to member of one JSON object, and decodes none.
///
/// Nothing is checked beyond what the way to the next member needs: brackets and quotes are followed exactly,
/// what stands between them is not looked at. It never reads outside of the bytes.
///
///     var scanner = JSONMemberScanner()
///     while let name = try scanner.next(in: bytes) {
///         let value = try scanner.value(in: bytes)
///     }
@usableFromInline
package struct JSONMemberScanner {
    /// A member's name.
    @usableFromInline
    package struct Name {
        /// Its offsets, quotes left out.
        @usableFromInline package let range: Range<Int>
        /// Whether it holds escapes.
        @usableFromInline package let isEscaped: Bool

        @inlinable
        init(range: Range<Int>, isEscaped: Bool) {
            self.range = range
            self.isEscaped = isEscaped
        }
    }

    /// Where it stands: before the object, then at a member's value or after it, in the end after the object.
    ///
    /// Whoever goes through a value by other means sets it to after the value.
    @usableFromInline package var offset: Int
    @usableFromInline var hasBegun = false

    /// Stands before the object that begins at `start`, white space in front of it allowed.
    @inlinable
    package init(from start: Int = 0) {
        offset = start
    }

    /// Goes to the value of the next member, and gives its name; `nil` if the object has ended.
    ///
    /// - Throws: ``JSONError`` where the bytes end too early or stop being an object.
    @inlinable
    package mutating func next(in bytes: RawSpan) throws(JSONError) -> Name? {
        offset = bytes.endOfWhitespace(from: offset)
        if hasBegun {
            if try peek(bytes) == UInt8(ascii: "}") { return end() }
            try take(UInt8(ascii: ","), bytes)
            offset = bytes.endOfWhitespace(from: offset)
        } else {
            hasBegun = true
            try take(UInt8(ascii: "{"), bytes)
            offset = bytes.endOfWhitespace(from: offset)
            if try peek(bytes) == UInt8(ascii: "}") { return end() }
        }
        try take(UInt8(ascii: "\""), bytes)
        let start = offset
        let (end, isEscaped) = try bytes.endOfWholeString(from: start)
        offset = bytes.endOfWhitespace(from: end)
        try take(UInt8(ascii: ":"), bytes)
        offset = bytes.endOfWhitespace(from: offset)
        return Name(range: start..<end &- 1, isEscaped: isEscaped)
    }

    /// Passes over the value at the offset, and gives where it stands.
    ///
    /// - Throws: ``JSONError`` where the bytes end too early or no value begins.
    @inlinable
    @discardableResult
    package mutating func value(in bytes: RawSpan) throws(JSONError) -> Range<Int> {
        let start = offset
        offset = try bytes.endOfValue(from: start)
        return start..<offset
    }

    @usableFromInline
    @inline(__always)
    mutating func end() -> Name? {
        offset &+= 1
        return nil
    }

    @inlinable
    @inline(__always)
    func peek(_ bytes: RawSpan) throws(JSONError) -> UInt8 {
        guard offset < bytes.byteCount else {
            throw JSONError(.unexpectedEnd, at: bytes.byteCount)
        }
        return bytes.byte(offset)
    }

    @inlinable
    @inline(__always)
    mutating func take(_ byte: UInt8, _ bytes: RawSpan) throws(JSONError) {
        let found = try peek(bytes)
        guard found == byte else { throw JSONError(.unexpectedByte(found), at: offset) }
        offset &+= 1
    }
}

extension RawSpan {
    /// Where the value of the last member of that name stands, if the bytes are an object that has one.
    package func rangeOfMember(_ name: String) -> Range<Int>? {
        guard let found = try? placeOfMember(name) else { return nil }
        return found
    }

    /// Where the value of the last member of that name stands; `nil` if the bytes are no object or it has none.
    ///
    /// - Throws: ``JSONError`` where the bytes end too early or stop being an object.
    package func placeOfMember(_ name: String) throws(JSONError) -> Range<Int>? {
        let start = endOfWhitespace(from: 0)
        guard start < byteCount else { throw JSONError(.unexpectedEnd, at: start) }
        guard byte(start) == UInt8(ascii: "{") else { return nil }
        let wanted = Array(name.utf8)
        var found: Range<Int>?
        var scanner = JSONMemberScanner(from: start)
        while let member = try scanner.next(in: self) {
            let value = try scanner.value(in: self)
            if member.isEscaped {
                if text(member.range, isEscaped: true).isSpelled(name) { found = value }
            } else if isSpelled(wanted, at: member.range) {
                found = value
            }
        }
        return found
    }

    private func isSpelled(_ name: [UInt8], at range: Range<Int>) -> Bool {
        guard range.count == name.count else { return false }
        for index in name.indices where byte(range.lowerBound &+ index) != name[index] {
            return false
        }
        return true
    }
}
