/// Finds a few known fields of a JSON object in one pass over its bytes and skips the rest.
///
/// Nothing is built and nothing is checked beyond what the way to the fields needs: run it on bytes that
/// were validated when they came in (``JSONText/init(validating:singleLine:depthLimit:)``). On bytes that
/// are not JSON it finds wrong fields or throws; it never reads outside of them.
public struct JSONFieldScanner: Sendable {
    /// The paths in the order they were given: a field's number is its place here.
    public let paths: [[String]]
    private let table: JSONFieldTable

    /// Prepares a scan.
    ///
    /// - Parameter paths: The names that lead to each field, outermost first.
    public init(_ paths: [[String]]) {
        self.paths = paths
        table = JSONFieldTable(paths)
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
        _ = try JSONSkimmer.object(bytes, from: start, node: 0, of: table, into: &fields)
    }
}
