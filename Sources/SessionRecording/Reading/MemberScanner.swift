import SlackWire

/// Walks the members of the object that is a line, without decoding them.
///
/// It accepts white space and any order of members, although the canonical spelling has none of the
/// first and one of the second.
struct MemberScanner {
    /// A member: where its name (between the quotes) and its value stand.
    struct Member {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// What a step came to.
    enum Step {
        /// The next member.
        case member(Member)
        /// The object has ended, and nothing but white space follows it.
        case end
        /// The line is not an object; the place where it stops being one.
        case malformed(Int)
    }

    private var index = 0
    private var isFirst = true

    /// The next member.
    mutating func next(in line: Span<UInt8>) -> Step {
        if isFirst {
            skipSpace(line)
            guard take(UInt8(ascii: "{"), line) else { return .malformed(index) }
        }
        skipSpace(line)
        if take(UInt8(ascii: "}"), line) {
            skipSpace(line)
            return index == line.count ? .end : .malformed(index)
        }
        if !isFirst {
            guard take(UInt8(ascii: ","), line) else { return .malformed(index) }
            skipSpace(line)
        }
        isFirst = false
        return member(in: line)
    }

    private mutating func member(in line: Span<UInt8>) -> Step {
        let nameStart = index
        guard index < line.count, line[index] == UInt8(ascii: "\""),
            let nameEnd = JSONSkip.end(ofStringAt: index, in: line)
        else { return .malformed(index) }
        index = nameEnd
        skipSpace(line)
        guard take(UInt8(ascii: ":"), line) else { return .malformed(index) }
        skipSpace(line)
        let valueStart = index
        guard let valueEnd = JSONSkip.end(ofValueAt: index, in: line), valueEnd > valueStart else {
            return .malformed(index)
        }
        index = valueEnd
        return .member(Member(name: nameStart + 1..<nameEnd - 1, value: valueStart..<valueEnd))
    }

    private mutating func take(_ byte: UInt8, _ line: Span<UInt8>) -> Bool {
        guard index < line.count, line[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace(_ line: Span<UInt8>) {
        while index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
    }
}

extension MemberScanner {
    /// Why a line stops being an object at `byte`.
    static func error(at byte: Int, in line: Span<UInt8>) -> JSONError {
        byte < line.count
            ? JSONError(.unexpectedByte(line[byte]), at: byte) : JSONError(.unexpectedEnd, at: byte)
    }
}

extension Span<UInt8> {
    /// Whether the bytes in `range` are that text.
    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count
        where self[range.lowerBound + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The whole number in `range`, if that is all there is and it fits.
    func integer(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var index = range.lowerBound
        let isNegative = self[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < range.upperBound, range.upperBound - index <= 18 else { return nil }
        if self[index] == UInt8(ascii: "0"), range.upperBound - index > 1 { return nil }
        var value = 0
        while index < range.upperBound {
            let digit = Int(self[index]) - 0x30
            guard (0...9).contains(digit) else { return nil }
            value = value * 10 + digit
            index += 1
        }
        return isNegative ? -value : value
    }
}
