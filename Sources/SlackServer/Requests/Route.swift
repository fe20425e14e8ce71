import SlackWire

/// Where a request leads.
enum Route: Sendable, Hashable {
    /// A Web API method, and the query that came with it; empty if it is a question mark alone.
    case method(String, query: String?)
    /// Somewhere else at Slack: an upload, a webhook, a file.
    case link(String)
    /// A WebSocket.
    case socket(url: String)
    /// The page for people who look what listens here.
    case welcome
    /// Nowhere.
    case refused(OutgoingAnswer)
}

/// Finds out where requests lead, without I/O.
struct Router: Sendable {
    /// The hosts that links may lead to.
    let hosts: SlackHosts
    /// What marks the links that the server wrote.
    let key: LinkKey

    /// Where a request with that target leads.
    func route(_ verb: HTTPMethod, target: String, wantsSocket: Bool) -> Route {
        guard Self.verbs.contains(verb.rawValue) else { return .refused(.verbNotAllowed) }
        let target = Self.origin(of: target)
        let end = target.firstIndex { $0 == "?" || $0 == "#" } ?? target.endIndex
        let path = target[..<end]
        guard path.hasPrefix("/") else { return .refused(.badTarget) }
        guard !Self.hasDotSegments(path) else { return .refused(.dotSegments) }
        if path.hasPrefix(LinkGateway.marker) { return link(target, wantsSocket: wantsSocket) }
        if let method = Self.method(path) {
            guard !wantsSocket, Self.isMethodName(method) else { return .refused(.noMethod) }
            return .method(String(method), query: Self.query(target[end...]))
        }
        if wantsSocket { return .refused(.unmarkedLink) }
        if path == "/" { return .welcome }
        guard Self.isWebhook(path) else { return .refused(.notFound) }
        return .link("https://hooks.slack.com\(target)")
    }

    private static let verbs: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    private func link(_ target: Substring, wantsSocket: Bool) -> Route {
        guard let link = MarkedLink(target: target), link.isGenuine(key) else {
            return .refused(.unmarkedLink)
        }
        // What the transport behind it says may have changed since the link was written.
        guard hosts.contains(link.address) else { return .refused(.foreignLink) }
        let scheme = link.address.scheme
        if wantsSocket {
            return .socket(
                url: scheme.forSocket.rawValue + link.url.dropFirst(scheme.rawValue.count)
            )
        }
        return scheme.isSocket ? .refused(.upgradeRequired) : .link(link.url)
    }

    /// The target without scheme and authority, which clients send to proxies.
    private static func origin(of target: String) -> Substring {
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else {
            return target[...]
        }
        let rest = target[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    /// What follows `/api/`; slashes may be doubled, as base URLs are joined in many ways.
    private static func method(_ path: Substring) -> Substring? {
        let parts = path.split(separator: "/")
        guard parts.first == "api" else { return nil }
        guard parts.count == 2 else { return "" }
        return parts[1]
    }

    private static func isMethodName(_ name: Substring) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Whether a client or a server further up might take the path for another one.
    private static func hasDotSegments(_ path: Substring) -> Bool {
        path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains { segment in
            let plain = PercentCoding.decode(segment)
            return plain == "." || plain == ".." || plain.contains("/../") || plain.hasPrefix("../")
                || plain.hasSuffix("/..")
        }
    }

    private static func query(_ rest: Substring) -> String? {
        guard rest.hasPrefix("?") else { return nil }
        return String(rest.dropFirst().prefix { $0 != "#" })
    }

    /// Whether that is a webhook's path: a secret that a bot brings along and no answer names, so that it bears no mark.
    ///
    /// A bot is told of it in its configuration, and then with this server for its host (`/services/T…/B…/…` at
    /// docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and the triggers of workflows). Behind the first
    /// word stands the id of a team or an enterprise: what scanners try does not.
    private static func isWebhook(_ path: Substring) -> Bool {
        let parts = path.split(separator: "/")
        guard parts.count > 2, ["services", "workflows", "triggers"].contains(parts[0]) else {
            return false
        }
        let id = parts[1].utf8
        return id.count > 1 && (id.first == UInt8(ascii: "T") || id.first == UInt8(ascii: "E"))
            && id.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
