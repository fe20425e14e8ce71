public import SlackWire

/// Where a ``SlackServer`` listens.
public struct SlackServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The IP address.
    public let host: String
    /// The port, never 0.
    public let port: Int
    /// Whether clients must speak TLS.
    public let isSecure: Bool
    private let linkKey: LinkKey

    init(host: String, port: Int, isSecure: Bool, linkKey: LinkKey) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.linkKey = linkKey
    }

    /// The server in place of the hosts that links name, for a client that makes links lead through it by itself.
    public var gateway: LinkGateway {
        LinkGateway(authority: authority, isSecure: isSecure, key: linkKey)
    }

    /// What a client takes for `https://slack.com/api/`, with a slash at its end.
    public var apiURL: String { "\(isSecure ? "https" : "http")://\(authority)/api/" }

    /// Host and port as they stand in a URL.
    public var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Host and port.
    public var description: String { authority }
}
