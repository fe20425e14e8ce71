import SlackWire
import Testing

@testable import SlackLiveTransport

/// Whoever decides by a URL's host and whoever connects to it must mean the same one.
@Suite struct SameHostTests {
    private static let hosts = [
        "slack.com", "FILES.Slack.com", "slack.com.", "slack-files.com", "127.0.0.1", "127.1",
        "0x7f.1", "2130706433", "0177.0.0.1", "[::1]", "[0:0::1]", "evil.example",
        "xn--slack-x.com",
        "localhost", "slack..com", "-", "_", "a_b", "sl%61ck.com", "%", "[::ffff:7f00:1]",
    ]
    private static let before = ["", "u@", "u:p@", "slack.com@", "@", "\\", "/", "%40", " "]
    private static let behind = ["", ":443", ":80", ":", ":0", ":65536", ":08080", ":x", "\\", "%"]
    private static let targets = [
        "", "/", "?", "#", "/@slack.com", "?@slack.com", "#@slack.com", "\\@slack.com",
    ]

    @Test func `An address that is Slack's leads libcurl to Slack, however the URL is spelled`() {
        var understood = 0
        for host in Self.hosts {
            for before in Self.before {
                for behind in Self.behind {
                    for target in Self.targets {
                        let url = "https://\(before)\(host)\(behind)\(target)"
                        guard let address = WebAddress(dialled: url, isSocket: false),
                            let curl = CurlReading(url)
                        else { continue }
                        understood += 1
                        let isSlack = SlackHosts.slack.contains(address)
                        #expect(curl.port == address.port, "\(url)")
                        guard isSlack || SlackHosts.isSlack(host: curl.host.lowercased())
                        else { continue }
                        #expect(curl.host.lowercased() == address.host, "\(url)")
                    }
                }
            }
        }
        #expect(understood > 100)
    }

    @Test func `Without a word it goes where SLACK_API_URL points, and else to Slack`() {
        func url(_ value: String?) -> String {
            SlackLiveTransport.Configuration.defaultBaseURL { name in
                name == "SLACK_API_URL" ? value : nil
            }
        }
        #expect(url("http://127.0.0.1:8080/api/") == "http://127.0.0.1:8080/api/")
        #expect(url(nil) == "https://slack.com/api/")
        #expect(url("") == "https://slack.com/api/")
    }

    @Test func `A wrong SLACK_API_URL is named`() async {
        let transport = SlackLiveTransport(baseURL: "localhost:8080")
        let failure = await #expect(throws: TransportFailure.self) {
            _ = try await transport.call(WebAPICall(method: "api.test"))
        }
        #expect(failure?.kind == .invalidRequest)
        #expect(failure?.message.contains("SLACK_API_URL") == true)
        await transport.close()
    }

    @Test func `The base URL and the gateway stand for Slack, and no other port does`() throws {
        let gateway = try #require(LinkGateway("http://127.0.0.1:8081", key: LinkKey()))
        let transport = SlackLiveTransport(
            .init(baseURL: "http://127.0.0.1:8080/api/", gateway: gateway)
        )
        #expect(transport.hosts.contains(url: "http://127.0.0.1:8080/files/a"))
        #expect(transport.hosts.contains(url: "ws://localhost:8081/_/wss/wss-primary.slack.com/"))
        #expect(transport.hosts.contains(url: "https://files.slack.com/a"))
        #expect(!transport.hosts.contains(url: "http://127.0.0.1:8082/files/a"))
        #expect(SlackLiveTransport(baseURL: "https://slack.com/api/").hosts == .slack)
    }
}
