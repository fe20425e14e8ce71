import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Through a proxy that is given by its URL.
@Suite(.timeLimit(.generous)) struct ProxyTests {
    /// A proxy that notes what it is asked, and plays the server itself.
    private func withProxy(
        answering answer: String = "200 Connection established",
        log: Watched<[String]>,
        _ body: (SlackLiveTransport) async throws -> Void
    ) async throws {
        let script: TestPeer.Script = { connection, _ in
            guard let request = try connection.readRequest() else { return }
            log.update { $0.append(request.line) }
            if request.line.hasPrefix("CONNECT") {
                try connection.write("HTTP/1.1 \(answer)\r\n\r\n")
                if !answer.hasPrefix("200") { return }
                try connection.upgrade()
                try connection.send("through the tunnel")
                try connection.echo()
            } else {
                try connection.answer("{}")
            }
        }
        let proxy = try TestPeer(script)
        let transport = SlackLiveTransport(
            .init(
                baseURL: "http://slack.example/api/",
                proxy: .url("http://127.0.0.1:\(proxy.port)")
            )
        )
        try await body(transport)
        await transport.close()
        withExtendedLifetime(proxy) {}
    }

    @Test func `A call goes through it`() async throws {
        let log = Watched<[String]>([])
        try await withProxy(log: log) { transport in
            let answer = try await transport.call(WebAPICall(method: "api.test"))
            #expect(answer.text == "{}")
        }
        #expect(log.value == ["POST http://slack.example/api/api.test HTTP/1.1"])
    }

    @Test func `A WebSocket goes through a tunnel`() async throws {
        let log = Watched<[String]>([])
        try await withProxy(log: log) { transport in
            let socket = try await transport.open(SocketRequest(url: "ws://slack.example/link"))
            try await expectNext(.message(SocketMessage("through the tunnel")), from: socket)
        }
        #expect(log.value == ["CONNECT slack.example:80 HTTP/1.1"])
    }

    @Test func `A proxy that refuses is named as the reason`() async throws {
        let log = Watched<[String]>([])
        try await withProxy(answering: "403 Forbidden", log: log) { transport in
            let failure = try await failure { () throws(TransportFailure) in
                _ = try await transport.open(SocketRequest(url: "ws://slack.example/hidden"))
            }
            #expect(failure.kind == .connect)
            #expect(
                failure.message == "the WebSocket at slack.example did not get past the proxy, "
                    + "which answered 403 to CONNECT; check https_proxy and no_proxy"
            )
        }
    }
}
