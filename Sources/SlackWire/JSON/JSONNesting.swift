/// Which arrays and objects are open, one bit each.
///
/// The innermost 64 stand in one word; an array takes over only when a document nests deeper.
struct JSONNesting {
    /// What is open.
    enum Container: UInt64 {
        case array = 0
        case object = 1

        /// The byte that closes it.
        var end: UInt8 {
            switch self {
            case .array: UInt8(ascii: "]")
            case .object: UInt8(ascii: "}")
            }
        }
    }

    /// How many are open.
    private(set) var depth = 0
    private var bits: UInt64 = 0
    private var outerBits: [UInt64] = []

    /// The one that was opened last.
    var innermost: Container? {
        guard depth > 0 else { return nil }
        return bits & 1 == 0 ? .array : .object
    }

    /// Opens one.
    mutating func push(_ container: Container) {
        if depth > 0, depth.isMultiple(of: 64) { outerBits.append(bits) }
        bits = bits << 1 | container.rawValue
        depth += 1
    }

    /// Closes the innermost one.
    mutating func pop() {
        depth -= 1
        bits >>= 1
        if depth > 0, depth.isMultiple(of: 64), let outer = outerBits.popLast() { bits = outer }
    }
}
