/// A server that stands in for every host that links lead to, and how links are written that lead through it.
///
/// `wss://wss-primary.slack.com/websocket/T` becomes
/// `ws://127.0.0.1:PORT/_/MARK/wss/wss-primary.slack.com/websocket/T`: only what stands before the host changes, so no
/// table is needed. The mark is made with the server's key (``LinkKey``), so that it knows its own links.
public struct LinkGateway: Sendable, Hashable {
    /// What the path of every such link begins with.
    package static let marker = "/_/"

    /// The server's host and port as they stand in a URL.
    public let authority: String
    /// Whether it is spoken to over TLS.
    public let isSecure: Bool
    package let key: LinkKey

    /// A server, known by its name.
    package init(authority: String, isSecure: Bool, key: LinkKey) {
        self.authority = authority
        self.isSecure = isSecure
        self.key = key
    }

    /// The server at an absolute `http` or `https` URL, whose path does not matter; `nil` if it is none.
    ///
    /// - Parameters:
    ///   - url: Where the server listens.
    ///   - key: That with which it marks links.
    public init?(_ url: String, key: LinkKey) {
        guard let address = WebAddress(url), !address.scheme.isSocket else { return nil }
        let port = address.authority.port.map { ":\($0)" } ?? ""
        self.init(
            authority: address.host + port,
            isSecure: address.scheme.isSecure,
            key: key
        )
    }

    /// The server as an address.
    package var address: WebAddress? { WebAddress("\(isSecure ? "https" : "http")://\(authority)") }

    /// What replaces `scheme://` at the start of a link.
    package func prefix(for address: WebAddress) -> String {
        start(for: address.scheme) + "\(key.mark(of: address))/\(address.scheme.rawValue)/"
    }

    /// What every link of that scheme begins with, up to its mark.
    package func start(for scheme: WebAddress.Scheme) -> String {
        let outer = isSecure ? (scheme.isSocket ? "wss" : "https") : scheme.isSocket ? "ws" : "http"
        return "\(outer)://\(authority)\(Self.marker)"
    }

    /// A link, written so that it leads through the server; `nil` if it is none that can, or does so already.
    package func leading(_ link: String) -> String? {
        guard let end = link.firstRange(of: "://"), let address = WebAddress(link),
            address.authority != self.address?.authority
        else { return nil }
        return prefix(for: address) + link[end.upperBound...]
    }
}

/// The link that a request target with a mark stands for.
package struct MarkedLink: Sendable, Hashable {
    /// Where it leads.
    package let address: WebAddress
    /// The link as it was.
    package let url: String
    private let mark: String

    /// Takes a request target apart, which begins with ``LinkGateway/marker``; `nil` if it stands for no link.
    package init?(target: some StringProtocol) {
        guard target.hasPrefix(LinkGateway.marker) else { return nil }
        let rest = target.dropFirst(LinkGateway.marker.count)
        let parts = rest.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == LinkKey.markLength,
            parts[0].utf8.allSatisfy(LinkKey.isMarkByte),
            WebAddress.Scheme(rawValue: String(parts[1])) != nil
        else { return nil }
        url = "\(parts[1])://\(parts[2])"
        guard let address = WebAddress(url) else { return nil }
        self.address = address
        mark = String(parts[0])
    }

    /// Whether whoever has the key wrote it.
    package func isGenuine(_ key: LinkKey) -> Bool { key.isMark(mark, of: address) }
}
