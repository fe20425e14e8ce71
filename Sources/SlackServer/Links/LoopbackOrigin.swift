import SlackWire

/// The scheme and authority under which a client reaches the server.
struct LoopbackOrigin: Sendable, Hashable {
    /// `host:port` as it stands in a URL.
    var authority: String
    /// Whether the client speaks TLS.
    var isSecure: Bool

    /// Takes what the client calls the server, if it makes sense.
    ///
    /// A `Host` without a port names port 80 by the letter, but slack_sdk's own WebSocket client leaves
    /// the port out whatever it is: then the port is the one it came in by.
    ///
    /// - Parameters:
    ///   - host: The request's `Host` field.
    ///   - local: The address the client connected to.
    init(host: String?, local: SlackServerAddress) {
        isSecure = local.isSecure
        authority =
            host.flatMap { WebAuthority($0) }.map { "\($0.host):\($0.port ?? local.port)" }
            ?? local.authority
    }

    init(authority: String, isSecure: Bool) {
        self.authority = authority
        self.isSecure = isSecure
    }
}
