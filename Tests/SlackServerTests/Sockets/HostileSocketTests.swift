import RepriseFloor
import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite(.timeLimit(.generous)) struct `Hostile and broken WebSocket clients` {
    /// Sends bytes after an upgrade and returns the code the server closes with, and what the transport was told.
    private func close(
        after bytes: [UInt8],
        limit: Int = 1000
    ) async throws -> (code: Int?, action: ScriptedSocket.Action?) {
        var configuration = SlackServerConfiguration()
        configuration.limits.messageBytes = limit
        configuration.timeouts.close = .milliseconds(50)
        let socket = ScriptedSocket()
        let transport = ScriptedTransport(socket: socket)
        return try await withSlackServer(over: transport, configuration: configuration) { address in
            let code = try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                try await client.send(bytes)
                let frame = try await client.readFrame()
                #expect(frame?.opcode == 8)
                #expect(await client.readToEnd() == [])
                return frame?.code
            }
            let action = try await socket.awaitedAction()
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/api.test")
                #expect(try await client.readAnswer().status == 200)
            }
            return (code, action)
        }
    }

    @Test(
        arguments: [
            ("unmasked", RawClient.frame(1, [1], isMasked: false), 1002),
            ("reserved bit", RawClient.frame(1, [65], reserved: 4), 1002),
            ("reserved opcode", RawClient.frame(3, []), 1002),
            ("reserved control opcode", RawClient.frame(11, []), 1002),
            ("fragmented ping", RawClient.frame(9, [], isFinal: false), 1002),
            ("long ping", RawClient.frame(9, [UInt8](repeating: 65, count: 126)), 1002),
            ("continuation of nothing", RawClient.frame(0, [65]), 1002),
            (
                "two beginnings",
                RawClient.frame(1, [65], isFinal: false) + RawClient.frame(1, [65]), 1002
            ),
            ("close with one byte", RawClient.frame(8, [3]), 1002),
            ("close with a reserved code", RawClient.frame(8, [0x03, 0xed]), 1002),
            ("close with a broken reason", RawClient.frame(8, [0x03, 0xe8, 0xff]), 1007),
            ("text that is not UTF-8", RawClient.frame(1, [0xff, 0xfe]), 1007),
            ("a long message", RawClient.frame(1, [UInt8](repeating: 65, count: 1001)), 1009),
            (
                "a long message in pieces",
                RawClient.frame(1, [UInt8](repeating: 65, count: 600), isFinal: false)
                    + RawClient.frame(0, [UInt8](repeating: 65, count: 600)), 1009
            ),
            ("a length of 100 MB", [0x81, 0xff, 0, 0, 0, 0, 0x06, 0, 0, 0, 1, 2, 3, 4], 1009),
            (
                "a length beyond all bounds",
                [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1002
            ),
            (
                "text that is cut inside a character, in a fragment",
                RawClient.frame(1, Array("κόσ".utf8), isFinal: false)
                    + RawClient.frame(0, [0xf4, 0x90, 0x80], isFinal: false), 1007
            ),
            (
                "the same in one frame that has not come in whole",
                Array(
                    RawClient.frame(1, Array("κόσ".utf8) + [0xf4, 0x90, 0x80, 0x80, 1]).dropLast(3)
                ),
                1007
            ),
            ("garbage", [UInt8](repeating: UInt8(ascii: "G"), count: 200), 1002),
        ] as [(String, [UInt8], Int)]
    )
    func `A broken rule closes the socket with its code, and only that socket`(
        name: String,
        bytes: [UInt8],
        code: Int
    ) async throws {
        let (closed, action) = try await close(after: bytes)
        #expect(closed == code)
        guard case .close(let told, _) = action else {
            Issue.record("the transport was told \(String(describing: action))")
            return
        }
        #expect(Int(told) == code)
    }

    @Test func `Fragments and bytes that trickle in make one message, pings between them`()
        async throws
    {
        let socket = ScriptedSocket.echoing()
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                let bytes =
                    RawClient.frame(1, Array("hé".utf8.prefix(2)), isFinal: false)
                    + RawClient.frame(9, [7])
                    + RawClient.frame(0, Array("hé".utf8.suffix(1)), isFinal: false)
                    + RawClient.frame(10, [9]) + RawClient.frame(0, [])
                for byte in bytes { try await client.send([byte]) }
                #expect(try await client.readFrame() == RawClient.Frame(opcode: 10, payload: [7]))
                #expect(try await client.readFrame() == .text("hé"))
            }
        }
    }

    @Test func `A socket without a version or a proper key is refused in words`() async throws {
        let transport = ScriptedTransport(socket: ScriptedSocket())
        let version = "Sec-WebSocket-Version: 13"
        try await withSlackServer(over: transport) { address in
            for (fields, status, error) in [
                (["Sec-WebSocket-Key: x"], 426, "websocket_version"),
                (["Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 8"], 426, "websocket_version"),
                ([version], 400, "websocket_key"),
                ([version, "Sec-WebSocket-Key:"], 400, "websocket_key"),
                ([version, "Sec-WebSocket-Key: YWJj"], 400, "websocket_key"),
                ([version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ"], 400, "websocket_key"),
                ([version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!!=="], 400, "websocket_key"),
            ] {
                try await RawClient.connect(to: address) { client in
                    try await client.request(
                        "GET \(address.socketPath())",
                        ["Upgrade: WebSocket", "Connection: keep-alive, Upgrade"] + fields
                    )
                    let answer = try await client.readAnswer()
                    #expect(answer.status == status)
                    #expect(answer.json?["error"] == .string(error))
                    #expect(await client.readToEnd() == [])
                }
            }
        }
        #expect(transport.opens == [])
    }

    @Test func `A socket over HTTP 1.0 is refused in words`() async throws {
        let transport = ScriptedTransport(socket: ScriptedSocket())
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(
                    "GET \(address.socketPath()) HTTP/1.0\r\nHost: 127.0.0.1:\(client.port)\r\n"
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                )
                let answer = try await client.readAnswer()
                #expect(answer.status == 400)
                #expect(answer.json?["error"] == "websocket_http")
                #expect(await client.readToEnd() == [])
            }
        }
        #expect(transport.opens == [])
    }

    @Test func `A client that never reads is left after a while, and the transport hears why`()
        async throws
    {
        let socket = ScriptedSocket()
        let large = String(repeating: "x", count: 1 << 20)
        for _ in 1...64 { socket.say(large) }
        var configuration = SlackServerConfiguration()
        configuration.timeouts.write = .milliseconds(100)
        let transport = ScriptedTransport(socket: socket)
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                guard case .close(let code, let reason) = try await socket.awaitedAction() else {
                    Issue.record("not closed")
                    return
                }
                #expect(code == 1001)
                #expect(reason.hasPrefix("the client has taken nothing of what it was sent for"))
                #expect(socket.receivedCount < 64)
                _ = await client.readToEnd()
            }
        }
    }

    @Test
    func
        `A client that resets the connection while it is written to closes the transport's socket`()
        async throws
    {
        let socket = ScriptedSocket()
        let large = String(repeating: "x", count: 1 << 20)
        for _ in 1...64 { socket.say(large) }
        var configuration = SlackServerConfiguration()
        configuration.keepAlivePing = nil
        let transport = ScriptedTransport(socket: socket)
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                for number in 0..<20 {
                    try await client.sendFrame(9, [UInt8(number)])
                    #expect(try await socket.awaitedAction() == .ping([UInt8(number)]))
                }
                #expect(socket.receivedCount < 40)
                // With bytes that nobody has read, this is a reset.
                client.drop()
                #expect(
                    try await socket.awaitedAction()
                        == .close(1001, "the client's connection was lost")
                )
            }
        }
    }

    @Test func `A client that does not read holds the transport back`() async throws {
        let socket = ScriptedSocket()
        let large = String(repeating: "x", count: 1 << 20)
        for _ in 1...64 { socket.say(large) }
        var configuration = SlackServerConfiguration()
        configuration.keepAlivePing = nil
        let transport = ScriptedTransport(socket: socket)
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                // Each ping that the transport sees proves that the server has had time to run.
                for number in 0..<100 {
                    try await client.sendFrame(9, [UInt8(number)])
                    #expect(try await socket.awaitedAction() == .ping([UInt8(number)]))
                }
                // The kernel holds some megabytes, and the server less than one.
                #expect(socket.receivedCount < 40)
                for _ in 1...64 { #expect(try await client.readFrame()?.payload.count == 1 << 20) }
            }
        }
    }

    @Test func `The same where the transport is busy with a message of the client's`() async throws
    {
        let (begun, isOver) = (Watched<Int>(), OneShot<Void>())
        let socket = ScriptedSocket(sending: { (_, _) throws(TransportFailure) in
            begun.count()
            await isOver.waitUncancelled()
        })
        let large = String(repeating: "x", count: 1 << 20)
        for _ in 1...64 { socket.say(large) }
        try await withSlackServer(over: ScriptedTransport(socket: socket)) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                try await client.sendText("taken slowly")
                await begun.reach(1, "the transport to be busy")
                client.drop()
                #expect(
                    try await socket.awaitedAction()
                        == .close(1001, "the client's connection was lost")
                )
                isOver.resolve(())
            }
        }
    }
}
