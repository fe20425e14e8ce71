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
        to line: String,
        over transport: ScriptedTransport,
        _ fields: [String] = []
    ) async throws -> (answer: RawClient.Answer, origin: String) {
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(line, fields)
                return (try await client.readAnswer(), "http://\(address.authority)")
            }
        }
    }

    @Test(arguments: [
        "169.254.169.254", "evil.example", "evilslack.com", "slack.com.evil", "slack.com@evil",
        "[::1]", "127.0.0.1:8081", "127.0.0.1", "localhost", "sl%61ck.com", "slack.com%2f@evil",
        "slack.com:99999", "slack.com\\@evil",
    ])
    func `Nothing goes to a host that does not stand for Slack`(host: String) async throws {
        for scheme in ["https", "http"] {
            let transport = ScriptedTransport(
                hosts: try Self.upstream(),
                opening: { (_) throws(TransportFailure) in ScriptedSocket() }
            )
            let fields = ["Authorization: Bearer " + "xoxb" + "-1-2-abcdef", "Cookie: d=xoxd-1"]
            let line = "GET /_/\(scheme)/\(host)/files-pri/T-F/x.png"
            let (refused, _) = try await answer(to: line, over: transport, fields)
            #expect(refused.status == 403)
            #expect(refused.json?["error"] == "host_not_forwarded")
            let socket = try await withSlackServer(over: transport) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.upgrade("/_/\(scheme == "https" ? "wss" : "ws")/\(host)/x")
                }
            }
            #expect(socket.status == 403)
            #expect(transport.calls == [])
            #expect(transport.opens == [])
        }
    }

    @Test func `Slack's hosts are reached over TLS, and the upstream at its own port`()
        async throws
    {
        for (path, status) in [
            ("https/files.slack.com/x", 200), ("https/slack.com:443/x", 200),
            ("https/SLACK.com/x", 200), ("https/slack-files.com/x", 200),
            ("https/a.slack-edge.com/x", 200), ("https/x.slack-msgs.com/x", 200),
            ("http/127.0.0.1:8080/x", 200), ("http/localhost:8080/x", 200),
            ("http/files.slack.com/x", 403),
        ] {
            let (answer, _) = try await answer(to: "GET /_/\(path)", over: try answering("{}"))
            #expect(answer.status == status, "\(path)")
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
            let (answer, us) = try await answer(
                to: "POST /api/conversations.history",
                over: try answering(body)
            )
            #expect(
                answer.text
                    == #"{"upload_url":"\#(link)","files":[{"url_private":"\#(link)"},{"url_private":"\#(us)/_/https/files.slack.com/p"},{"url_private_download":"\#(us)/_/http/127.0.0.1:8080/p"}]}"#
            )
        }
    }

    @Test func `A socket at a foreign host stays where it is, too`() async throws {
        let body = #"{"ok":true,"url":"wss:\/\/evil.example\/websocket\/T"}"#
        let (answer, _) = try await answer(to: "POST /api/rtm.connect", over: try answering(body))
        #expect(answer.text == body)
    }

    @Test(arguments: [
        ("https://evil.example/f", "https://evil.example/f"),
        ("//evil.example/f", "https://evil.example/f"),
        ("http://files.slack.com/f", "http://files.slack.com/f"),
        ("https://slack-files.com/f?a=b#c", "US/_/https/slack-files.com/f?a=b#c"),
        ("//slack-edge.com/f", "US/_/https/slack-edge.com/f"),
        ("http://127.0.0.1:8080/f", "US/_/http/127.0.0.1:8080/f"),
        ("/other?a=b", "US/_/https/files.slack.com/other?a=b"),
        ("other", "other"),
        ("", ""),
    ])
    func `A redirect leads on through the server to Slack, and past it elsewhere`(
        location: String,
        expected: String
    ) async throws {
        let (answer, us) = try await answer(
            to: "GET /_/https/files.slack.com/files-pri/a",
            over: try answering("", headers: ["location": location], status: 302)
        )
        #expect(answer.status == 302)
        #expect(answer.field("location") == expected.replacing("US/", with: us + "/"))
    }

    @Test func `What lets web pages read Slack's answers is not passed on`() async throws {
        let (answer, _) = try await answer(
            to: "POST /api/auth.test",
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
