extension WebAPICall {
    /// The name of the method, for a call of a Web API method.
    public var methodName: String? {
        guard case .method(let name) = target else { return nil }
        return name
    }

    /// The token, wherever it stands: the `authorization` header, the query, the form or the JSON body.
    ///
    /// The header wins, as it does at Slack.
    public var token: SlackToken? {
        if let text = bearerToken { return SlackToken(text) }
        if let field = query.last(where: { $0.name == "token" }) { return SlackToken(field.value) }
        switch body {
        case .form(let fields):
            return fields.last { $0.name == "token" }.map { SlackToken($0.value) }
        case .json(let text):
            let bytes = text.bytes.span.bytes
            guard let fields = try? Self.tokenScanner.scan(bytes) else { return nil }
            return fields.string(0, in: bytes).map { SlackToken($0) }
        case .multipart(let parts):
            return parts.last { $0.name == "token" && $0.filename == nil }.map {
                SlackToken(String(decoding: $0.bytes, as: UTF8.self))
            }
        case .none, .bytes, .flowing, .file: return nil
        }
    }

    /// The same call with the token in its `authorization` header.
    public func authorized(with token: SlackToken) -> WebAPICall {
        var call = self
        call.headers["authorization"] = "Bearer \(token.secret)"
        return call
    }

    private static let tokenScanner = JSONFieldScanner([["token"]])

    /// What follows `Bearer`, a word in any case (RFC 9110 §11.1).
    private var bearerToken: String? {
        guard let value = headers["authorization"] else { return nil }
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
