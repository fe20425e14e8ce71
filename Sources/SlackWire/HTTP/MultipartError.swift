/// Why bytes are not a `multipart/form-data` body.
public struct MultipartError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The content type is another one.
        case notMultipart(contentType: String)
        /// The content type names no boundary, or one that RFC 2046 does not allow.
        case noBoundary
        /// The body does not begin with the boundary.
        case noOpeningBoundary
        /// The body ends before the closing boundary.
        case unexpectedEnd
        /// Something other than a line break or two dashes follows a boundary.
        case unexpectedAfterBoundary
        /// A part's header line has no colon or is not UTF-8.
        case invalidHeader
        /// A part has no `Content-Disposition` of `form-data` with a name.
        case unnamedPart
    }

    /// What is wrong.
    public let reason: Reason
    /// Where: the offset in bytes from the start of the body.
    public let offset: Int

    /// Makes an error.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension MultipartError: CustomStringConvertible {
    /// One sentence that names the byte.
    public var description: String {
        "not a valid multipart/form-data body at byte \(offset): \(reason.wording)"
    }
}

extension MultipartError.Reason {
    fileprivate var wording: String {
        switch self {
        case .notMultipart(let contentType): "the content type is '\(contentType)'"
        case .noBoundary: "the content type names no valid boundary"
        case .noOpeningBoundary: "the opening boundary is missing"
        case .unexpectedEnd: "the closing boundary is missing"
        case .unexpectedAfterBoundary: "something other than a line break follows a boundary"
        case .invalidHeader: "a part's header line is malformed"
        case .unnamedPart: "a part has no Content-Disposition of form-data with a name"
        }
    }
}
