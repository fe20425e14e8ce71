import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

@Suite(.timeLimit(.generous)) struct `A WebSocket's life` {
    @Test func `Slack's pings reach the client, and its pongs end here`() async throws {
        let socket = ScriptedSocket()
        socket.give(.ping(Array("Ping from applink-1".utf8)))
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                let ping = try await client.readFrame(pings: true)
                #expect(ping?.opcode == 9)
                #expect(ping?.text == "Ping from applink-1")
                try await client.sendFrame(10, ping?.payload ?? [])
                try await client.sendText("after")
                #expect(try await socket.awaitedAction() == .send(SocketMessage("after")))
            }
        }
    }

    @Test func `A socket on which nothing is said gets pings`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.keepAlivePing = .milliseconds(5)
        let transport = ScriptedTransport(socket: ScriptedSocket())
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                for _ in 1...3 {
                    #expect(try await client.readFrame(pings: true)?.opcode == 9)
                }
            }
        }
    }

    @Test func `A message is one frame on one line, whatever it was`() async throws {
        let socket = ScriptedSocket()
        socket.say("\n {\n  \"a\": \"x\\ny\",\r\n\t\"b\": 1\n}\n")
        socket.say("{\"a\":1}")
        socket.say("two\nlines")
        socket.give(.message(SocketMessage(kind: .binary, bytes: [1, 10, 2])))
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                #expect(
                    try await client.readFrame() == .text("{   \"a\": \"x\\ny\",  \t\"b\": 1 }")
                )
                #expect(try await client.readFrame() == .text("{\"a\":1}"))
                #expect(try await client.readFrame() == .text("two\nlines"))
                #expect(
                    try await client.readFrame() == RawClient.Frame(opcode: 2, payload: [1, 10, 2])
                )
            }
        }
    }

    @Test func `Links in frames are rewritten, under the port that a bare host leaves out`()
        async throws
    {
        let socket = ScriptedSocket()
        socket.say(#"{"type":"reconnect_url","url":"wss:\/\/wss.slack.com\/websocket\/t"}"#)
        socket.say(
            #"{"envelope_id":"e","type":"slash_commands","payload":{"response_url":"https://hooks.slack.com/commands/T/1/x"}}"#
        )
        socket.say(#"{"type":"message","text":"url","attachments":[{"url":"wss://x/y"}]}"#)
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(
                    "GET \(address.socketPath(to: "wss://wss-primary.slack.com/link/?ticket=1")) HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                )
                #expect(try await client.readAnswer().status == 101)
                let ticket = try address.socketPath(to: "wss://wss.slack.com/websocket/t")
                let response = try address.path(to: "https://hooks.slack.com/commands/T/1/x")
                let us = address.authority
                #expect(
                    try await client.readFrame()
                        == .text(
                            #"{"type":"reconnect_url","url":"ws:\/\/\#(us)\#(ticket.replacing("/", with: #"\/"#))"}"#
                        )
                )
                #expect(
                    try await client.readFrame()
                        == .text(
                            #"{"envelope_id":"e","type":"slash_commands","payload":{"response_url":"http://\#(us)\#(response)"}}"#
                        )
                )
                #expect(
                    try await client.readFrame()
                        == .text(
                            #"{"type":"message","text":"url","attachments":[{"url":"wss://x/y"}]}"#
                        )
                )
            }
        }
    }

    @Test func `A close without a code is passed on without one`() async throws {
        let socket = ScriptedSocket()
        socket.give(.closed(SocketClose(by: .peer)))
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                #expect(try await client.readFrame() == RawClient.Frame(opcode: 8, payload: []))
                try? await client.sendFrame(8, [])
                #expect(try await client.readFrame() == nil)
            }
        }
    }

    @Test func `A client that does not answer a close is left`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.timeouts.close = .milliseconds(10)
        let socket = ScriptedSocket()
        socket.give(.closed(SocketClose(code: 1000, by: .peer)))
        try await withSlackServer(
            over: ScriptedTransport(socket: socket),
            configuration: configuration
        ) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                #expect(try await client.readFrame()?.code == 1000)
                #expect(try await client.readFrame() == nil)
            }
        }
    }

    @Test func `A message that the transport refuses closes the socket and says why`() async throws
    {
        let socket = ScriptedSocket()
        socket.refuse(
            with: TransportFailure(.divergence, "nothing recorded matches this message")
        )
        let transport = ScriptedTransport(socket: socket)
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                try await client.sendText("{}")
                let frame = try await client.readFrame()
                #expect(frame?.code == 1011)
                #expect(frame?.text.contains("reprise_divergence") == true)
            }
        }
    }
}
