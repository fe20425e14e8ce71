/// A fast test whether bytes may hold a secret at all.
///
/// Most of what a session records does not. Every needle has several bytes, so only every second or third
/// place is looked at: three bytes there are hashed and looked up in a table, and only where that hits
/// are needles compared. A hit may be wrong, a miss may not.
package struct SecretFilter: Sendable {
    /// What must follow a needle.
    enum Condition: UInt8, Sendable {
        case nothing
        /// What makes a value of what follows: a needle is a name.
        case value
    }

    private struct Needle {
        /// The three bytes by which it is looked up.
        var block: UInt32
        /// How far into the needle they stand.
        var offset: Int
        /// Where in all needles' bytes it stands.
        var place: Range<Int>
        var condition: Condition
        /// The needle that is looked at next, under the same hash; -1 for none.
        var next: Int32
    }

    /// One bit for each hash of three bytes of a needle.
    private var table = [UInt64](repeating: 0, count: 1 << 10)
    /// By how much a product is shifted to the right for its hash.
    private var shift: UInt32 = 16
    private var needles: [Needle] = []
    private var text: [UInt8] = []
    /// The needle to begin with for each hash of three bytes, of so many bits.
    private var heads = [Int32](repeating: -1, count: 1 << headBits)
    /// Three bytes with which too many needles begin: then all that begins so is a hit.
    private var crowded: Set<UInt32> = []
    /// How far apart the places are that are looked at.
    private let stride: Int

    private static let headBits: UInt32 = 12
    /// How many needles may begin with the same three bytes before they are told apart no more, so that no text takes long.
    private static let bucketLimit = 64

    /// Makes a filter for needles of three bytes and more; letters match in either case.
    package init(_ needles: some Collection<String>) {
        let needles = needles.map { Array($0.utf8) }
        self.init(shortest: needles.map(\.count).min() ?? 5)
        for needle in needles { insert(needle) }
    }

    /// Makes a filter for needles of so many bytes and more, none of which is there yet.
    init(shortest: Int) {
        stride = max(1, min(shortest, 5) - 2)
    }

    /// Takes one more needle, which must be at least as long as the filter's shortest.
    mutating func insert(_ needle: some Collection<UInt8>, if condition: Condition = .nothing) {
        guard needle.count >= stride + 2 else { return }
        let start = text.count
        text += needle.lazy.map { $0 | 0x20 }
        for offset in 0..<stride {
            let block =
                UInt32(text[start + offset]) | UInt32(text[start + offset + 1]) << 8
                | UInt32(text[start + offset + 2]) << 16
            mark(block)
            add(
                Needle(
                    block: block,
                    offset: offset,
                    place: start..<text.count,
                    condition: condition,
                    next: -1
                )
            )
        }
        // With more bits than that, most places would hit.
        if needles.count * 16 > table.count * 64, shift > 8 { grow() }
    }

    private mutating func add(_ needle: Needle) {
        guard !crowded.contains(needle.block) else { return }
        let head = Self.head(of: needle.block)
        var (count, index) = (0, heads[head])
        while index >= 0 {
            if needles[Int(index)].block == needle.block { count += 1 }
            index = needles[Int(index)].next
        }
        if count >= Self.bucketLimit { crowded.insert(needle.block) }
        var needle = needle
        needle.next = heads[head]
        heads[head] = Int32(needles.count)
        needles.append(needle)
    }

    /// Whether any needle stands in the bytes.
    package func hits(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { hits($0) }
    }

    /// Whether any needle stands in the bytes.
    package func hits(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (stride, shift) = (stride, shift)
        return table.withUnsafeBufferPointer { table in
            var index = 0
            while index &+ 4 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
                let block = UInt32(littleEndian: word) & 0xff_ffff | 0x20_2020
                let hash = Self.hash(block, shift)
                if table[hash >> 6] & (1 << UInt64(hash & 63)) != 0,
                    isNeedle(bytes, around: index, block)
                {
                    return true
                }
                index &+= stride
            }
            guard index &+ 3 == bytes.count else { return false }
            let block =
                UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
                | UInt32(bytes[index + 2]) << 16 | 0x20_2020
            return isNeedle(bytes, around: index, block)
        }
    }

    private mutating func mark(_ block: UInt32) {
        let hash = Self.hash(block, shift)
        table[hash >> 6] |= 1 << UInt64(hash & 63)
    }

    private mutating func grow() {
        shift -= 2
        table = [UInt64](repeating: 0, count: table.count * 4)
        for needle in needles { mark(needle.block) }
    }

    private func isNeedle(
        _ bytes: UnsafeRawBufferPointer,
        around index: Int,
        _ block: UInt32
    ) -> Bool {
        var next = heads[Self.head(of: block)]
        while next >= 0 {
            let needle = needles[Int(next)]
            if needle.block == block, stands(needle, in: bytes, at: index - needle.offset) {
                return true
            }
            next = needle.next
        }
        return !crowded.isEmpty && crowded.contains(block)
    }

    private func stands(_ needle: Needle, in bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        let end = start + needle.place.count
        guard start >= 0, end <= bytes.count else { return false }
        for offset in 0..<needle.place.count
        where bytes[start &+ offset] | 0x20 != text[needle.place.lowerBound &+ offset] {
            return false
        }
        return switch needle.condition {
        case .nothing: true
        case .value: NamedValue.mayFollow(a: start..<end, in: bytes)
        }
    }

    @inline(__always)
    private static func hash(_ block: UInt32, _ shift: UInt32) -> Int {
        Int((block &* 0x9e37_79b1) >> shift)
    }

    @inline(__always)
    private static func head(of block: UInt32) -> Int {
        Int((block &* 0x85eb_ca6b) >> (32 - headBits))
    }
}

/// Whether a name in bytes may be that of a value.
private enum NamedValue {
    /// How far a value may be from its name.
    private static let reach = 16

    /// Whether what makes it the name of a value follows a name: a colon, an equals sign, the end of a tag or an entity,
    /// with quotes, brackets, backslashes and white space before it; or spaces, if it is an option's.
    static func mayFollow(a name: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        var index = name.upperBound
        while index < bytes.count, index - name.upperBound < reach {
            switch bytes[index] {
            case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: ">"),
                UInt8(ascii: "!"):
                return true
            case UInt8(ascii: "\\"):
                index += 1
                // White space, or a character that may be anything.
                if index < bytes.count, !"\"\\'/`]".utf8.contains(bytes[index]) {
                    return bytes[index] == UInt8(ascii: "u")
                }
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "]"),
                UInt8(ascii: "/"), 0x0a, 0x0d, 0x09:
                index += 1
            case 0x20:
                if index == name.upperBound, isOption(name, in: bytes) { return true }
                index += 1
            default: return false
            }
        }
        return true
    }

    /// Whether two hyphens stand before the word that the name ends.
    private static func isOption(_ name: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        var start = name.lowerBound
        while start > 0, name.lowerBound - start < TextScan.reach {
            let byte = bytes[start - 1]
            guard ASCII.isAlphanumericOrUnderscore(byte) || byte == UInt8(ascii: "-") else { break }
            start -= 1
        }
        return start + 1 < name.lowerBound && bytes[start] == UInt8(ascii: "-")
            && bytes[start + 1] == UInt8(ascii: "-")
    }
}
