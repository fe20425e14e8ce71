import SlackWire
import Testing

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("https://slack.com/api/x?y#z", "slack.com", 443, "/api/x?y#z"),
        ("HTTPS://Files.SLACK.com", "files.slack.com", 443, ""),
        ("ws://127.0.0.1:8080?a", "127.0.0.1", 8080, "?a"),
        ("http://[::1]:7/x", "[::1]", 7, "/x"),
        ("wss://[2001:DB8::1]/x", "[2001:db8::1]", 443, "/x"),
        ("http://my-box_1.local:/", "my-box_1.local", 80, "/"),
        ("http://a/b@c:d", "a", 80, "/b@c:d"),
    ])
    func `A URL is taken apart`(url: String, host: String, port: Int, target: String) throws {
        let address = try #require(WebAddress(url))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(WebAddress(address.origin + address.target) != nil)
    }

    @Test(arguments: [
        "", "slack.com", "//slack.com/x", "ftp://slack.com/x", "https:/slack.com", "https://",
        "https:///x", "https://:443/x", "https://user@slack.com/", "https://u:p@slack.com/",
        "https://slack.com:0/", "https://slack.com:65536/", "https://slack.com:+1/",
        "https://slack.com:4 3/", "https://sl%61ck.com/", "https://slack.com\\@evil/",
        "https://evil.example\\@slack.com/a", "https://sla\u{441}k.com/",
        "https://slac\u{212a}.com/",
        "https://slack.com\u{301}/x", "https://slack.com\u{0}/x", "https://slack.com\n/x",
        "https://[::1/x", "https://[]/x", "https://[::1]x/", "https://[::1%25lo]/", "https://a b/",
        "https://a:1:2/", "https://\u{200b}slack.com/",
    ])
    func `What two readers could understand differently is no address`(url: String) {
        #expect(WebAddress(url) == nil)
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:80", true), ("a.localhost:1", true), ("127.0.0.1", true),
        ("127.1", true), ("127.200.3.4:5", true), ("[::1]:9", true), ("127.evil.com", false),
        ("127.0.0.1.evil.com", false), ("localhost.evil.com", false), ("notlocalhost", false),
        ("128.0.0.1", false), ("0.0.0.0", false), ("[::2]", false), ("10.0.0.1", false),
    ])
    func `This machine is known by any of its names`(text: String, isLoopback: Bool) throws {
        #expect(try #require(WebAuthority(text)).isLoopback == isLoopback)
    }
}

@Suite struct SlackHostsTests {
    @Test(arguments: [
        "https://slack.com/x", "https://slack.com:443", "wss://wss-primary.slack.com/websocket/T",
        "https://FILES.slack.com/a", "https://slack-files.com/T1-F1-x",
        "https://a.slack-edge.com/x",
        "https://slack-gov.com/api/", "wss://x.slack-msgs.com/",
    ])
    func `Slack's own hosts count without being named`(url: String) {
        #expect(SlackHosts.slack.contains(url: url))
    }

    @Test(arguments: [
        "http://files.slack.com/a", "ws://wss-primary.slack.com/", "https://evilslack.com/",
        "https://slack.com.evil/", "https://slack.com@evil/", "https://evil/slack.com",
        "https://slack.com./", "http://127.0.0.1:8080/", "https://[::1]/", "slack.com", "",
    ])
    func `Nobody else's do, nor Slack's without TLS`(url: String) {
        #expect(!SlackHosts.slack.contains(url: url))
    }

    @Test func `An upstream counts at its own port, under any name of this machine`() throws {
        let hosts = SlackHosts(upstreams: [try #require(WebAddress("http://127.0.0.1:8080/api/"))])
        for url in [
            "http://127.0.0.1:8080/files", "ws://localhost:8080/ws", "http://[::1]:8080/",
            "https://127.0.0.1:8080/", "https://slack.com/",
        ] {
            #expect(hosts.contains(url: url), "\(url)")
        }
        for url in [
            "http://127.0.0.1:8081/", "http://127.0.0.1/", "http://127.0.0.2:8080/",
            "http://10.0.0.1:8080/", "http://127.0.0.1.evil:8080/",
        ] {
            #expect(!hosts.contains(url: url), "\(url)")
        }
    }

    @Test func `An upstream over TLS counts over TLS only`() throws {
        let hosts = SlackHosts(upstreams: [try #require(WebAddress("https://slack.test:8443/api/"))]
        )
        #expect(hosts.contains(url: "wss://slack.test:8443/ws"))
        #expect(!hosts.contains(url: "http://slack.test:8443/"))
        #expect(!hosts.contains(url: "https://files.slack.test:8443/"))
        let both = hosts.union(
            SlackHosts(upstreams: [try #require(WebAddress("http://127.0.0.1:1/"))])
        )
        #expect(both.contains(url: "https://slack.test:8443/"))
        #expect(both.contains(url: "ws://127.0.0.1:1/"))
    }
}
