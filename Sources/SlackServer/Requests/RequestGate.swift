import SlackWire

/// Keeps out requests that no client of the server sends: those of web pages, and those that reach it under
/// the name of another machine.
///
/// Whoever runs the server also runs a browser, and any page may let it send requests here. A browser says
/// which page that was (`Origin`, `Sec-Fetch-Site`; fetch.spec.whatwg.org), but counts a page as this server's own
/// whose name was made to lead here after it was loaded: `Host` shows that. Clients of Slack send no `Origin`,
/// or the URL's own, or Slack's.
///
/// No I/O.
struct RequestGate: Sendable {
    private let local: SlackServerAddress
    private let publicAuthority: WebAuthority?
    /// Hosts that are this server, in lower case.
    private let names: Set<String>

    /// - Parameter local: The address the client connected to.
    init(_ configuration: SlackServerConfiguration, local: SlackServerAddress) {
        self.local = local
        publicAuthority = configuration.publicAuthority.flatMap { WebAuthority($0) }
        // A client that came by IPv4 to a listener for both.
        let mapped = local.host.hasPrefix("::ffff:") ? [String(local.host.dropFirst(7))] : []
        let own = configuration.names + [configuration.host, local.host] + mapped
        var names = Set(own.map { $0.contains(":") ? "[\($0)]" : $0 }.map { $0.lowercased() })
        if let publicAuthority { names.insert(publicAuthority.host) }
        self.names = names
    }

    /// The refusal of a request; `nil` if it may come in.
    func refusal(of request: IncomingRequest) -> OutgoingAnswer? {
        if let address = Self.destination(of: request), !isOwn(address) { return .noWayOut }
        let hosts = request.headers.values(named: "host")
        guard hosts.allSatisfy({ $0.isEmpty || isOwn(host: $0) }) else { return .foreignHost }
        let sites = request.headers.values(named: "sec-fetch-site")
        guard sites.allSatisfy({ ["same-origin", "none"].contains($0.lowercased()) }) else {
            return .crossSite
        }
        let origins = request.headers.values(named: "origin")
        guard origins.allSatisfy({ isClient(origin: $0, hosts) }) else { return .crossSite }
        return nil
    }

    /// Where a request leads that names it with its target, as clients do that take the server for their proxy; an address
    /// that cannot be read leads nowhere.
    static func destination(of request: IncomingRequest) -> WebAddress? {
        guard !request.target.hasPrefix("/"), request.target.contains("://") else { return nil }
        return WebAddress(request.target)
    }

    /// Whether a tunnel to that leads to this server.
    func isOwn(destination: String) -> Bool {
        WebAddress("http://\(destination)").map { $0.target.isEmpty && isOwn($0) } ?? false
    }

    /// Whether the address is this server's, its port included.
    private func isOwn(_ address: WebAddress) -> Bool {
        if address.authority == publicAuthority { return true }
        return isOwn(address.authority) && address.port == local.port
    }

    private func isOwn(host: String) -> Bool {
        WebAuthority(host).map(isOwn) ?? false
    }

    /// Whether the host is this server's, whatever the port: clients leave it out or have it mapped.
    private func isOwn(_ authority: WebAuthority) -> Bool {
        authority.isLoopback || names.contains(authority.host)
    }

    /// Whether an `Origin` is none of another page.
    ///
    /// - Parameter hosts: The request's `Host` fields.
    private func isClient(origin: String, _ hosts: [String]) -> Bool {
        if origin.lowercased() == "null" { return false }
        // Pages have an origin with a scheme; what has none was made up by a library.
        guard origin.contains("://") else { return true }
        guard let address = WebAddress(origin) else { return false }
        if SlackHosts.slack.contains(address) { return true }
        // A browser names the port unless it is the scheme's own, in both fields alike.
        if hosts.contains(where: { WebAuthority($0) == address.authority }) { return true }
        return isOwn(address)
    }
}
