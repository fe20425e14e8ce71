import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

@Suite(.timeLimit(.generous)) struct `HTTP as clients expect it` {
    @Test func `Requests sent in one go are answered in their order`() async throws {
        let transport = ScriptedTransport(answering: { (call) throws(TransportFailure) in
            WebAPIAnswer(json: ["ok": true, "method": .string(call.methodName ?? "")])
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                let names = (1...20).map { "test.n\($0)" }
                try await client.send(
                    names.map { "GET /api/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined()
                )
                for name in names {
                    let answer = try await client.readAnswer()
                    #expect(answer.json?["method"]?.string == name)
                }
            }
        }
    }

    @Test func `A request that follows one in flight and is garbage is refused after the answer`()
        async throws
    {
        let gate = Watched<Bool>()
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            await gate.pass("the test to send its second request")
            return WebAPIAnswer(json: ["ok": true])
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(
                    "GET /api/api.test HTTP/1.1\r\nHost: localhost\r\n\r\nGARBAGE GARBAGE\r\n\r\n"
                )
                gate.open()
                #expect(try await client.readAnswer().status == 200)
                #expect(try await client.readAnswer().status == 400)
                #expect(await client.readToEnd() == [])
            }
        }
    }

    @Test func `HEAD gets the header of the answer only`() async throws {
        try await withSlackServer(over: ScriptedTransport()) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("HEAD /api/api.test")
                let head = try await client.readAnswer(toHead: true)
                #expect(head.status == 200)
                #expect(head.field("content-length") == "11")
                try await client.request("GET /api/api.test")
                #expect(try await client.readAnswer().text == #"{"ok":true}"#)
            }
        }
    }

    @Test func `A client that waits for leave to send its body gets it`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "POST /api/api.test",
                    ["Expect: 100-continue", "Content-Length: 3"]
                )
                #expect(try await client.readAnswer().status == 100)
                try await client.send("abc")
                #expect(try await client.readAnswer().status == 200)
            }
        }
        #expect(transport.calls.first?.body == .bytes(Array("abc".utf8)))
    }

    @Test func `An answer without a body has none`() async throws {
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            WebAPIAnswer(status: 204, body: Array("ignored".utf8))
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("GET /api/api.test")
                let answer = try await client.readAnswer()
                #expect(answer.status == 204)
                #expect(answer.field("content-length") == nil)
                try await client.request("GET /api/api.test")
                #expect(try await client.readAnswer().status == 204)
            }
        }
    }

    @Test func `A client that goes away cancels its call`() async throws {
        let (began, cancelled) = (Watched<Bool>(), Watched<Bool>())
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            began.open()
            await untilCancelled()
            cancelled.open()
            throw TransportFailure(.cancelled, "cancelled")
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("GET /api/api.test")
                await began.pass("the call to reach the transport")
                #expect(!cancelled.value)
                client.drop()
                await cancelled.pass("the call of a client that has gone to be cancelled")
                #expect(cancelled.value)
            }
        }
    }

    @Test func `A client that goes away while its socket opens cancels the opening`() async throws {
        let (began, cancelled) = (Watched<Bool>(), Watched<Bool>())
        let transport = ScriptedTransport(opening: { (_) throws(TransportFailure) in
            began.open()
            await untilCancelled()
            cancelled.open()
            throw TransportFailure(.cancelled, "cancelled")
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "GET \(address.socketPath())",
                    [
                        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    ]
                )
                await began.pass("the opening to reach the transport")
                #expect(!cancelled.value)
                client.drop()
                await cancelled.pass("the opening for a client that has gone to be cancelled")
                #expect(cancelled.value)
            }
        }
    }

    @Test func `What could not happen without the server is told in one line of JSON`() async throws
    {
        let expected: [(TransportFailure, Int, String)] = [
            (TransportFailure(.divergence, "nothing\nmatches"), 500, "reprise_divergence"),
            (TransportFailure(.invalidRequest, "t"), 400, "reprise_request"),
            (TransportFailure(.upgradeRefused, "t", status: 408), 408, "reprise_upgrade"),
            (TransportFailure(.upgradeRefused, "t", status: 200), 200, "reprise_upgrade"),
            (TransportFailure(.upgradeRefused, "t"), 502, "reprise_upgrade"),
        ]
        for (failure, status, error) in expected {
            try await withSlackServer(over: Self.failing(with: failure)) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/chat.postMessage")
                    let called = try await client.readAnswer()
                    let opened = try await client.upgrade()
                    for answer in [called, opened] {
                        #expect(answer.status == status)
                        #expect(answer.json?["error"]?.string == error)
                        #expect(answer.json?["message"]?.string == failure.message)
                        #expect(!answer.text.contains("\n"))
                    }
                }
            }
        }
    }

    @Test(arguments: [
        (TransportFailure.Kind.io, true), (.connect, true), (.tls, true),
        (.protocolViolation, false),
        (.closed, false),
    ])
    func `A connection that was lost to Slack is lost to the client`(
        kind: TransportFailure.Kind,
        isReset: Bool
    ) async throws {
        try await withSlackServer(over: Self.failing(with: TransportFailure(kind, "t"))) {
            address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/chat.postMessage")
                #expect(await client.readToEnd() == [])
                #expect(client.wasReset == isReset)
            }
            try await RawClient.connect(to: address) { client in
                await #expect(throws: RawClient.Ended.self) { try await client.upgrade() }
                #expect(client.wasReset == isReset)
            }
        }
    }

    @Test(arguments: [TransportFailure.Kind.timeout, .cancelled])
    func `What was not answered in time is not answered, until the client goes or the server ends`(
        kind: TransportFailure.Kind
    ) async throws {
        let transport = ScriptedTransport()
        transport.fail("chat.postMessage", with: TransportFailure(kind, "t"))
        let server = SlackServer(transport: transport)
        async let run: Void = server.run()
        try await RawClient.connect(to: server.waitUntilListening()) { client in
            try await client.request("POST /api/chat.postMessage")
            try await transport.waitForCalls(1)
            await server.stop()
            #expect(await client.readToEnd() == [])
        }
        try await run
    }

    @Test func `Nothing that comes behind a request without an answer is done`() async throws {
        let transport = ScriptedTransport()
        transport.fail("chat.postMessage", with: TransportFailure(.timeout, "t"))
        let server = SlackServer(transport: transport)
        async let run: Void = server.run()
        try await RawClient.connect(to: server.waitUntilListening()) { client in
            try await client.request("POST /api/chat.postMessage")
            // Their answers would be taken for the one that does not come.
            for _ in 0..<40 { try await client.request("POST /api/api.test") }
            try await transport.waitForCalls(1)
            client.drop()
        }
        // What had come of them is there before the end is.
        await eventually("the connection to end", seen: "\(server.connectionCount)") {
            server.connectionCount == 0
        }
        #expect(transport.calls.count == 1)
        await server.stop()
        try await run
    }

    @Test(arguments: [0, 64 * 1024 + 1])
    func `A client that has had enough of waiting for what never comes is forgotten`(
        bodyLength: Int
    ) async throws {
        let transport = ScriptedTransport()
        transport.fail("chat.postMessage", with: TransportFailure(.timeout, "t"))
        let server = SlackServer(transport: transport)
        async let run: Void = server.run()
        let address = try await server.waitUntilListening()
        try await RawClient.connect(to: address) { client in
            let body = String(repeating: "a", count: bodyLength)
            try await client.request("POST /api/chat.postMessage", body: body)
            try await transport.waitForCalls(1)
            #expect(server.connectionCount == 1)
        }
        await eventually("the connection to end", seen: "\(server.connectionCount)") {
            server.connectionCount == 0
        }
        try await RawClient.connect(to: address) { client in
            try await client.request("POST /api/api.test")
            #expect(try await client.readAnswer().status == 200)
        }
        await server.stop()
        try await run
    }

    @Test func `The body of a request without an answer takes its room until the client has gone`()
        async throws
    {
        let transport = ScriptedTransport()
        transport.fail("chat.postMessage", with: TransportFailure(.timeout, "t"))
        var configuration = SlackServerConfiguration()
        configuration.limits.waitingBytes = 150_000
        let body = String(repeating: "a", count: 100_000)
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { other in
                try await RawClient.connect(to: address) { silent in
                    try await silent.request("POST /api/chat.postMessage", body: body)
                    try await transport.waitForCalls(1)
                    try await other.request("POST /api/files.upload", body: body)
                    // Time for the second to be taken, if there were room.
                    for _ in 0..<20 {
                        try await RawClient.connect(to: address) { small in
                            try await small.request("GET /")
                            #expect(try await small.readAnswer().status == 200)
                        }
                    }
                    #expect(transport.calls.count == 1)
                }
                #expect(try await other.readAnswer().status == 200)
            }
        }
    }

    private static func failing(with failure: TransportFailure) -> ScriptedTransport {
        ScriptedTransport(
            answering: { (_) throws(TransportFailure) in throw failure },
            opening: { (_) throws(TransportFailure) in throw failure }
        )
    }
}
