import SlackWire
import Testing

@Suite struct LinkGatewayTests {
    private let key = LinkKey(bytes: [1])

    private func gateway(_ url: String = "http://127.0.0.1:8080/api/") throws -> LinkGateway {
        try #require(LinkGateway(url, key: key))
    }

    @Test(arguments: [
        (link: "wss://wss-primary.slack.com/websocket/T?x=1", scheme: "ws"),
        (link: "https://files.slack.com/upload/v1/abc", scheme: "http"),
        (link: "HTTP://hooks.slack.com:8080/services/T/B/X", scheme: "http"),
    ])
    func `A link leads through it, marked, and names its own host in the path`(
        link: String,
        scheme: String
    ) throws {
        let led = try #require(try gateway().leading(link))
        let separator = try #require(link.firstRange(of: "://"))
        let original = link[..<separator.lowerBound].lowercased()
        let start = "\(scheme)://127.0.0.1:8080/_/"
        #expect(led.hasPrefix(start))
        let mark = led.dropFirst(start.count).prefix { $0 != "/" }
        #expect(mark.utf8.count == LinkKey.markLength)
        #expect(led == "\(start)\(mark)/\(original)/\(link[separator.upperBound...])")

        let marked = try #require(MarkedLink(target: led.dropFirst(start.count - 3)))
        #expect(marked.isGenuine(key))
        #expect(!marked.isGenuine(LinkKey(bytes: [2])))
        #expect(!marked.isGenuine(LinkKey()))
        #expect(marked.url == original + link[separator.lowerBound...])
        #expect(marked.address == WebAddress(link))
    }

    @Test func `A link that leads there already stays as it is`() throws {
        let gateway = try gateway()
        let link = "ws://127.0.0.1:8080/_/wss/wss-primary.slack.com/websocket/T"
        #expect(gateway.leading(link) == nil)
        // Another port is another server.
        let other = try #require(gateway.leading("ws://127.0.0.1:8081/x"))
        #expect(other.hasPrefix("ws://127.0.0.1:8080/_/"))
        #expect(other.hasSuffix("/ws/127.0.0.1:8081/x"))
    }

    @Test func `What is no URL leads nowhere, and no URL of a server is none`() throws {
        #expect(try gateway("https://localhost:1").leading("nonsense") == nil)
        for url in ["127.0.0.1:8080", "ws://127.0.0.1:8080", "http://", ""] {
            #expect(LinkGateway(url, key: key) == nil)
        }
    }

    /// Another scheme, host, port or path has another mark; how they are spelled does not count.
    @Test(arguments: [
        ("https://slack.com/a", "https://slack.com/a", true),
        ("https://slack.com/a", "HTTPS://SLACK.com:443/a?b#c", true),
        ("https://slack.com", "https://slack.com/", true),
        ("https://slack.com/%7ea%2f", "https://slack.com/~a%2F", true),
        ("https://slack.com/\u{e9}", "https://slack.com/%C3%A9", true),
        ("https://slack.com/a", "https://slack.com/A", false),
        ("https://slack.com/a", "https://slack.com/a/", false),
        ("https://slack.com/a/b", "https://slack.com/a%2Fb", false),
        ("https://slack.com/a%25b", "https://slack.com/a%b", false),
        ("https://slack.com/a%3Fb", "https://slack.com/a?b", false),
        ("https://slack.com/a", "wss://slack.com/a", false),
        ("https://slack.com/a", "http://slack.com:443/a", false),
        ("https://slack.com/a", "https://files.slack.com/a", false),
        ("https://slack.com/a", "https://slack.com:444/a", false),
    ])
    func `A mark is of an address`(one: String, other: String, isSame: Bool) throws {
        let (one, other) = (try #require(WebAddress(one)), try #require(WebAddress(other)))
        #expect(key.isMark(key.mark(of: one), of: other) == isSame)
        #expect((key.mark(of: one) == key.mark(of: other)) == isSame)
    }

    @Test func `Nothing of a key is printed`() throws {
        let key = LinkKey(bytes: Array("secret".utf8))
        var dumped = ""
        dump(try #require(LinkGateway("http://127.0.0.1:1", key: key)), to: &dumped)
        #expect(!(dumped + "\(key)" + String(reflecting: key)).contains("115"))
    }
}
