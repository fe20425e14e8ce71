/// One part of a `multipart/form-data` body.
public struct MultipartPart: Sendable, Hashable {
    /// The field's name.
    public var name: String
    /// The file's name, for a part that carries a file.
    public var filename: String?
    /// The part's own media type, if it names one.
    public var contentType: String?
    /// The part's content, as it was sent.
    public var bytes: [UInt8]

    /// Makes a part.
    public init(name: String, filename: String? = nil, contentType: String? = nil, bytes: [UInt8]) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.bytes = bytes
    }
}
