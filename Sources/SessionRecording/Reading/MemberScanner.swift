import RepriseFloor
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

    private var scanner = JSONMemberScanner()

    /// The next member; `nil` if the object has ended, and nothing but white space follows it.
    ///
    /// - Throws: ``LineFault`` at the place where the line stops being an object.
    mutating func next(in line: Span<UInt8>) throws(LineFault) -> Member? {
        let bytes = line.bytes
        do throws(JSONError) {
            if let name = try scanner.next(in: bytes) {
                return Member(name: name.range, value: try scanner.value(in: bytes))
            }
            let end = bytes.endOfWhitespace(from: scanner.offset)
            guard end == bytes.byteCount else { throw JSONError(.trailingBytes, at: end) }
            return nil
        } catch {
            throw LineFault(.invalidJSON(error), at: error.offset)
        }
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
