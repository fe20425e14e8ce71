/// The hosts that links through the server may lead to.
public enum ForwardedHosts: Sendable, Hashable {
    /// Every host.
    case any
    /// These domains and what lies below them, without ports.
    case domains([String])

    /// The domains Slack's links lead to.
    public static let slack = ForwardedHosts.domains([
        "slack.com", "slack-gov.com", "slack-edge.com", "slack-files.com", "slack-msgs.com",
    ])

    /// Whether a link may lead to that `host` or `host:port`.
    func allow(authority: Substring) -> Bool {
        guard case .domains(let domains) = self else { return true }
        let host = Self.host(of: authority)
        return domains.contains { domain in
            host == domain.lowercased() || host.hasSuffix(".\(domain.lowercased())")
        }
    }

    private static func host(of authority: Substring) -> String {
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }.dropFirst()).lowercased() }
        return host.prefix { $0 != ":" }.lowercased()
    }
}
