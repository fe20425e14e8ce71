import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite(.timeLimit(.generous)) struct `WebSockets` {
    @Test func `The transport opens the socket that the link names, and frames go both ways`()
        async throws
    {
        let socket = ScriptedSocket.echoing()
        let transport = ScriptedTransport(socket: socket)
        socket.say(#"{"type":"hello"}"#)
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                let answer = try await client.upgrade(
                    address.socketPath(to: "wss://wss-primary.slack.com/websocket/abc=/2?x=1"),
                    ["Cookie: d=1"]
                )
                #expect(answer.status == 101)
                #expect(answer.field("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(try await client.readFrame() == .text(#"{"type":"hello"}"#))
                try await client.sendText(#"{"id":1,"type":"ping"}"# + "\n")
                #expect(try await client.readFrame()?.text == #"{"id":1,"type":"ping"}"#)
                try await client.sendFrame(9, Array("payload 1".utf8))
                let pong = try await client.readFrame()
                #expect(pong?.opcode == 10)
                #expect(pong?.text == "payload 1")
                try await client.sendFrame(8, [0x03, 0xe8])
                #expect(try await client.readFrame()?.code == 1000)
                #expect(try await client.readFrame() == nil)
            }
            #expect(
                try await socket.awaitedAction()
                    == .send(SocketMessage(#"{"id":1,"type":"ping"}"# + "\n"))
            )
            #expect(try await socket.awaitedAction() == .ping(Array("payload 1".utf8)))
            #expect(try await socket.awaitedAction() == .close(1000, ""))
        }
        let open = try #require(transport.opens.first)
        #expect(open.url == "wss://wss-primary.slack.com/websocket/abc=/2?x=1")
        #expect(open.headers["cookie"] == "d=1")
        #expect(open.headers["sec-websocket-key"] == nil)
    }

    @Test func `A WebSocket opens on a connection that has served requests`() async throws {
        let socket = ScriptedSocket()
        socket.say(#"{"type":"hello"}"#)
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("GET /api/rtm.connect")
                #expect(try await client.readAnswer().status == 200)
                #expect(try await client.upgrade().status == 101)
                #expect(try await client.readFrame() == .text(#"{"type":"hello"}"#))
            }
        }
    }

    @Test func `A socket that the transport refuses is refused with its status, before any 101`()
        async throws
    {
        let transport = ScriptedTransport.withoutSockets()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                let answer = try await client.upgrade()
                #expect(answer.status == 404)
                #expect(answer.json?["error"] == "reprise_upgrade")
                #expect(await client.readToEnd() == [])
            }
        }
    }

    @Test func `The transport's close reaches the client with its code`() async throws {
        let socket = ScriptedSocket()
        socket.give(.closed(SocketClose(code: 4001, reason: "bye", by: .peer)))
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                let frame = try await client.readFrame()
                #expect(frame?.code == 4001)
                #expect(frame?.payload.dropFirst(2) == Array("bye".utf8)[...])
                try? await client.sendFrame(8, [0x0f, 0xa1])
                #expect(try await client.readFrame() == nil)
            }
        }
    }

    @Test func `A lost connection of the transport's is a lost connection of the client's`()
        async throws
    {
        let socket = ScriptedSocket()
        socket.give(.closed(SocketClose(reason: "reset", by: .lost)))
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                #expect(try await client.readFrame() == nil)
            }
        }
    }

    @Test func `A client that drops closes the transport's socket`() async throws {
        let socket = ScriptedSocket()
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                client.drop()
                #expect(
                    try await socket.awaitedAction()
                        == .close(1001, "the client's connection was lost")
                )
            }
        }
    }
}
