import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing
import WebSocketCodec

/// Messages, pings and goodbyes over a real connection.
@Suite(.timeLimit(.generous)) struct SocketTests {
    /// Opens a socket at a peer with that script.
    private func withSocket(
        _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in },
        script: @escaping TestPeer.Script,
        _ body: (any TransportSocket) async throws -> Void
    ) async throws {
        try await withPeer(configure, script: script) { transport, peer in
            try await body(try await transport.open(SocketRequest(url: peer.socketURL)))
        }
    }

    @Test func `The upgrade carries the ticket and further fields`() async throws {
        let seen = Watched<ServerHandshake.Request?>(nil)
        let script: TestPeer.Script = { connection, _ in
            seen.set(try connection.upgrade())
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let headers: HTTPHeaders = ["cookie": "d=1", "upgrade": "h2c", "host": "other"]
            let socket = try await transport.open(
                SocketRequest(url: peer.socketURL, headers: headers)
            )
            await socket.close()
            let request = try #require(seen.value)
            #expect(request.target == "/link?ticket=hidden-ticket")
            let fields = request.fields
            #expect(fields.value(named: "host") == "127.0.0.1:\(peer.port)")
            #expect(fields.filter { $0.name == "upgrade" }.map(\.value) == ["websocket"])
            #expect(fields.value(named: "cookie") == "d=1")
            #expect(fields.value(named: "user-agent") == "reprise")
        }
    }

    @Test func `Frames that come in one packet with the answer are not lost`() async throws {
        let script: TestPeer.Script = { connection, _ in
            let request = try connection.readUpgrade()
            // 101, a text, a ping and a goodbye in one write.
            let frames: [UInt8] =
                [0x81, 5] + Array("hello".utf8) + [0x89, 1, 7] + [0x88, 2, 0x03, 0xe8]
            try connection.write(request.acceptance() + frames)
            try connection.waitForEnd()
        }
        try await withSocket(script: script) { socket in
            try await expectNext(.message(SocketMessage("hello")), from: socket)
            try await expectNext(.ping([7]), from: socket)
            try await expectNext(.closed(SocketClose(code: 1000, by: .peer)), from: socket)
        }
    }

    @Test func `A fragmented message that comes byte by byte is one message`() async throws {
        let script: TestPeer.Script = { connection, _ in
            let request = try connection.readUpgrade()
            let frames: [UInt8] =
                [0x01, 2, 0xe2, 0x82] + [0x89, 0] + [0x00, 0] + [0x80, 1, 0xac]
            for byte in request.acceptance() + frames { try connection.write([byte]) }
            try connection.echo()
        }
        try await withSocket(script: script) { socket in
            try await expectNext(.ping([]), from: socket)
            try await expectNext(.message(SocketMessage("€")), from: socket)
        }
    }

    @Test func `Pings are answered and pongs arrive, with their payloads`() async throws {
        let answer = Watched<WebSocketConnection.Event?>(nil)
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.ping([1, 2, 3])
            answer.set(try connection.nextEvent())
            try connection.echo()
        }
        try await withSocket(script: script) { socket in
            try await expectNext(.ping([1, 2, 3]), from: socket)
            try await socket.ping([9, 9])
            try await expectNext(.pong([9, 9]), from: socket)
            #expect(answer.value == .pong([1, 2, 3]))
            let long = try await failure { () throws(TransportFailure) in
                try await socket.ping([UInt8](repeating: 0, count: 126))
            }
            #expect(long.kind == .invalidRequest)
        }
    }

    @Test func `Messages arrive in the order in which they were sent`() async throws {
        let log = Watched<[String]>([])
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            while true {
                switch try connection.nextEvent() {
                case .message(let message):
                    log.update { $0.append(String(decoding: message.bytes, as: UTF8.self)) }
                case .ping, .pong: continue
                case .ended: return
                }
            }
        }
        try await withSocket(script: script) { socket in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in ["a", "b", "c"] {
                    group.addTask {
                        for number in 0..<300 {
                            try await socket.send(SocketMessage("\(sender) \(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            await socket.close()
        }
        for sender in ["a", "b", "c"] {
            let lines = log.value.filter { $0.hasPrefix(sender) }
            #expect(lines == (0..<300).map { "\(sender) \($0)" })
        }
    }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 1 << 20, 4 << 20])
    func `A message of any size goes both ways unchanged`(_ size: Int) async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.echo()
        }
        let text = String(decoding: (0..<size).map { UInt8(0x20 + $0 % 90) }, as: UTF8.self)
        try await withSocket(script: script) { socket in
            try await socket.send(SocketMessage(text))
            try await expectNext(.message(SocketMessage(text)), from: socket)
        }
    }

    @Test func `Bytes that are no text go as binary`() async throws {
        let seen = Watched<WebSocketConnection.Event?>(nil)
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            seen.set(try connection.nextEvent())
            try connection.write([0x82, 2, 0xff, 0xfe])
            try connection.echo()
        }
        try await withSocket(script: script) { socket in
            try await socket.send(SocketMessage(kind: .binary, bytes: [0, 0xff]))
            try await expectNext(
                .message(SocketMessage(kind: .binary, bytes: [0xff, 0xfe])),
                from: socket
            )
            #expect(seen.value == .message(WebSocketMessage(.binary, [0, 0xff])))
        }
    }

    @Test func `What cannot be sent is refused and the socket stays open`() async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.echo()
        }
        try await withSocket({ $0.limits.messageBytes = 10 }, script: script) { socket in
            let large = try await failure { () throws(TransportFailure) in
                try await socket.send(SocketMessage("12345678901"))
            }
            #expect(large.kind == .invalidRequest)
            #expect(large.message.contains("larger than 10 bytes"))
            let broken = try await failure { () throws(TransportFailure) in
                try await socket.send(SocketMessage(kind: .text, bytes: [0xff]))
            }
            #expect(broken.kind == .invalidRequest)
            try await socket.send(SocketMessage("1234567890"))
            try await expectNext(.message(SocketMessage("1234567890")), from: socket)
        }
    }

    @Test func `A hundred sockets are open at once and hold up no call`() async throws {
        let script: TestPeer.Script = { connection, _ in
            guard let request = try connection.peekRequestLine() else { return }
            if request.hasPrefix("GET /link") {
                try connection.upgrade()
                try connection.echo()
            } else {
                while try connection.readRequest() != nil { try connection.answer("{}") }
            }
        }
        try await withPeer({ $0.limits.callsPerHost = 2 }, script: script) { transport, peer in
            var sockets: [any TransportSocket] = []
            for _ in 0..<100 {
                sockets.append(try await transport.open(SocketRequest(url: peer.socketURL)))
            }
            for _ in 0..<10 { _ = try await transport.call(WebAPICall(method: "api.test")) }
            // The calls shared a connection although the sockets fill the cache.
            #expect(peer.connectionCount == 101)
            for (number, socket) in sockets.enumerated() {
                try await socket.send(SocketMessage("\(number)"))
            }
            for (number, socket) in sockets.enumerated() {
                try await expectNext(.message(SocketMessage("\(number)")), from: socket)
            }
        }
    }
}
