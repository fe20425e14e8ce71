/// The hosts that stand for Slack: Slack's own, and those of an upstream in its place.
///
/// Only they may get a token or a cookie, and only links to them lead through a server.
public struct SlackHosts: Sendable, Hashable {
    /// Slack's domains; what lies below them counts, too.
    ///
    /// The Web API, sockets, hooks and files; GovSlack; avatars and icons; public files; images and unfurled
    /// links (Slack's help, "Manage Slack connection issues").
    public static let domains = [
        "slack.com", "slack-gov.com", "slack-edge.com", "slack-files.com", "slack-imgs.com",
        "slack-msgs.com", "slack-core.com",
    ]

    /// Slack itself and nobody else.
    public static let slack = SlackHosts(upstreams: [])

    /// A host and port, and whether it must be spoken to over TLS.
    private struct Place: Sendable, Hashable {
        var host: String
        var port: Int
        var isSecure: Bool
    }

    private var places: Set<Place> = []

    /// Where the Web API's methods are, as the beginning of a URL, where that is known; for a redirect that names no host.
    ///
    /// It is no part of what two values are compared by.
    package var methodOrigin: String?

    /// Slack's hosts and those of the upstreams.
    ///
    /// - Parameter upstreams: Servers that stand in for Slack; of their addresses only host and port count,
    ///   and whether it is reached over TLS. The first is where the Web API is.
    public init(upstreams: some Sequence<WebAddress>) {
        for address in upstreams {
            if methodOrigin == nil { methodOrigin = address.origin }
            insert(address)
        }
    }

    /// Adds the host and port of an upstream.
    public mutating func insert(_ upstream: WebAddress) {
        guard !isSlack(upstream) else { return }
        places.insert(Self.place(upstream))
    }

    /// Adds all hosts of another value.
    public func union(_ other: SlackHosts) -> SlackHosts {
        var all = self
        all.places.formUnion(other.places)
        return all
    }

    /// Whether the same hosts stand for Slack.
    public static func == (one: SlackHosts, other: SlackHosts) -> Bool {
        one.places == other.places
    }

    /// Takes in which hosts stand for Slack.
    public func hash(into hasher: inout Hasher) { hasher.combine(places) }

    /// Whether the address is one of these.
    ///
    /// Slack's hosts count over TLS only: nobody else can have an answer ready there.
    public func contains(_ address: WebAddress) -> Bool {
        if isSlack(address) { return true }
        guard !places.isEmpty else { return false }
        var place = Self.place(address)
        if places.contains(place) { return true }
        // What is promised without TLS may as well come with it, but not the other way round.
        guard place.isSecure else { return false }
        place.isSecure = false
        return places.contains(place)
    }

    /// Whether the URL leads to one of these.
    public func contains(url: String) -> Bool {
        WebAddress(url).map(contains) ?? false
    }

    /// Whether the address is Slack's own, over TLS.
    private func isSlack(_ address: WebAddress) -> Bool {
        address.scheme.isSecure && Self.isSlack(host: address.host)
    }

    /// Whether a host's name is Slack's own.
    ///
    /// - Parameter host: The name in lower case.
    public static func isSlack(host: String) -> Bool {
        domains.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    /// This machine's usual names are one place: a server that listens at one is asked for by another.
    private static func place(_ address: WebAddress) -> Place {
        let isHere = ["127.0.0.1", "[::1]"].contains(address.host)
        return Place(
            host: isHere ? "localhost" : address.host,
            port: address.port,
            isSecure: address.scheme.isSecure
        )
    }
}
