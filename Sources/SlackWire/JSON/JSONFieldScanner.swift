/// Finds a few known fields of a JSON object in one pass over its bytes and skips the rest.
///
/// Nothing is built and nothing is checked beyond what the way to the fields needs: run it on bytes that
/// were validated when they came in (``JSONText/init(validating:singleLine:depthLimit:)``). On bytes that
/// are not JSON it finds wrong fields or throws; it never reads outside of them.
public struct JSONFieldScanner: Sendable {
    /// The paths in the order they were given: a field's number is its place here.
    public let paths: [[String]]
    private let root: JSONFieldNode

    /// Prepares a scan.
    ///
    /// - Parameter paths: The names that lead to each field, outermost first.
    public init(_ paths: [[String]]) {
        self.paths = paths
        root = JSONFieldNode(paths: paths)
    }

    /// Prepares a scan for fields of the outermost object and of objects inside it.
    ///
    /// - Parameter paths: Names, with a dot before each further level, as in `item.ts`.
    public init(_ paths: String...) {
        self.init(paths.map { $0.split(separator: ".").map(String.init) })
    }

    /// Finds the fields of the object in `bytes`.
    ///
    /// Of members with one name the last wins, as it does for decoders. A document that is no object
    /// has no fields.
    ///
    /// - Throws: ``JSONError`` where the bytes end too early or stop being JSON on the way to a field.
    /// - Complexity: O(*n*) in the number of bytes.
    public func scan(_ bytes: RawSpan) throws(JSONError) -> JSONFields {
        var fields = JSONFields(count: paths.count)
        try scan(bytes, into: &fields)
        return fields
    }

    /// Finds the fields of the object in `bytes`, in the storage of an earlier scan.
    public func scan(_ bytes: RawSpan, into fields: inout JSONFields) throws(JSONError) {
        fields.reset(count: paths.count)
        let start = bytes.endOfWhitespace(from: 0)
        guard start < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: start) }
        guard bytes.byte(start) == UInt8(ascii: "{") else { return }
        _ = try JSONSkimmer.object(bytes, from: start, looking: root, into: &fields)
    }
}

/// The names that lead to fields, as a tree.
final class JSONFieldNode: Sendable {
    /// The number of the field that ends here.
    let field: Int?
    /// Every field that ends here or below.
    let fields: [Int]
    /// What is looked for inside this value: names in UTF-8, and what they lead to.
    let children: [(name: [UInt8], node: JSONFieldNode)]
    /// A bit for each length that a child's name has; lengths from 63 share the last.
    let lengths: UInt64

    convenience init(paths: [[String]]) {
        self.init(paths.enumerated().map { ($0.offset, $0.element[...]) })
    }

    private init(_ paths: [(field: Int, rest: ArraySlice<String>)]) {
        field = paths.last { $0.rest.isEmpty }?.field
        fields = paths.map(\.field)
        var names: [String] = []
        for path in paths {
            guard let name = path.rest.first, !names.contains(name) else { continue }
            names.append(name)
        }
        children = names.map { name in
            let below = paths.filter { $0.rest.first == name }
            return (Array(name.utf8), JSONFieldNode(below.map { ($0.field, $0.rest.dropFirst()) }))
        }
        lengths = children.reduce(0) { $0 | 1 << UInt64(min($1.name.count, 63)) }
    }

    /// What the name at those offsets leads to.
    @inline(__always)
    func child(_ bytes: RawSpan, _ range: Range<Int>) -> JSONFieldNode? {
        let count = range.count
        guard lengths & 1 << UInt64(min(count, 63)) != 0 else { return nil }
        search: for (name, node) in children where name.count == count {
            for position in 0..<count
            where bytes.byte(range.lowerBound &+ position) != name[position] {
                continue search
            }
            return node
        }
        return nil
    }

    /// What an unescaped name leads to.
    func child(named name: String) -> JSONFieldNode? {
        children.first { $0.name.elementsEqual(name.utf8) }?.node
    }
}
