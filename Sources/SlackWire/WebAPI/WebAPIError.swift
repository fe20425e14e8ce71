/// Why an answer of the Web API is not the success that was asked for.
public struct WebAPIError: Error, Sendable, Hashable {
    /// What came instead.
    public enum Kind: Sendable, Hashable {
        /// `"ok":false` with Slack's code.
        case slack(SlackError)
        /// Status 429: wait before the next call. `nil` if Slack named no time.
        case rateLimited(retryAfter: Duration?)
        /// Something other than a JSON object, as from a gateway, with the beginning of it as text.
        case notJSON(status: Int, looksLikeHTML: Bool, excerpt: String)
        /// A status other than 200 with a body that says nothing more.
        case status(Int)
    }

    /// Slack's own account of a failed call.
    public struct SlackError: Sendable, Hashable {
        /// The code, for example `channel_not_found`.
        public var code: String
        /// The scopes that the call needs (`missing_scope`).
        public var needed: String?
        /// The scopes that the token has (`missing_scope`).
        public var provided: String?
        /// Explanations, for example which field of a view is wrong.
        public var messages: [String]

        /// Makes an account.
        public init(
            code: String,
            needed: String? = nil,
            provided: String? = nil,
            messages: [String] = []
        ) {
            self.code = code
            self.needed = needed
            self.provided = provided
            self.messages = messages
        }
    }

    /// The method's name; for another URL, where it leads without its path.
    public let method: String
    /// What came instead.
    public let kind: Kind

    /// Makes an error.
    public init(method: String, _ kind: Kind) {
        self.method = method
        self.kind = kind
    }

    /// Slack's code; `ratelimited` for status 429; `nil` where Slack gave none.
    public var code: String? {
        switch kind {
        case .slack(let error): error.code
        case .rateLimited: "ratelimited"
        case .notJSON, .status: nil
        }
    }
}
