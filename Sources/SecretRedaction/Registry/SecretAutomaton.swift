/// Finds any of many texts in one go (Aho and Corasick, 1975): a byte costs the same whatever the texts are, and
/// whatever the bytes.
///
/// It does not change once it is made; ``KnownSecrets`` makes a few of them, of growing size.
struct SecretAutomaton: Sendable {
    /// A text to look for.
    struct Pattern: Sendable {
        var bytes: [UInt8]
        /// How many bytes at its beginning tell where the secret stands and are no part of it.
        var lead = 0
        /// Whether it counts only where it stands as a whole word.
        var isWord = false
    }

    /// A text that is no longer than this may count as a word.
    static let longestWord = 64

    let patterns: [Pattern]
    private var edges = EdgeTable()
    private var roots = [Int32](repeating: 0, count: 256)
    /// The node of the longest beginning of a pattern that a node's text ends in, itself excluded.
    private var fails: [Int32] = [0]
    private var depths: [Int32] = [0]
    /// The longest pattern that goes through a node.
    private var through: [Int32] = [-1]
    /// The longest pattern, none that must be a word, that a node's text ends in.
    private var ends: [Int32] = [-1]
    /// The pattern that is the node's text and must be a word.
    private var words: [Int32] = [-1]
    /// The nearest node along the fails, the node itself included, where a word ends; 0 for none.
    private var wordNodes: [Int32] = [0]

    init(_ patterns: [Pattern]) {
        self.patterns = patterns
        var parents: [(node: Int32, byte: UInt8)] = [(0, 0)]
        for number in patterns.indices { plant(number, &parents) }
        link(parents)
    }

    private mutating func plant(_ number: Int, _ parents: inout [(node: Int32, byte: UInt8)]) {
        let pattern = patterns[number]
        var node: Int32 = 0
        for byte in pattern.bytes {
            var next = edge(from: node, byte)
            if next == 0 {
                next = Int32(depths.count)
                if node == 0 { roots[Int(byte)] = next } else { edges.insert(node, byte, next) }
                depths.append(depths[Int(node)] + 1)
                fails.append(0)
                through.append(-1)
                ends.append(-1)
                words.append(-1)
                wordNodes.append(0)
                parents.append((node, byte))
            }
            let other = through[Int(next)]
            if other < 0 || patterns[Int(other)].bytes.count < pattern.bytes.count {
                through[Int(next)] = Int32(number)
            }
            node = next
        }
        if pattern.isWord {
            words[Int(node)] = Int32(number)
        } else {
            ends[Int(node)] = Int32(number)
        }
    }

    /// Goes through the nodes by their depth, so that whatever a node's fail leads to is ready before it.
    private mutating func link(_ parents: [(node: Int32, byte: UInt8)]) {
        let deepest = Int(depths.max() ?? 0)
        var starts = [Int](repeating: 0, count: deepest + 2)
        for depth in depths { starts[Int(depth) + 1] += 1 }
        for depth in 1..<starts.count { starts[depth] += starts[depth - 1] }
        var order = [Int32](repeating: 0, count: depths.count)
        for node in depths.indices {
            order[starts[Int(depths[node])]] = Int32(node)
            starts[Int(depths[node])] += 1
        }
        for node in order.dropFirst() {
            let (parent, byte) = parents[Int(node)]
            if parent != 0 { fails[Int(node)] = step(from: fails[Int(parent)], byte) }
            let fail = Int(fails[Int(node)])
            if ends[Int(node)] < 0 { ends[Int(node)] = ends[fail] }
            wordNodes[Int(node)] = words[Int(node)] >= 0 ? node : wordNodes[fail]
        }
    }

    private func edge(from node: Int32, _ byte: UInt8) -> Int32 {
        node == 0 ? roots[Int(byte)] : edges[node, byte]
    }

