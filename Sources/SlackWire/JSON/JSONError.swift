/// Why bytes are not a JSON document.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The document ends in the middle of a value.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// A value follows the document.
        case trailingBytes
        /// A number not spelled as JSON asks.
        case invalidNumber
        /// An unknown escape.
        case invalidEscape
        /// A control character inside a string.
        case controlCharacter(UInt8)
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// Arrays and objects nested deeper than the limit.
        case tooDeep(limit: Int)
        /// Something other than an object, where an object was asked for.
        case notAnObject
        /// A line break between values, where one line was asked for.
        case lineBreak
    }

    /// What is wrong.
    public let reason: Reason
    /// Where: the offset in bytes from the start of the document.
    public let offset: Int

    /// Makes an error.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    /// One sentence that names the byte.
    public var description: String {
        "not valid JSON at byte \(offset): \(reason.wording)"
    }
}

extension JSONError.Reason {
    fileprivate var wording: String {
        switch self {
        case .unexpectedEnd: "the document ends in the middle of a value"
        case .unexpectedByte(let byte): "unexpected \(Self.name(of: byte))"
        case .trailingBytes: "something follows the document"
        case .invalidNumber: "a number is misspelled"
        case .invalidEscape: "a string holds an invalid escape"
        case .controlCharacter(let byte): "a string holds the raw control character \(byte)"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .tooDeep(let limit): "values are nested deeper than \(limit)"
        case .notAnObject: "an object was expected"
        case .lineBreak: "the document is on more than one line"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7e).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    }
}
