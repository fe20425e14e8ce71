/// Where an absolute URL leads: scheme, host, port, and what follows them.
///
/// Taken apart as strictly as ``WebAuthority``.
public struct WebAddress: Sendable, Hashable {
    /// The schemes of Slack's links.
    public enum Scheme: String, Sendable, Hashable, CaseIterable {
        case https, http, wss, ws

        /// Whether a WebSocket opens there.
        public var isSocket: Bool { self == .wss || self == .ws }

        /// Whether the connection is encrypted.
        public var isSecure: Bool { self == .https || self == .wss }

        /// The scheme for opening a WebSocket at the same place.
        public var forSocket: Scheme { isSecure ? .wss : .ws }
    }

    /// The scheme.
    public let scheme: Scheme
    /// Host and port.
    public let authority: WebAuthority
    /// Path, query and fragment as they stand in the URL; may be empty.
    public let target: String

    /// Takes an absolute URL apart; `nil` if it is none, or of another scheme.
    public init?(_ url: some StringProtocol) {
        guard let end = url.firstRange(of: "://"),
            let scheme = Scheme(rawValue: url[..<end.lowerBound].lowercased())
        else { return nil }
        let rest = url[end.upperBound...]
        let path = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let authority = WebAuthority(rest[..<path]) else { return nil }
        self.scheme = scheme
        self.authority = authority
        target = String(rest[path...])
    }

    /// The path as it is spelled; `/` where there is none.
    public var path: String {
        let path = target.prefix { $0 != "?" && $0 != "#" }
        return path.isEmpty ? "/" : String(path)
    }

    /// What stands in the line of a request: path and query, without the fragment.
    public var requestTarget: String {
        let target = target.prefix { $0 != "#" }
        return target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// The names and values of the query, decoded.
    public var query: [FormField] {
        let target = requestTarget
        guard let question = target.firstIndex(of: "?") else { return [] }
        return FormCoding.decode(String(target[target.index(after: question)...]))
    }

    /// The host in lower case, an IPv6 address in its brackets.
    public var host: String { authority.host }

    /// The port, the scheme's own where the URL names none.
    public var port: Int { authority.port ?? (scheme.isSecure ? 443 : 80) }

    /// Host and port as the `host` field of a request has them: without a port that goes without saying.
    public var hostAndPort: String {
        port == (scheme.isSecure ? 443 : 80) ? host : "\(host):\(port)"
    }

    /// Scheme, host and port as a URL begins with them, without a port that goes without saying.
    public var origin: String { "\(scheme.rawValue)://\(hostAndPort)" }

    /// What of a URL may be told to people: where it leads, with an ellipsis in place of the rest, which may be a secret,
    /// and in place of all of it if it is no URL of Slack's kind.
    ///
    /// Of a URL with a user before the host, which leads nowhere here, the host is told as well, and never the user.
    package static func shown(_ url: String) -> String {
        guard let address = WebAddress(url) ?? WebAddress(withoutUser: url) else { return "…" }
        return address.origin + (address.target.isEmpty ? "" : "/…")
    }

    private init?(withoutUser url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return nil }
        self.init(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}
