/// The exact bytes of one JSON document.
///
/// Whatever is recorded is kept as it was received: spacing, escapes, key order and number spelling.
/// Equality is equality of bytes; compare ``value()`` for equality of meaning.
public struct JSONText: Sendable, Hashable {
    /// The bytes, in UTF-8.
    public let bytes: [UInt8]

    /// Takes bytes that are already known to be one valid JSON document.
    public init(uncheckedBytes bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes bytes after checking that they are one valid JSON document and nothing else.
    ///
    /// - Throws: ``JSONError`` with the byte at which the document stops being JSON.
    public init(validating bytes: [UInt8]) throws(JSONError) {
        _ = try JSONValue(parsing: bytes)
        self.bytes = bytes
    }

    /// Writes a value in compact form.
    public init(_ value: JSONValue) {
        bytes = value.compactBytes
    }

    /// The document as a tree.
    ///
    /// - Throws: ``JSONError`` if the bytes are not JSON.
    /// - Complexity: O(*n*) in the number of bytes.
    public func value() throws(JSONError) -> JSONValue {
        try JSONValue(parsing: bytes)
    }

    /// The document as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
