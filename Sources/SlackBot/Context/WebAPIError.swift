public import SlackWire

/// Why a Web API call did not do what was asked, although there was an answer.
public struct WebAPIError: Error, Sendable, Hashable {
    /// What the answer was.
    public enum Kind: Sendable, Hashable {
        /// `"ok":false` with this error code.
        case refused(code: String)
        /// Status 429: too many calls; Slack asks to wait this long.
        case rateLimited(retryAfter: Duration?)
        /// Another status than 200, with the first words of the body, which may be a gateway's HTML.
        case status(Int, excerpt: String)
        /// Something other than JSON, with its first words.
        case unreadable(JSONError, excerpt: String)
    }

    /// The method, or the host of a call to an absolute URL (the rest of which may be a secret).
    public let method: String
    /// What the answer was.
    public let kind: Kind
    /// What Slack adds to explain: `response_metadata.messages`, `needed` and `provided` scopes.
    public let details: [String]

    /// Makes an error.
    public init(method: String, _ kind: Kind, details: [String] = []) {
        self.method = method
        self.kind = kind
        self.details = details
    }
}

extension WebAPIError: CustomStringConvertible {
    /// One sentence: the method, what came, and what to do where that is known.
    public var description: String {
        let more = details.isEmpty ? "" : " (\(details.joined(separator: "; ")))"
        return switch kind {
        case .refused(let code):
            "\(method) was refused with \(code)\(more)"
        case .rateLimited(let retryAfter?):
            "\(method) was refused with status 429: try again after \(retryAfter.inSeconds) s"
        case .rateLimited(nil):
            "\(method) was refused with status 429: try again later"
        case .status(let status, let excerpt):
            "\(method) was answered with status \(status)\(Self.quote(excerpt))"
        case .unreadable(let error, let excerpt):
            "\(method) was answered with something that is \(error)\(Self.quote(excerpt))"
        }
    }

    private static func quote(_ excerpt: String) -> String {
        excerpt.isEmpty ? ", and without a body" : ", which begins with “\(excerpt)”"
    }
}

extension Duration {
    /// The whole seconds, rounded up.
    fileprivate var inSeconds: Int64 {
        components.seconds + (components.attoseconds > 0 ? 1 : 0)
    }
}
