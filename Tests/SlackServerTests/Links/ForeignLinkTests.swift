import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// Where links lead, and where they do not.
@Suite(.timeLimit(.generous)) struct `Links to foreign hosts` {
    private static func upstream() throws -> SlackHosts {
        SlackHosts(upstreams: [try #require(WebAddress("http://127.0.0.1:8080/api/"))])
    }

    private func answering(
        _ body: String,
        headers: HTTPHeaders = [:],
        status: Int = 200
    ) throws -> ScriptedTransport {
        ScriptedTransport(
            hosts: try Self.upstream(),
            answering: { (_) throws(TransportFailure) in
                var headers = headers
                headers["content-type"] = "application/json"
                return WebAPIAnswer(status: status, headers: headers, body: Array(body.utf8))
            }
        )
    }

    /// What a client gets for a request line.
    private func answer(
        to line: (SlackServerAddress) throws -> String,
        over transport: ScriptedTransport,
        _ fields: [String] = []
    ) async throws -> (answer: RawClient.Answer, address: SlackServerAddress) {
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(line(address), fields)
                return (try await client.readAnswer(), address)
            }
        }
    }

    @Test(arguments: [
        "169.254.169.254", "evil.example", "evilslack.com", "slack.com.evil", "[::1]",
        "127.0.0.1:8081",
        "127.0.0.1", "localhost",
    ])
    func `Nothing goes to a host that does not stand for Slack, whatever the mark`(host: String)
        async throws
    {
        for scheme in ["https", "http"] {
            let transport = ScriptedTransport(
                hosts: try Self.upstream(),
                opening: { (_) throws(TransportFailure) in ScriptedSocket() }
            )
            let (refused, _) = try await answer(
                to: { try "GET \($0.path(to: "\(scheme)://\(host)/files-pri/T-F/x.png"))" },
                over: transport,
                Self.secrets
            )
            #expect(refused.status == 403)
            #expect(refused.json?["error"] == "host_not_forwarded")
            let socket = try await withSlackServer(over: transport) { address in
                try await RawClient.connect(to: address) { client in
                    let link = "\(scheme == "https" ? "wss" : "ws")://\(host)/x"
                    return try await client.upgrade(address.socketPath(to: link))
                }
            }
            #expect(socket.status == 403)
            #expect(transport.calls == [])
            #expect(transport.opens == [])
        }
    }

    private static let secrets = [
        "Authorization: Bearer " + "xoxb" + "-1-2-abcdef", "Cookie: d=xoxd-1",
    ]

    /// What a stranger makes of a link that the server wrote, `MARK` for its mark.
    @Test(arguments: [
        "/_/https/files.slack.com/files-pri/T1-F1/a.png",
        "/_/MARK/https/files.slack.com/files-pri/T1-F1/b.png",
        "/_/MARK/https/files.slack.com/files-pri/T1-F1/a.pn",
        "/_/MARK/https/files.slack.com/files-pri/T1-F1/a.png/",
        "/_/MARK/https/files.slack.com/files-pri/T1-F1%2Fa.png",
        "/_/MARK/https/files.slack.com/files-pri/T1-F1/a.png%3Fx",
        "/_/MARK/https/hooks.slack.com/files-pri/T1-F1/a.png",
        "/_/MARK/https/files.slack.com:8443/files-pri/T1-F1/a.png",
        "/_/MARK/wss/files.slack.com/files-pri/T1-F1/a.png",
        "/_/MARK/http/files.slack.com/files-pri/T1-F1/a.png",
        "/_/MARK/https/evil.example/files-pri/T1-F1/a.png",
        "/_/MARK/https/slack.com@evil/x", "/_/MARK/https/sl%61ck.com/x",
        "/_/MARK/https/slack.com\\@evil/x", "/_/MARK/https/slack.com:99999/x",
        "/_/AAAAAAAAAAAAAAAAAAAAAA/https/files.slack.com/files-pri/T1-F1/a.png",
        "/_/MARKA/https/files.slack.com/files-pri/T1-F1/a.png", "/_/MARK", "/_//https/x", "/_/",
        "/files-pri/T1-F1/a.png", "/upload/v1/x", "/commands/T1/2/x", "/services/x",
        "/services/t1/x/y",
    ])
    func `A link that the server did not write is refused, and leaves no trace`(path: String)
        async throws
    {
        let transport = ScriptedTransport(
            opening: { (_) throws(TransportFailure) in ScriptedSocket() }
        )
        let link = "https://files.slack.com/files-pri/T1-F1/a.png"
        try await withSlackServer(over: transport) { address in
            let genuine = try address.path(to: link)
            let mark = String(genuine.split(separator: "/")[1])
            let forged = path.replacing("MARK", with: mark)
            try await RawClient.connect(to: address) { client in
                try await client.request("GET \(forged)", Self.secrets)
                #expect([403, 404].contains(try await client.readAnswer().status), "\(forged)")
                #expect([403, 404].contains(try await client.upgrade(forged).status), "\(forged)")
            }
            #expect(transport.calls == [])
            #expect(transport.opens == [])
            try await RawClient.connect(to: address) { client in
                try await client.request("GET \(genuine)", Self.secrets)
                #expect(try await client.readAnswer().status == 200)
            }
        }
        #expect(transport.calls.map(\.target) == [.url(link)])
    }

    @Test func `A mark is of one run`() async throws {
        let transport = ScriptedTransport()
        let link = "https://files.slack.com/a"
        let earlier = try await withSlackServer(over: transport) { try $0.path(to: link) }
        let (answer, _) = try await answer(to: { _ in "GET \(earlier)" }, over: transport)
        #expect(answer.json?["error"] == "link_not_known")
        #expect(transport.calls == [])
    }

    /// As Python's yarl, its requests and Node's URL were seen to spell links that they were given.
    @Test(arguments: [
        ("https://files.slack.com/a b%2Fc~%41", "/a%20b%2fc%7EA"),
        ("https://files.slack.com/a(1)'%28", "/a%281%29%27("),
        ("https://files.slack.com/\u{e9}", "/%c3%A9"),
        ("https://files.slack.com/a?x=1", "/a?x=1&y=%20"),
        ("https://files.slack.com/a", "/a?debug_reconnects=true"),
    ])
    func `A mark is good for every spelling of its link`(link: String, spelled: String) async throws
    {
        let transport = ScriptedTransport()
        let (answer, _) = try await answer(
            to: { address in
                let start = try address.path(to: link)
                let host = try #require(start.firstRange(of: "/files.slack.com"))
                return "GET \(start[..<host.upperBound])\(spelled)"
            },
            over: transport
        )
        #expect(answer.status == 200)
        #expect(transport.calls.map(\.target) == [.url("https://files.slack.com\(spelled)")])
    }

    @Test func `Slack's hosts are reached over TLS, and the upstream at its own port`()
        async throws
    {
        for (link, status) in [
            ("https://files.slack.com/x", 200), ("https://slack.com:443/x", 200),
            ("https://SLACK.com/x", 200), ("https://slack-files.com/x", 200),
            ("https://a.slack-edge.com/x", 200), ("https://x.slack-msgs.com/x", 200),
            ("http://127.0.0.1:8080/x", 200), ("http://localhost:8080/x", 200),
            ("http://files.slack.com/x", 403),
        ] {
            let (answer, _) = try await answer(
                to: { try "GET \($0.path(to: link))" },
                over: try answering("{}")
            )
            #expect(answer.status == status, "\(link)")
        }
    }

    @Test func `A link to a foreign host stays as it is, so that a bot sees where it leads`()
        async throws
    {
        let foreign = [
            "https://evil.example/f", "http://files.slack.com/f", "http://127.0.0.1:8081/f",
            "https://slack.com@evil.example/f",
        ]
        for link in foreign {
            let body =
                #"{"upload_url":"\#(link)","files":[{"url_private":"\#(link)"},{"url_private":"https://files.slack.com/p"},{"url_private_download":"http://127.0.0.1:8080/p"}]}"#
            let (answer, address) = try await answer(
                to: { _ in "POST /api/conversations.history" },
                over: try answering(body)
            )
            let us = "http://\(address.authority)"
            let file = try us + address.path(to: "https://files.slack.com/p")
            let upstream = try us + address.path(to: "http://127.0.0.1:8080/p")
            #expect(
                answer.text
                    == #"{"upload_url":"\#(link)","files":[{"url_private":"\#(link)"},{"url_private":"\#(file)"},{"url_private_download":"\#(upstream)"}]}"#
            )
        }
    }

    @Test func `A socket at a foreign host stays where it is, too`() async throws {
        let body = #"{"ok":true,"url":"wss:\/\/evil.example\/websocket\/T"}"#
        let (answer, _) = try await answer(
            to: { _ in "POST /api/rtm.connect" },
            over: try answering(body)
        )
        #expect(answer.text == body)
    }

    @Test(arguments: [
        ("https://evil.example/f", "https://evil.example/f"),
        ("//evil.example/f", "https://evil.example/f"),
        ("http://files.slack.com/f", "http://files.slack.com/f"),
        ("https://slack-files.com/f?a=b#c", "US https://slack-files.com/f?a=b#c"),
        ("//slack-edge.com/f", "US https://slack-edge.com/f"),
        ("http://127.0.0.1:8080/f", "US http://127.0.0.1:8080/f"),
        ("/other?a=b", "US https://files.slack.com/other?a=b"),
        ("other", "other"),
        ("", ""),
    ])
    func `A redirect leads on through the server to Slack, and past it elsewhere`(
        location: String,
        expected: String
    ) async throws {
        let (answer, address) = try await answer(
            to: { try "GET \($0.path(to: "https://files.slack.com/files-pri/a"))" },
            over: try answering("", headers: ["location": location], status: 302)
        )
        #expect(answer.status == 302)
        let place =
            expected.hasPrefix("US ")
            ? try "http://\(address.authority)" + address.path(to: String(expected.dropFirst(3)))
            : expected
        #expect(answer.field("location") == place)
    }

    @Test(arguments: ["//127.0.0.1:8080/f", "http://127.0.0.1:8080/f"])
    func `A redirect of a method keeps the scheme of the methods`(location: String) async throws {
        let (answer, address) = try await answer(
            to: { _ in "POST /api/files.info" },
            over: try answering("", headers: ["location": location], status: 302)
        )
        let place = try address.path(to: "http://127.0.0.1:8080/f")
        #expect(answer.field("location") == "http://\(address.authority)\(place)")
    }

    @Test func `What lets web pages read Slack's answers is not passed on`() async throws {
        let (answer, _) = try await answer(
            to: { _ in "POST /api/auth.test" },
            over: try answering(
                "{}",
                headers: [
                    "access-control-allow-origin": "*", "access-control-expose-headers": "x",
                    "x-oauth-scopes": "chat:write",
                ]
            )
        )
        #expect(!answer.fields.contains { $0.name.lowercased().hasPrefix("access-control-") })
        #expect(answer.field("x-oauth-scopes") == "chat:write")
    }
}
