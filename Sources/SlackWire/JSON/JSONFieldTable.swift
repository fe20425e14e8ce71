/// The names that lead to fields, as a tree in flat arrays, so that looking a name up counts no references.
struct JSONFieldTable: Sendable {
    /// A value on the way to fields.
    struct Node: Sendable {
        /// The number of the field that ends here; -1 if none does.
        var field = -1
        /// Every field that ends here or below, in ``JSONFieldTable/fields``.
        var fields: Range<Int>
        /// The names that are looked for inside, in ``JSONFieldTable/names``.
        var names: Range<Int>
        /// A bit for each length that one of the names has; lengths from 63 share the last.
        var lengths: UInt64
    }

    /// A name that is looked for.
    struct Name: Sendable {
        /// The first eight bytes or fewer, the first lowest.
        var head: UInt64
        /// The name in UTF-8.
        var bytes: [UInt8]
        /// Where it leads.
        var node: Int
    }

    private(set) var nodes: [Node] = []
    private(set) var names: [Name] = []
    private(set) var fields: [Int] = []

    /// The table for paths; a field's number is its path's place.
    init(_ paths: [[String]]) {
        _ = addNode(paths.enumerated().map { (field: $0.offset, rest: $0.element[...]) })
    }

    /// Where the name at those offsets leads from a node.
    @inline(__always)
    func child(of node: Int, _ bytes: RawSpan, _ name: Range<Int>) -> Int? {
        let count = name.count
        guard nodes[node].lengths & 1 << UInt64(min(count, 63)) != 0 else { return nil }
        let head = bytes.head(name)
        for index in nodes[node].names where names[index].head == head {
            guard names[index].bytes.count == count else { continue }
            if count <= 8 || hasTail(of: index, bytes, name) { return names[index].node }
        }
        return nil
    }

    /// Where an unescaped name leads from a node.
    func child(of node: Int, named name: String) -> Int? {
        let bytes = Array(name.utf8)
        return child(of: node, bytes.span.bytes, 0..<bytes.count)
    }

    private func hasTail(of index: Int, _ bytes: RawSpan, _ name: Range<Int>) -> Bool {
        for position in 8..<name.count
        where bytes.byte(name.lowerBound &+ position) != names[index].bytes[position] {
            return false
        }
        return true
    }

    private mutating func addNode(_ paths: [(field: Int, rest: ArraySlice<String>)]) -> Int {
        let node = nodes.count
        let firstField = fields.count
        fields += paths.map(\.field)
        var wanted: [String] = []
        for path in paths {
            guard let name = path.rest.first, !wanted.contains(where: { $0.isSpelled(name) }) else {
                continue
            }
            wanted.append(name)
        }
        let firstName = names.count
        for name in wanted {
            let bytes = Array(name.utf8)
            names.append(
                Name(head: bytes.span.bytes.head(0..<bytes.count), bytes: bytes, node: -1)
            )
        }
        nodes.append(
            Node(
                field: paths.last { $0.rest.isEmpty }?.field ?? -1,
                fields: firstField..<fields.count,
                names: firstName..<names.count,
                lengths: wanted.reduce(0) { $0 | 1 << UInt64(min($1.utf8.count, 63)) }
            )
        )
        for (index, name) in wanted.enumerated() {
            let below = paths.filter { $0.rest.first?.isSpelled(name) == true }
            let child = addNode(below.map { ($0.field, $0.rest.dropFirst()) })
            names[firstName + index].node = child
        }
        return node
    }
}

extension RawSpan {
    /// The first eight bytes of a range or fewer, the first lowest.
    @inline(__always)
    fileprivate func head(_ range: Range<Int>) -> UInt64 {
        if range.count >= 8 { return word(range.lowerBound) }
        if range.lowerBound &+ 8 <= byteCount {
            return word(range.lowerBound) & (1 << UInt64(range.count &* 8) &- 1)
        }
        var head: UInt64 = 0
        for position in range.reversed() { head = head << 8 | UInt64(byte(position)) }
        return head
    }
}
