import RepriseFloor
import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

/// The server as a proxy that leads nowhere but to itself.
@Suite(.timeLimit(.generous)) struct `A proxy that leads nowhere` {
    private struct Told: Equatable {
        var line: String
        var wayOut: String?
    }

    /// What a server that is a proxy makes of what a client says, and what it tells of it.
    private func serving(
        _ transport: ScriptedTransport = ScriptedTransport(),
        _ body: (inout RawClient, _ password: String) async throws -> Void
    ) async throws -> [Told] {
        let told = Locked<[Told]>([])
        let deadEnd = DeadEnd()
        var configuration = SlackServerConfiguration()
        configuration.deadEnd = deadEnd
        configuration.onRefusal = { request in
            told.withLock { $0.append(Told(line: request.line, wayOut: request.wayOut)) }
        }
        try await withSlackServer(over: transport, configuration: configuration) { address in
            let url = deadEnd.url(at: address)
            let known = try #require(
                url.wholeMatch(of: /http:\/\/(reprise:[0-9a-f]+)@127.0.0.1:\d+/)
            )
            let password = "Proxy-Authorization: Basic " + Base64.encode(Array(known.1.utf8))
            try await RawClient.connect(to: address) { try await body(&$0, password) }
        }
        return told.withLock { $0 }
    }

    @Test func `A tunnel elsewhere is refused, and named if its client has the password`()
        async throws
    {
        for hasPassword in [true, false] {
            let told = try await serving { client, password in
                let fields = hasPassword ? [password] : ["Proxy-Authorization: Basic eDp5"]
                let head =
                    ["CONNECT slack.com:443 HTTP/1.1", "Host: slack.com:443"] + fields + ["", ""]
                try await client.send(head.joined(separator: "\r\n"))
                #expect(try await client.readAnswer().status == 403)
                #expect(await client.readToEnd() == [])
            }
            #expect(
                told == [
                    Told(
                        line: "CONNECT slack.com:443",
                        wayOut: hasPassword ? "slack.com:443" : nil
                    )
                ]
            )
        }
    }

    @Test func `A whole URL elsewhere is refused and named, too, and reaches nobody`() async throws
    {
        let transport = ScriptedTransport()
        let told = try await serving(transport) { client, password in
            try await client.request("POST http://slack.com/api/chat.postMessage", [password])
            #expect(try await client.readAnswer().status == 403)
        }
        #expect(told.map(\.wayOut) == ["slack.com:80"])
        #expect(transport.calls == [])
    }

    /// slack_sdk's WebSocket client takes the proxy for every address, in a tunnel; its asynchronous one in whole URLs.
    @Test func `The server's own address is reached by tunnel and by whole URL`() async throws {
        let transport = ScriptedTransport(
            opening: { (_) throws(TransportFailure) in ScriptedSocket() }
        )
        let told = try await serving(transport) { client, _ in
            let path = try client.address.socketPath()
            // In one piece with what follows, as a client may send it that does not wait.
            try await client.send(
                "CONNECT 127.0.0.1:\(client.port) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            )
            #expect(try await client.readAnswer(toHead: true).status == 200)
            try await client.request("POST /api/auth.test")
            #expect(try await client.readAnswer().status == 200)
            #expect(try await client.upgrade(path).status == 101)
        }
        #expect(told == [])
        let whole = try await serving(transport) { client, password in
            let authority = client.address.authority
            try await client.request("POST http://\(authority)/api/auth.test", [password])
            #expect(try await client.readAnswer().status == 200)
            let path = try client.address.socketPath()
            #expect(try await client.upgrade("ws://\(authority)\(path)", [password]).status == 101)
        }
        #expect(whole == [])
        #expect(transport.calls.count == 2)
        #expect(transport.opens.count == 2)
        #expect(!transport.calls.contains { $0.headers["proxy-authorization"] != nil })
    }

    @Test func `A server that is no proxy lets nobody elsewhere either`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            for line in [
                "GET http://evil.example/api/auth.test", "GET https://slack.com/api/auth.test",
            ] {
                try await RawClient.connect(to: address) { client in
                    try await client.request(line)
                    #expect(try await client.readAnswer().status == 403)
                }
            }
        }
        #expect(transport.calls == [])
    }
}
