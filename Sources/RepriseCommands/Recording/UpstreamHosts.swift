import Foundation
import SlackTransport
import SlackWire

/// Keeps what is meant for Slack's other hosts at an upstream that stands in for all of Slack.
///
/// A client that knows only the base URL posts a webhook to its host, which the server takes for
/// `hooks.slack.com`; a test server must get that, and Slack must not.
struct UpstreamHosts: Transport {
    private static let domains = ["slack.com", "slack-gov.com"]

    private let inner: any Transport
    /// Scheme and authority of the upstream for calls and for sockets; `nil` if it is Slack.
    private let origin: (call: String, socket: String)?

    init(_ inner: any Transport, upstream: String) {
        self.inner = inner
        guard let url = URLComponents(string: upstream), let host = url.host,
            let scheme = url.scheme,
            !Self.isSlack(host)
        else {
            origin = nil
            return
        }
        let authority = "\(host)\(url.port.map { ":\($0)" } ?? "")"
        origin = ("\(scheme)://\(authority)", "\(scheme == "https" ? "wss" : "ws")://\(authority)")
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        guard let origin, case .url(let url) = call.target, let path = Self.path(ofSlack: url)
        else { return try await inner.call(call) }
        var call = call
        call.target = .url(origin.call + path)
        return try await inner.call(call)
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        guard let origin, let path = Self.path(ofSlack: request.url) else {
            return try await inner.open(request)
        }
        var request = request
        request.url = origin.socket + path
        return try await inner.open(request)
    }

    /// What follows the host in a URL of Slack's; `nil` for other hosts.
    private static func path(ofSlack url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard isSlack(String(rest[..<end])) else { return nil }
        return String(rest[end...])
    }

    private static func isSlack(_ host: String) -> Bool {
        let host = host.lowercased()
        return domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
