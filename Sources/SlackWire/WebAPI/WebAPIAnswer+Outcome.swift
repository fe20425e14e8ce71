extension WebAPIAnswer {
    /// Whether this is a JSON object with `"ok":true` and a status below 300.
    public var isOK: Bool {
        guard (200..<300).contains(status) else { return false }
        let bytes = body.span.bytes
        guard let fields = try? Self.outcomeScanner.scan(bytes) else { return false }
        return fields.bool(0, in: bytes) ?? false
    }

    /// Slack's code if the body says `"ok":false`; empty if it says so without a code.
    public var slackError: String? {
        let bytes = body.span.bytes
        guard let fields = try? Self.outcomeScanner.scan(bytes), fields.bool(0, in: bytes) == false
        else { return nil }
        return fields.string(1, in: bytes) ?? ""
    }

    /// How long to wait before the next call (`retry-after`, in whole seconds).
    public var retryAfter: Duration? {
        guard let seconds = headers["retry-after"].flatMap({ Int32($0) }), seconds >= 0 else {
            return nil
        }
        return .seconds(Int(seconds))
    }

    /// Whether the body is a page of HTML, as gateways send, by its media type or its first bytes.
    public var looksLikeHTML: Bool {
        if let type = headers["content-type"], MediaType(parsing: type).essence == "text/html" {
            return true
        }
        let start = body.drop { $0 <= 0x20 }.prefix(14)
        let beginning = String(decoding: start, as: UTF8.self).lowercased()
        return beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html")
    }

    /// The body of a successful answer.
    ///
    /// - Parameter call: The call that was answered, for its name in an error.
    /// - Throws: ``WebAPIError`` for everything but a JSON object with `"ok":true`.
    public func checked(for call: WebAPICall) throws(WebAPIError) -> JSONValue {
        let method = call.nameForPeople
        if status == 429 {
            throw WebAPIError(method: method, .rateLimited(retryAfter: retryAfter))
        }
        guard let value = try? json(), case .object = value else {
            if body.isEmpty, status != 200 { throw WebAPIError(method: method, .status(status)) }
            throw WebAPIError(
                method: method,
                .notJSON(status: status, looksLikeHTML: looksLikeHTML, excerpt: excerpt)
            )
        }
        if value["ok"]?.bool == true, (200..<300).contains(status) { return value }
        if value["ok"]?.bool != false, status != 200 {
            throw WebAPIError(method: method, .status(status))
        }
        let error = WebAPIError.SlackError(answer: value)
        if error.code == "ratelimited" || error.code == "rate_limited" {
            throw WebAPIError(method: method, .rateLimited(retryAfter: retryAfter))
        }
        throw WebAPIError(method: method, .slack(error))
    }

    /// The first line of the body, shortened.
    private var excerpt: String {
        let text = String(decoding: body.drop { $0 <= 0x20 }.prefix(240), as: UTF8.self)
        let line = text.prefix { !$0.isNewline }
        return line.count > 60 ? "\(line.prefix(60))…" : String(line)
    }

    private static let outcomeScanner = JSONFieldScanner([["ok"], ["error"]])
}

extension WebAPIError.SlackError {
    init(answer: JSONValue) {
        var messages = answer["response_metadata"]?["messages"]?.array?.compactMap(\.string) ?? []
        messages += answer["errors"]?.array?.compactMap(\.string) ?? []
        self.init(
            code: answer["error"]?.string ?? "",
            needed: answer["needed"]?.string,
            provided: answer["provided"]?.string,
            messages: messages
        )
    }
}

extension WebAPICall {
    /// The method, or the host of another URL: its path may be a secret.
    var nameForPeople: String {
        switch target {
        case .method(let name): return name
        case .url(let url):
            guard let scheme = url.range(of: "://") else { return "the call" }
            let rest = url[scheme.upperBound...]
            let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            return "the call to \(host.split(separator: "@").last ?? "")"
        }
    }
}

extension String {
    /// Where a piece of ASCII text stands first.
    fileprivate func range(of piece: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(piece) {
                return start..<index(start, offsetBy: piece.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
