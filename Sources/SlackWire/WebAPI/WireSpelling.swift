/// How a client sent a call that a server has taken apart, where that is not how the call would be sent from its parts.
///
/// Many spellings decode to one call: `+` and `%20`, a boundary, bytes of a form that are no UTF-8, `filename*` of a part. What reaches
/// Slack is what the client sent, so a call that is passed on goes out in this spelling, with nothing added; its parts are what is compared and
/// recorded.
public struct WireSpelling: Sendable, Hashable {
    /// The query as it stood in the request line, without its question mark; `nil` if there was none.
    public var query: String?
    /// The body; `nil` for that of the call's parts.
    public var body: [UInt8]?
    /// The `content-type` of the request; `nil` if it had none.
    public var contentType: String?

    /// Makes a spelling.
    public init(query: String? = nil, body: [UInt8]? = nil, contentType: String? = nil) {
        self.query = query
        self.body = body
        self.contentType = contentType
    }
}

extension WebAPICall {
    /// The query as it goes out, without its question mark; `nil` if there is none.
    ///
    /// An empty one is a question mark alone.
    public var wireQuery: String? {
        if let spelling { return spelling.query }
        return query.isEmpty ? nil : String(decoding: FormCoding.encode(query), as: UTF8.self)
    }

    /// The body as it goes out, `nil` if there is none, and what says what it is.
    public var wireBody: (bytes: [UInt8]?, contentType: String?) {
        guard let spelling else {
            if case .flowing = body { return (nil, nil) }
            let (bytes, contentType) = body.encoded()
            return (body == .none ? nil : bytes, contentType)
        }
        if let bytes = spelling.body { return (bytes, spelling.contentType) }
        if case .flowing = body { return (nil, spelling.contentType) }
        return (body == .none ? nil : body.encoded().bytes, spelling.contentType)
    }

    /// The call by its parts alone, for comparing and recording it.
    public var unspelled: WebAPICall {
        guard spelling != nil else { return self }
        var call = self
        call.spelling = nil
        return call
    }
}
