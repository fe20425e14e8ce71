/// Finds the values in bytes by which one can tell where somebody has them from: `ts`, `trigger_id`, the
/// secret part of a URL, ids, placeholders, numbers of tickets.
///
/// A value is a run of letters, digits, dots, hyphens and underscores; a placeholder is one of its own.
enum ValueRuns {
    /// Visits every run, without the marks at its ends; escapes of JSON are no part of one.
    static func visit(_ bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        var start = 0
        var position = 0
        let count = bytes.count
        while position <= count {
            let byte = position < count ? bytes[position] : 0
            if byte.isRunByte {
                position += 1
                continue
            }
            if position > start { visit(run: bytes[start..<position], body) }
            if byte == UInt8(ascii: "\\"), position + 1 < count {
                position += bytes[position + 1] == UInt8(ascii: "u") ? 6 : 2
            } else {
                position += 1
            }
            start = position
        }
    }

    private static func visit(run: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void) {
        var run = run
        while let last = run.last, !last.isLetterOrDigit { run.removeLast() }
        while let first = run.first, !first.isLetterOrDigit { run.removeFirst() }
        guard !run.isEmpty else { return }
        body(run)
        // Only long runs hold more than the placeholder itself.
        guard run.count > 10, run.contains(UInt8(ascii: "R")) else { return }
        let bytes = Array(run)
        for place in Placeholder.ranges(in: bytes) where place.count < bytes.count {
            body(bytes[place])
        }
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
    fileprivate var isRunByte: Bool {
        isLetterOrDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_")
    }
}