    private func step(from start: Int32, _ byte: UInt8) -> Int32 {
        var node = start
        while true {
            let next = edge(from: node, byte)
            if next != 0 || node == 0 { return next }
            node = fails[Int(node)]
        }
    }

    /// Adds where the texts stand, at each place where one ends the longest; they may overlap.
    func addRanges(in bytes: [UInt8], to found: inout [Range<Int>]) {
        var node: Int32 = 0
        for index in bytes.indices {
            node = step(from: node, bytes[index])
            guard node != 0 else { continue }
            let end = index + 1
            if ends[Int(node)] >= 0 { add(ends[Int(node)], endingAt: end, to: &found) }
            if wordNodes[Int(node)] != 0, Self.isEdge(bytes, at: end) {
                addWord(wordNodes[Int(node)], in: bytes, endingAt: end, to: &found)
            }
        }
    }

    private func add(_ number: Int32, endingAt end: Int, to found: inout [Range<Int>]) {
        let pattern = patterns[Int(number)]
        found.append(end - pattern.bytes.count + pattern.lead..<end)
    }

    /// Words are short, so that there are few that end in one another.
    private func addWord(
        _ start: Int32,
        in bytes: [UInt8],
        endingAt end: Int,
        to found: inout [Range<Int>]
    ) {
        var node = start
        while node != 0 {
            if Self.isEdge(bytes, at: end - Int(depths[Int(node)])) {
                return add(words[Int(node)], endingAt: end, to: &found)
            }
            node = wordNodes[Int(fails[Int(node)])]
        }
    }

    /// Whether no word goes on over that place: letters and digits on both sides do, and a decimal point.
    static func isEdge(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index > 0, index < bytes.count else { return true }
        let (before, after) = (bytes[index - 1], bytes[index])
        if isOfWord(before), isOfWord(after) { return false }
        let point = UInt8(ascii: ".")
        if before == point, index > 1, ASCII.isDigit(bytes[index - 2]), ASCII.isDigit(after) {
            return false
        }
        return
            !(after == point && index + 1 < bytes.count && ASCII.isDigit(before)
            && ASCII.isDigit(bytes[index + 1]))
    }

    static func isOfWord(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumericOrUnderscore(byte) || byte >= 0x80
    }

    /// The beginnings of texts that stand at the very end, the longest first, until `body` wants no more.
    ///
    /// - Parameter body: Gets how many bytes stand there, and the longest text that begins with them.
    func visitBeginnings(atEndOf bytes: ArraySlice<UInt8>, _ body: (Int, Pattern) -> Bool) {
        var node: Int32 = 0
        for byte in bytes { node = step(from: node, byte) }
        while node != 0 {
            guard body(Int(depths[Int(node)]), patterns[Int(through[Int(node)])]) else { return }
            node = fails[Int(node)]
        }
    }
}

/// Which node follows which by which byte, in one table with open addressing.
private struct EdgeTable: Sendable {
    private var keys = [UInt64](repeating: .max, count: 64)
    private var nodes = [Int32](repeating: 0, count: 64)
    private var count = 0

    /// The node behind an edge; 0 if there is none.
    subscript(node: Int32, byte: UInt8) -> Int32 {
        let key = UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
        return nodes[place(of: key)]
    }

    /// Adds an edge that is not there.
    mutating func insert(_ node: Int32, _ byte: UInt8, _ next: Int32) {
        if count * 2 >= keys.count { grow() }
        let key = UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
        let place = place(of: key)
        (keys[place], nodes[place]) = (key, next)
        count += 1
    }

    private func place(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var place = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 24) & mask
        while keys[place] != key, keys[place] != .max { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = zip(keys, nodes)
        keys = [UInt64](repeating: .max, count: keys.count * 2)
        nodes = [Int32](repeating: 0, count: keys.count)
        for (key, node) in old where key != .max {
            let place = place(of: key)
            (keys[place], nodes[place]) = (key, node)
        }
    }
}
