/// The host of a URL, as far as an engine needs it: to name a place without its secrets, and to
/// decide who may see the token.
struct URLHost: Sendable, Hashable {
    /// The host in lower case, without port or user; empty if there is none.
    let name: String
    private let isSecure: Bool

    /// Reads the authority of an absolute URL (RFC 3986 §3.2).
    init(of url: String) {
        guard let colon = url.firstRange(of: "://") else {
            name = ""
            isSecure = false
            return
        }
        isSecure = url[..<colon.lowerBound].lowercased() == "https"
        let authority = url[colon.upperBound...].prefix { !"/?#\\".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
        let bare = host ?? authority
        name =
            bare.hasPrefix("[")
            ? String(bare.dropFirst().prefix { $0 != "]" }).lowercased()
            : String(bare.prefix { $0 != ":" }).lowercased()
    }

    /// What to call a call to it in an error.
    var nameForPeople: String { name.isEmpty ? "the call" : "the call to \(name)" }

    /// Whether it is a host of Slack's, over TLS, or this machine, where a replay or a recorder stands
    /// in for Slack.
    var mayKnowTheToken: Bool {
        if ["localhost", "127.0.0.1", "::1"].contains(name) { return true }
        let domains = ["slack.com", "slack-gov.com", "slack-files.com"]
        return isSecure && domains.contains { name == $0 || name.hasSuffix(".\($0)") }
    }
}
