import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite(.timeLimit(.generous)) struct `Hostile and broken HTTP clients` {
    /// Sends bytes on a new connection, reads all that comes back, and checks that the server lives on.
    private func answer(
        to bytes: String,
        _ configuration: SlackServerConfiguration = SlackServerConfiguration(),
        checksLife: Bool = true,
        transport: ScriptedTransport = ScriptedTransport()
    ) async throws -> String {
        try await withSlackServer(over: transport, configuration: configuration) { address in
            let answer = try await RawClient.connect(to: address) { client in
                // The server may have ended the connection before.
                try? await client.send(bytes)
                return String(decoding: await client.readToEnd(), as: UTF8.self)
            }
            guard checksLife else { return answer }
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/api.test")
                #expect(try await client.readAnswer().status == 200)
            }
            return answer
        }
    }

    @Test(arguments: [
        "\u{1}\u{2}\u{3} garbage\r\n\r\n", "GET\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ])
    func `What is not HTTP gets a 400 and the end`(request: String) async throws {
        let transport = ScriptedTransport()
        let answer = try await answer(to: request, transport: transport)
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
        #expect(answer.contains(#""error":"bad_request""#))
        #expect(transport.calls.map(\.target) == [.method("api.test")])
    }

    @Test func `Another version of HTTP gets a 505`() async throws {
        let answer = try await answer(to: "GET /api/api.test HTTP/2.0\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 505 "), "\(answer)")
        #expect(answer.contains("HTTP/1.1 and HTTP/1.0"), "\(answer)")
    }

    @Test func `A header over the limit gets a 431`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.limits.headerBytes = 1000
        let long = String(repeating: "a", count: 2000)
        for request in [
            "GET /api/api.test?\(long) HTTP/1.1\r\n\r\n",
            "GET /api/api.test HTTP/1.1\r\nx: \(long)\r\n\r\n",
        ] {
            let answer = try await answer(to: request, configuration)
            #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer)")
        }
        configuration.limits = .init()
        configuration.limits.headerFields = 5
        let fields = (1...6).map { "x-\($0): y\r\n" }.joined()
        let answer = try await answer(
            to: "GET /api/api.test HTTP/1.1\r\n\(fields)\r\n",
            configuration
        )
        #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer)")
    }

    @Test func `A client that sends its header or its body too slowly gets a 408`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.timeouts.close = .milliseconds(30)
        var head = ""
        // On a busy machine a short time-out may come before the first byte does.
        for milliseconds in [30, 300, 3000, 30_000] where head.isEmpty {
            configuration.timeouts.head = .milliseconds(milliseconds)
            head = try await answer(
                to: "POST /api/x HTTP/1.1\r\nHost:",
                configuration,
                checksLife: false
            )
        }
        #expect(head.hasPrefix("HTTP/1.1 408 "), "\(head)")
        configuration.timeouts.head = .seconds(60)
        configuration.timeouts.body = .milliseconds(30)
        let body = try await answer(
            to: "POST /api/x HTTP/1.1\r\nContent-Length: 5\r\n\r\n12",
            configuration,
            checksLife: false
        )
        #expect(body.hasPrefix("HTTP/1.1 408 "), "\(body)")
    }

    @Test func `A client that says nothing, or nothing more, is left without a word`() async throws
    {
        var configuration = SlackServerConfiguration()
        configuration.timeouts.head = .milliseconds(30)
        #expect(try await answer(to: "", configuration, checksLife: false) == "")
        configuration.timeouts.head = .seconds(60)
        configuration.timeouts.idle = .milliseconds(30)
        let idle = try await answer(to: "POST /api/x HTTP/1.1\r\n\r\n", configuration)
        #expect(idle.hasPrefix("HTTP/1.1 200 "))
        #expect(idle.hasSuffix(#"{"ok":true}"#))
    }

    @Test(arguments: [
        "/api/../../etc/passwd", "/api/%2e%2e/x", "/_/https/files.slack.com/../../x",
        "/services/..%2f..%2fetc", "/api/..", "/api/chat.postMessage/..", "/_/https/x/%2E%2E",
    ])
    func `A path that climbs leads nowhere`(path: String) async throws {
        let transport = ScriptedTransport()
        let answer = try await answer(
            to: "GET \(path) HTTP/1.1\r\nConnection: close\r\n\r\n",
            transport: transport
        )
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
        #expect(transport.calls.map(\.target) == [.method("api.test")])
    }

    @Test(arguments: ["/", "/api", "/api/", "/favicon.ico", "/services/x"])
    func `Other paths are explained, and nothing reaches the transport`(path: String) async throws {
        let transport = ScriptedTransport()
        let answer = try await answer(
            to: "GET \(path) HTTP/1.1\r\nConnection: close\r\n\r\n",
            transport: transport
        )
        #expect(answer.contains("/api/"), "\(answer)")
        #expect(transport.calls.map(\.target) == [.method("api.test")])
    }

    @Test(arguments: [
        ("TRACE /api/x", 405), ("OPTIONS /api/x", 405), ("CONNECT slack.com:443", 405),
        ("BREW /api/x", 400),
    ])
    func `Verbs that Slack does not know get a 405, and what is no verb a 400`(
        request: String,
        status: Int
    ) async throws {
        let transport = ScriptedTransport()
        let answer = try await answer(
            to: "\(request) HTTP/1.1\r\nConnection: close\r\n\r\n",
            transport: transport
        )
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(transport.calls.map(\.target) == [.method("api.test")])
    }

    @Test func `An upgrade to something else is answered as the request that it also is`()
        async throws
    {
        let answer = try await answer(
            to: "GET /api/api.test HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
    }

    @Test func `A recorded header cannot break out of the answer's header`() async throws {
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            WebAPIAnswer(
                status: 99,
                headers: ["x-a": "1\r\nx-evil: 2", "x b": "3", "x-c": "4", "": "5"],
                body: Array("x".utf8)
            )
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("GET /api/api.test")
                let answer = try await client.readAnswer()
                #expect(answer.status == 502)
                #expect(answer.fields.map(\.name) == ["x-c", "content-length"])
                #expect(answer.text == "x")
            }
        }
    }
}
