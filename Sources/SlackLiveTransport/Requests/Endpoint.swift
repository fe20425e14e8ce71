import CCurl
import SlackWire

/// The parts of a URL, taken apart by libcurl's own parser so that both see the same host.
struct Endpoint: Sendable, Hashable {
    /// The scheme in lower case.
    let scheme: String
    /// The host, an IPv6 address in brackets.
    let host: String
    /// The port, the scheme's own included.
    let port: Int
    /// Path and query, as they stand in a request line.
    let target: String

    /// Parses an absolute URL; `nil` if it is none, or if it holds a name and a password.
    init?(_ url: String, schemes: [String: Int]) {
        guard let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts)?.lowercased(),
            let host = Self.part(CURLUPART_HOST, of: parts), !host.isEmpty,
            let standardPort = schemes[scheme],
            Self.part(CURLUPART_USER, of: parts) == nil
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = Self.part(CURLUPART_PORT, of: parts).flatMap { Int($0) } ?? standardPort
        limitKey = "\(scheme)://\(host):\(port)"
        authority = port == standardPort ? host : "\(host):\(port)"
        let path = Self.part(CURLUPART_PATH, of: parts) ?? "/"
        target = Self.part(CURLUPART_QUERY, of: parts).map { "\(path)?\($0)" } ?? path
    }

    /// Host and port as the `host` field has them: without a port that goes without saying.
    let authority: String

    /// What a limit on calls is counted by.
    let limitKey: String

    /// Whether the connection is encrypted.
    var isSecure: Bool { scheme == "https" || scheme == "wss" }

    /// Whether this is the machine itself, which no proxy could reach for us.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.")
            || host == "[::1]"
    }

    /// Schemes of calls, with their ports.
    static let callSchemes = ["http": 80, "https": 443]
    /// Schemes of WebSockets, with their ports.
    static let socketSchemes = ["ws": 80, "wss": 443]

    private static func part(_ what: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, what, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
