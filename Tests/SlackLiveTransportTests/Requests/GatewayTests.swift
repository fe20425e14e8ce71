import SlackWire
import Testing

@testable import SlackLiveTransport

@Suite struct GatewayTests {
    @Test(arguments: [
        (link: "wss://wss-primary.slack.com/websocket/T?x=1", scheme: "ws"),
        (link: "https://files.slack.com/upload/v1/abc", scheme: "http"),
        (link: "HTTP://hooks.slack.com:8080/services/T/B/X", scheme: "http"),
    ])
    func `A link is dialled at the gateway and names its own host in the path`(
        link: String,
        scheme: String
    ) throws {
        let dialled = try Gateway("http://127.0.0.1:8080/api/").dialled(link)
        let separator = try #require(link.firstRange(of: "://"))
        let original = link[..<separator.lowerBound].lowercased()
        #expect(
            dialled == "\(scheme)://127.0.0.1:8080/_/\(original)/\(link[separator.upperBound...])"
        )
    }

    @Test func `A link that leads to the gateway already stays as it is`() throws {
        let gateway = try Gateway("http://127.0.0.1:8080")
        let link = "ws://127.0.0.1:8080/_/wss/wss-primary.slack.com/websocket/T"
        #expect(gateway.dialled(link) == link)
        // Another port is another server.
        #expect(gateway.dialled("ws://127.0.0.1:80801/x").hasPrefix("ws://127.0.0.1:8080/_/ws/"))
    }

    @Test func `What is no URL is left for the call to refuse, and no gateway is refused at once`()
        throws
    {
        #expect(try Gateway("https://localhost:1").dialled("nonsense") == "nonsense")
        #expect(throws: TransportFailure.self) { try Gateway("127.0.0.1:8080") }
    }
}
