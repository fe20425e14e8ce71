import SlackWire

extension WebAPIAnswer {
    /// The body of an answer that says `"ok":true`.
    ///
    /// - Throws: ``WebAPIError`` for every other answer.
    func checked(method: String) throws(WebAPIError) -> JSONValue {
        if status == 429 {
            throw WebAPIError(method: method, .rateLimited(retryAfter: retryAfter))
        }
        let value: JSONValue
        do {
            value = try json()
        } catch {
            guard status == 200 else {
                throw WebAPIError(method: method, .status(status, excerpt: excerpt))
            }
            throw WebAPIError(method: method, .unreadable(error, excerpt: excerpt))
        }
        if value["ok"]?.bool == true { return value }
        guard let code = value["error"]?.string else {
            // The body is JSON of unknown shape, and could hold a secret.
            throw WebAPIError(method: method, .status(status, excerpt: ""))
        }
        if code == "ratelimited" {
            throw WebAPIError(method: method, .rateLimited(retryAfter: retryAfter))
        }
        throw WebAPIError(method: method, .refused(code: code), details: value.errorDetails)
    }

    /// How long the answer asks to wait, from its `retry-after` in seconds.
    var retryAfter: Duration? {
        headers["retry-after"].flatMap { Int($0) }.map { .seconds(max(0, $0)) }
    }

    /// Slack's error code, if the body is JSON that says `"ok":false`.
    var errorCode: String? {
        guard let value = try? json(), value["ok"]?.bool == false else { return nil }
        return value["error"]?.string ?? "unknown"
    }

    /// The first words of the body on one line.
    var excerpt: String {
        let text = String(decoding: body.prefix(120), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension JSONValue {
    fileprivate var errorDetails: [String] {
        var details = self["response_metadata"]?["messages"]?.array?.compactMap(\.string) ?? []
        if let needed = self["needed"]?.string { details.append("needed scope: \(needed)") }
        if let provided = self["provided"]?.string {
            details.append("provided scopes: \(provided)")
        }
        return details
    }
}
