import SlackWire

/// Where a request leads.
enum Route: Sendable, Hashable {
    /// A Web API method, and the query that came with it.
    case method(String, query: String)
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

    /// Where a request with that target leads.
    func route(_ verb: HTTPMethod, target: String, wantsSocket: Bool) -> Route {
        guard Self.verbs.contains(verb.rawValue) else { return .refused(.verbNotAllowed) }
        let target = Self.origin(of: target)
        let end = target.firstIndex { $0 == "?" || $0 == "#" } ?? target.endIndex
        let path = target[..<end]
        guard path.hasPrefix("/") else { return .refused(.badTarget) }
        guard !Self.hasDotSegments(path) else { return .refused(.dotSegments) }
        if path.hasPrefix(LinkMapping.marker) { return link(target, wantsSocket: wantsSocket) }
        if let method = Self.method(path) {
            guard !wantsSocket, Self.isMethodName(method) else { return .refused(.noMethod) }
            return .method(String(method), query: Self.query(target[end...]))
        }
        if wantsSocket { return .socket(url: "wss://wss-primary.slack.com\(target)") }
        if path == "/" { return .welcome }
        guard let host = Self.host(forPath: path) else { return .refused(.notFound) }
        return .link("https://\(host)\(target)")
    }

    private static let verbs: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    private func link(_ target: Substring, wantsSocket: Bool) -> Route {
        guard let (scheme, rest) = LinkMapping.original(target: target) else {
            return .refused(.notFound)
        }
        guard hosts.contains(url: "\(scheme.rawValue)://\(rest)") else {
            return .refused(.foreignLink)
        }
        if wantsSocket { return .socket(url: "\(scheme.forSocket.rawValue)://\(rest)") }
        if scheme.isSocket { return .refused(.upgradeRequired) }
        return .link("\(scheme.rawValue)://\(rest)")
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

    private static func query(_ rest: Substring) -> String {
        guard rest.hasPrefix("?") else { return "" }
        return String(rest.dropFirst().prefix { $0 != "#" })
    }

    /// The host whose path that is, for clients that only let their base URL's host be changed.
    private static func host(forPath path: Substring) -> String? {
        switch path.dropFirst().prefix(while: { $0 != "/" }) {
        case "services", "commands", "actions", "workflows", "triggers", "app": "hooks.slack.com"
        case "upload", "files-pri", "files-tmb": "files.slack.com"
        default: nil
        }
    }
}
