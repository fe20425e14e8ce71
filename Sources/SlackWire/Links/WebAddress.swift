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

    /// The host in lower case, an IPv6 address in its brackets.
    public var host: String { authority.host }

    /// The port, the scheme's own where the URL names none.
    public var port: Int { authority.port ?? (scheme.isSecure ? 443 : 80) }

    /// Scheme, host and port as a URL begins with them, without a port that goes without saying.
    public var origin: String {
        let isUsual = port == (scheme.isSecure ? 443 : 80)
        return "\(scheme.rawValue)://\(host)\(isUsual ? "" : ":\(port)")"
    }
}
