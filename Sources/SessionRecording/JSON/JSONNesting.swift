import SlackWire

/// Which arrays and objects enclose a place: one bit each.
struct JSONNesting {
    private let limit: Int
    /// The innermost 64 levels, the innermost of all in the lowest bit; a set bit is an object.
    private var inner: UInt64 = 0
    /// The levels further out, 64 to a word.
    private var outer: [UInt64] = []
    private var depth = 0
    /// Where the outermost value ended; meaningful once it has.
    var end = 0

    init(limit: Int) {
        self.limit = limit
    }

    var isEmpty: Bool { depth == 0 }

    var isInObject: Bool { inner & 1 == 1 }

    mutating func enter(object: Bool, at offset: Int) throws(JSONError) {
        guard depth < limit else { throw JSONError(.tooDeep(limit: limit), at: offset) }
        if depth > 0, depth % 64 == 0 {
            outer.append(inner)
            inner = 0
        }
        inner = inner << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func leave() {
        depth -= 1
        inner >>= 1
        if depth > 0, depth % 64 == 0, let word = outer.popLast() { inner = word }
    }
}
