import SlackWire

/// A server that stands in for every host that links lead to, as `SlackServer` does.
///
/// The link `wss://wss-primary.slack.com/websocket/T` is dialled as
/// `ws://GATEWAY/_/wss/wss-primary.slack.com/websocket/T`. What passes the transport keeps its links as
/// Slack wrote them.
struct Gateway: Sendable {
    private let authority: String
    private let isSecure: Bool

    /// The server at an absolute `http` or `https` URL, whose path does not matter.
    ///
    /// - Throws: Kind `invalidRequest` when it is no such URL.
    init(_ url: String) throws(TransportFailure) {
        guard let endpoint = Endpoint(url, schemes: Endpoint.callSchemes) else {
            throw TransportFailure(
                .invalidRequest,
                "the gateway is not an absolute http or https URL; use one like http://127.0.0.1:8080"
            )
        }
        authority = endpoint.authority
        isSecure = endpoint.isSecure
    }

    /// The URL to dial for a link; a link that leads to the gateway already stays as it is.
    func dialled(_ link: String) -> String {
        guard let separator = link.firstRange(of: "://") else { return link }
        let scheme = link[..<separator.lowerBound].lowercased()
        let rest = link[separator.upperBound...]
        if rest == authority || rest.hasPrefix(authority + "/") { return link }
        let outer: String
        switch scheme {
        case "http", "https": outer = isSecure ? "https" : "http"
        case "ws", "wss": outer = isSecure ? "wss" : "ws"
        default: return link
        }
        return "\(outer)://\(authority)/_/\(scheme)/\(rest)"
    }
}
