import SlackWire

/// Finds the values in bytes by which one can tell where somebody has them from: `ts`, `trigger_id`, the
/// secret part of a URL, ids, placeholders, numbers of tickets.
///
/// A value is a run of letters, digits, dots, hyphens and underscores; a placeholder is one of its own.
enum ValueRuns {
    /// Visits every run, without the marks at its ends; escapes of JSON are no part of one.
    static func visit(_ bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        visit(places: bytes) { body(bytes[$0]) }
    }

    /// Visits the place of every run.
    @inline(__always)
    static func visit(places bytes: [UInt8], _ body: (Range<Int>) -> Void) {
        // Whatever is recorded is walked over here, so without a check for each byte: places are held below the count.
        bytes.withUnsafeBufferPointer { memory in
            kinds.withUnsafeBufferPointer { kinds in visit(memory, kinds, body) }
        }
    }

    @inline(__always)
    private static func visit(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ kinds: UnsafeBufferPointer<UInt8>,
        _ body: (Range<Int>) -> Void
    ) {
        let count = bytes.count
        var position = 0
        while position < count {
            var seen = kinds[Int(bytes[position])]
            guard seen != 0 else {
                if bytes[position] == UInt8(ascii: "\\"), position &+ 1 < count {
                    position &+= bytes[position &+ 1] == UInt8(ascii: "u") ? 6 : 2
                } else {
                    position &+= 1
                }
                continue
            }
            var first = position
            position &+= 1
            while position < count {
                let kind = kinds[Int(bytes[position])]
                if kind == 0 { break }
                seen |= kind
                position &+= 1
            }
            // Marks at the ends of a run are no part of it.
            var end = position
            while first < end, bytes[first].isMark { first &+= 1 }
            while end > first, bytes[end &- 1].isMark { end &-= 1 }
            guard end > first else { continue }
            body(first..<end)
            // Only long runs hold more than the placeholder itself, and a placeholder has a hyphen.
            guard end &- first > 10, seen & hyphen != 0, mayHoldPlaceholder(bytes, first..<end)
            else { continue }
            for place in Placeholder.ranges(in: Array(bytes[first..<end]))
            where place.count < end &- first {
                body(place.lowerBound + first..<place.upperBound + first)
            }
        }
    }

    private static let hyphen: UInt8 = 2
    /// What each byte is to a run: 0 for none of its bytes.
    private static let kinds: [UInt8] = (0..<256).map { byte in
        let byte = UInt8(byte)
        return byte == UInt8(ascii: "-") ? 1 | hyphen : byte.isRunByte ? 1 : 0
    }

    @inline(__always)
    private static func mayHoldPlaceholder(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ run: Range<Int>
    ) -> Bool {
        // Of `REDACTED-` every run that holds it has a hyphen behind a `D`; hardly any other has.
        for position in run.lowerBound &+ 1..<run.upperBound
        where bytes[position] == UInt8(ascii: "-")
            && bytes[position &- 1] == UInt8(ascii: "D")
        {
            return true
        }
        return false
    }

    /// A hash of the run at a place (FNV-1a).
    @inline(__always)
    static func hash(_ bytes: RawSpan, _ place: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for position in place {
            hash = (hash ^ UInt64(bytes.byte(position))) &* 0x100_0000_01b3
        }
        return hash
    }

    /// A hash of a run (FNV-1a).
    static func hash(_ run: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in run { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Whether nobody would have this value by chance: what a `ts`, an id, a secret or a placeholder looks like.
    static func isTelling(_ run: ArraySlice<UInt8>) -> Bool {
        let digits = run.count(where: \.isDigit)
        guard digits > 0 else { return false }
        if run.count >= 16 {
            return digits < run.count || run.count >= 20
        }
        let isID = run.first == UInt8(ascii: "F") || run.first == UInt8(ascii: "V")
        if isID, run.count >= 9, run.allSatisfy(\.isUpperOrDigit) { return true }
        return !Placeholder.ranges(in: Array(run)).isEmpty
    }

    /// Whether a run of a text is likely to be taken from what was said to the bot: a number, a version, a name
    /// with digits.
    static func isTellingInText(_ run: ArraySlice<UInt8>) -> Bool {
        let digits = run.count(where: \.isDigit)
        return digits > 0 && run.count >= (digits == run.count ? 3 : 2)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isUpperOrDigit: Bool { isDigit || (0x41...0x5a).contains(self) }
    fileprivate var isLetterOrDigit: Bool { isUpperOrDigit || (0x61...0x7a).contains(self) }
    /// Whether it may stand in a run, but not at its ends.
    @inline(__always)
    fileprivate var isMark: Bool {
        self == UInt8(ascii: ".") || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }
    /// Whether it may stand in a run.
    fileprivate var isRunByte: Bool { isLetterOrDigit || isMark }
}
