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
    /// Nothing is built on the way.
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8.
    ///   - singleLine: Whether a line break between values is an error, as it is in JSON Lines.
    ///   - depthLimit: How many arrays and objects may be nested.
    /// - Throws: ``JSONError`` with the byte at which the document stops being JSON.
    /// - Complexity: O(*n*) in the number of bytes, in constant memory.
    public init(
        validating bytes: [UInt8],
        singleLine: Bool = false,
        depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) {
        try Self.validate(bytes.span.bytes, singleLine: singleLine, depthLimit: depthLimit)
        self.bytes = bytes
    }

    /// Checks that bytes are one valid JSON document and nothing else, and keeps nothing.
    ///
    /// - Throws: ``JSONError`` with the byte at which the document stops being JSON.
    /// - Complexity: O(*n*) in the number of bytes, in constant memory.
    public static func validate(
        _ bytes: RawSpan,
        singleLine: Bool = false,
        depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) {
        var validator = JSONValidator(isSingleLine: singleLine, depthLimit: depthLimit)
        try validator.validate(bytes)
    }

    /// Checks that one valid JSON value begins at an offset, and gives the offset after it.
    ///
    /// - Throws: ``JSONError`` with the byte at which it stops being JSON.
    package static func validate(_ bytes: RawSpan, from start: Int) throws(JSONError) -> Int {
        var validator = JSONValidator()
        return try validator.validateValue(bytes, from: start)
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
