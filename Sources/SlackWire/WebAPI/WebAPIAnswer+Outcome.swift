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

    /// The first line of the body, shortened, without words that may be tokens or URLs.
    private var excerpt: String {
        let text = String(decoding: body.drop { $0 <= 0x20 }.prefix(240), as: UTF8.self)
        let words = text.prefix { !$0.isNewline }.split(separator: " ").map { word in
            Self.mayBeSecret(word) ? "…" : word
        }
        let line = words.joined(separator: " ")
        return line.count > 60 ? "\(line.prefix(60))…" : line
    }

    /// Whether a word may be a token, a URL or a key of any kind.
    private static func mayBeSecret(_ word: Substring) -> Bool {
        ["xox", "xapp-", "xwfp-", "://"].contains { word.contains($0) }
            || (word.utf8.count >= 20 && word.utf8.contains { (0x30...0x39).contains($0) })
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
    /// The method, or where another URL leads: its path may be a secret.
    var nameForPeople: String {
        switch target {
        case .method(let name): name
        case .url: "the call to \(target)"
        }
    }
}
