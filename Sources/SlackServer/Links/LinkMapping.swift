import SlackWire

/// How a link of Slack's is written so that it leads through the server, and read back.
///
/// `wss://wss-primary.slack.com/websocket/T` becomes
/// `ws://127.0.0.1:PORT/_/wss/wss-primary.slack.com/websocket/T`: only what stands before the host changes,
/// so no table is needed, and a link outlives the server that wrote it.
enum LinkMapping {
    /// What the path of every such link begins with.
    static let marker = "/_/"

    /// What replaces `scheme://` at the start of a link.
    static func prefix(for scheme: WebAddress.Scheme, origin: LoopbackOrigin) -> String {
        let outer = scheme.loopback(isSecure: origin.isSecure)
        return "\(outer.rawValue)://\(origin.authority)\(marker)\(scheme.rawValue)/"
    }

    /// A link, written so that it leads through the server; `nil` if it is none that can.
    static func loopback(_ link: String, origin: LoopbackOrigin) -> String? {
        guard let end = link.firstRange(of: "://"), let address = WebAddress(link) else {
            return nil
        }
        return prefix(for: address.scheme, origin: origin) + link[end.upperBound...]
    }

    /// The link that a request target with the marker stands for; `nil` if it stands for none.
    static func original(target: some StringProtocol) -> (scheme: WebAddress.Scheme, rest: String)?
    {
        guard target.hasPrefix(marker) else { return nil }
        let link = target.dropFirst(marker.count)
        guard let slash = link.firstIndex(of: "/"),
            let scheme = WebAddress.Scheme(rawValue: String(link[..<slash]))
        else { return nil }
        let rest = link[link.index(after: slash)...]
        guard let first = rest.utf8.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "?")
        else { return nil }
        return (scheme, String(rest))
    }
}
