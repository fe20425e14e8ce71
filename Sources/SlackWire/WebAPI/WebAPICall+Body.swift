extension WebAPICall.Body {
    /// Takes the body of an HTTP request apart by its content type.
    ///
    /// Nothing is refused: an empty body is ``none`` whatever the type says (clients send empty calls as
    /// JSON and as forms), and one that is not what its type says stays as its bytes.
    ///
    /// - Parameters:
    ///   - bytes: The whole body.
    ///   - contentType: The request's `content-type`.
    public init(decoding bytes: [UInt8], contentType: String?) {
        guard !bytes.isEmpty else {
            self = .none
            return
        }
        let contentType = contentType ?? ""
        switch MediaType(parsing: contentType).essence {
        case FormCoding.contentType:
            self = .form(FormCoding.decode(bytes))
        case "application/json":
            if let text = try? JSONText(validating: bytes) {
                self = .json(text)
            } else {
                self = .bytes(bytes)
            }
        case "multipart/form-data":
            if let parts = try? MultipartCoding.decode(bytes, contentType: contentType) {
                self = .multipart(parts)
            } else {
                self = .bytes(bytes)
            }
        default:
            self = .bytes(bytes)
        }
    }

    /// The body as it goes out, and the content type that says what it is.
    ///
    /// Bytes and an empty body name none: their type is the caller's. Of a body that flows there are no bytes.
    public func encoded() -> (bytes: [UInt8], contentType: String?) {
        switch self {
        case .none: return ([], nil)
        case .form(let fields):
            return (FormCoding.encode(fields), FormCoding.contentType)
        case .json(let text):
            return (text.bytes, "application/json; charset=utf-8")
        case .multipart(let parts):
            let boundary = MultipartCoding.boundary(for: parts)
            return (
                MultipartCoding.encode(parts, boundary: boundary),
                MultipartCoding.contentType(boundary: boundary)
            )
        case .bytes(let bytes): return (bytes, nil)
        // They have no bytes here.
        case .flowing, .file: return ([], nil)
        }
    }
}
