import SlackWire

/// A proxy that leads nowhere but to the server itself, and says who wanted to go where.
///
/// Whoever is to stay on this machine gets the server for its proxy. A client that heeds the variables of its environment
/// then asks here for what it would reach elsewhere, by name (`CONNECT slack.com:443`, RFC 9110 §9.3.6, or an absolute
/// target, RFC 9112 §3.2.2), and is refused. Some take the proxy even for the server's own address, slack_sdk's
/// WebSocket client among them; for them the way leads on.
package struct DeadEnd: Sendable, Hashable {
    /// By what the client is told from others who ask the server for a way; clients take it from the proxy's URL.
    private let password: String

    /// With a password of its own.
    package init() {
        var generator = SystemRandomNumberGenerator()
        password = Hexadecimal.text(UInt64.random(in: .min ... .max, using: &generator), width: 16)
    }

    /// The URL of the proxy, for `HTTPS_PROXY` and its like.
    package func url(at address: SlackServerAddress) -> String {
        "http://reprise:\(password)@\(address.authority)"
    }

    /// Whether that is what a client sends which knows the password.
    func isKnown(_ authorization: String?) -> Bool {
        authorization == "Basic " + Base64.encode(Array("reprise:\(password)".utf8))
    }
}
