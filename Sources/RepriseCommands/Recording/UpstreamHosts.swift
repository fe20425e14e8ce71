import SlackTransport
import SlackWire

/// Keeps what is meant for Slack's other hosts at an upstream that stands in for all of Slack.
///
/// A client that knows only the base URL posts a webhook to its host, which the server takes for
/// `hooks.slack.com`; a test server must get that, and Slack must not.
struct UpstreamHosts: Transport {
    /// The hosts that stand for Slack, the upstream's own included.
    let hosts: SlackHosts

    private let inner: any Transport
    /// The upstream; `nil` if it is Slack.
    private let upstream: WebAddress?

    /// - Parameters:
    ///   - inner: What reaches the upstream.
    ///   - upstream: The Web API's base URL.
    ///   - others: Further hosts of the upstream's.
    init(_ inner: any Transport, upstream: String, others: SlackHosts = .slack) {
        self.inner = inner
        let address = WebAddress(upstream)
        self.upstream = address.flatMap { SlackHosts.isSlack(host: $0.host) ? nil : $0 }
        hosts = inner.hosts.union(others).union(SlackHosts(upstreams: address.map { [$0] } ?? []))
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        try await inner.call(led(call))
    }

    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        try await inner.stream(led(call))
    }

    private func led(_ call: WebAPICall) -> WebAPICall {
        guard case .url(let url) = call.target, let url = atUpstream(url) else { return call }
        var call = call
        call.target = .url(url)
        return call
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        guard let url = atUpstream(request.url) else { return try await inner.open(request) }
        var request = request
        request.url = url
        return try await inner.open(request)
    }

    /// A link to Slack as a link to the upstream; `nil` if it leads elsewhere, or if Slack is the upstream.
    private func atUpstream(_ url: String) -> String? {
        guard let upstream, let address = WebAddress(url), SlackHosts.isSlack(host: address.host)
        else { return nil }
        var origin = upstream.origin[...]
        if address.scheme.isSocket {
            let rest = origin.drop { $0 != ":" }
            origin = "\(upstream.scheme.forSocket.rawValue)\(rest)"[...]
        }
        return origin + address.target
    }
}
