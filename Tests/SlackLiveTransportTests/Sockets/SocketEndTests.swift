import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing
import WebSocketCodec

/// The ways in which a socket ends, and that each is told once and then for ever.
@Suite(.timeLimit(.generous)) struct SocketEndTests {
    /// Opens a socket at a peer that accepts it and goes on with that script.
    private func withSocket(
        _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in },
        afterUpgrade script: @escaping @Sendable (PeerConnection) throws -> Void,
        _ body: (any TransportSocket) async throws -> Void
    ) async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try script(connection)
        }
        try await withPeer(configure, script: script) { transport, peer in
            try await body(try await transport.open(SocketRequest(url: peer.socketURL)))
        }
    }

    private func expectEnd(_ end: SocketClose, of socket: any TransportSocket) async throws {
        for _ in 0..<3 { try await expectNext(.closed(end), from: socket) }
        let failure = try await failure { () throws(TransportFailure) in
            try await socket.send(SocketMessage("late"))
        }
        #expect(failure.kind == .closed)
        #expect(!failure.message.contains("hidden"))
        await socket.close()
        await socket.close(code: 4000, reason: "again")
        try await expectNext(.closed(end), from: socket)
    }

    /// Expects what the peer hears of the end, which it may hear a moment after the bot.
    private func expectHeard(
        _ expected: WebSocketConnection.End,
        _ end: Watched<WebSocketConnection.End?>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let heard = await end.wait(for: "the peer to hear of the end") { $0 != nil }
        #expect(heard == expected, sourceLocation: sourceLocation)
    }

    @Test func `The peer says goodbye with a code and a reason, and is answered`() async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        let told = Watched<Int>()
        try await withSocket { connection in
            try connection.send("last words")
            try connection.sayGoodbye(4001, "go away €")
            end.set(try connection.echo())
            told.count()
        } _: { socket in
            try await expectNext(.message(SocketMessage("last words")), from: socket)
            let close = SocketClose(code: 4001, reason: "go away €", by: .peer)
            try await expectEnd(close, of: socket)
            await told.reach(1, "the peer to hear the answer to its goodbye")
            #expect(end.value == .byThisEnd(WebSocketClose(code: 4001, reason: "go away €")))
        }
    }

    @Test func `The peer says goodbye without a code`() async throws {
        try await withSocket { connection in
            try connection.sayGoodbye(nil)
            try connection.waitForEnd()
        } _: { socket in
            try await expectEnd(SocketClose(code: nil, by: .peer), of: socket)
        }
    }

    @Test func `The bot says goodbye, and messages on their way still arrive`() async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        try await withSocket { connection in
            try connection.send("crossing")
            end.set(try connection.echo())
        } _: { socket in
            await socket.close(code: 4321, reason: "enough")
            try await expectNext(.message(SocketMessage("crossing")), from: socket)
            try await expectEnd(SocketClose(code: 4321, reason: "enough", by: .bot), of: socket)
        }
        try await expectHeard(.byPeer(WebSocketClose(code: 4321, reason: "enough")), end)
    }

    @Test func `A code that may not be sent is left out of the goodbye`() async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        try await withSocket { connection in
            end.set(try connection.echo())
        } _: { socket in
            await socket.close(code: 1006, reason: "abnormal")
            try await expectEnd(SocketClose(code: nil, reason: "abnormal", by: .bot), of: socket)
        }
        try await expectHeard(.byPeer(WebSocketClose()), end)
    }

    @Test func `A goodbye that is never answered does not hold the bot up`() async throws {
        try await withSocket {
            $0.timeouts.close = .milliseconds(50)
        } afterUpgrade: { connection in
            try connection.waitForEnd()
        } _: { socket in
            await socket.close()
            try await expectEnd(SocketClose(code: 1000, by: .bot), of: socket)
        }
    }

    @Test func `A goodbye is answered behind messages that nobody takes`() async throws {
        try await withSocket {
            $0.limits.socketBacklog = 4
            $0.timeouts.close = .seconds(20)
        } afterUpgrade: { connection in
            for number in 0..<5000 { try connection.send("\(number)") }
            try connection.echo()
        } _: { socket in
            try await expectNext(.message(SocketMessage("0")), from: socket)
            await socket.close()
            var last = try await socket.receive()
            var count = 1
            while last != .closed(SocketClose(code: 1000, by: .bot)) {
                #expect(last == .message(SocketMessage("\(count)")))
                last = try await socket.receive()
                count += 1
            }
            #expect(count >= 4)
        }
    }

    @Test func `A goodbye is said even when the task is cancelled`() async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        try await withSocket { connection in
            end.set(try connection.echo())
        } _: { socket in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { await socket.close() }
            }
        }
        try await expectHeard(.byPeer(WebSocketClose(code: 1000)), end)
    }

    private func lost(
        _ script: @escaping @Sendable (PeerConnection) throws -> Void
    ) async throws -> SocketClose {
        let result = Watched<SocketClose?>(nil)
        try await withSocket(afterUpgrade: script) { socket in
            try await expectNext(.message(SocketMessage("one")), from: socket)
            guard case .closed(let close) = try await socket.receive() else {
                Issue.record("not closed")
                return
            }
            result.set(close)
            try await expectEnd(close, of: socket)
        }
        let close = try #require(result.value)
        #expect(close.by == .lost && close.code == nil)
        return close
    }

    @Test func `A connection that ends between frames is lost`() async throws {
        let close = try await lost { try $0.send("one") }
        #expect(close.reason == "the connection was closed without a goodbye")
    }

    @Test(arguments: [[0x81], [0x81, 5, 0x68, 0x65], [0x01, 2, 0x68, 0x65]] as [[UInt8]])
    func `A connection that ends in the middle of a message is lost`(_ part: [UInt8]) async throws {
        let close = try await lost { connection in
            try connection.send("one")
            try connection.write(part)
        }
        #expect(close.reason.hasSuffix("in the middle of a message"))
    }

    @Test func `A connection that breaks is lost`() async throws {
        let gate = try Gate()
        try await withSocket { connection in
            try connection.send("one")
            gate.pass()
            connection.reset()
        } _: { socket in
            try await expectNext(.message(SocketMessage("one")), from: socket)
            gate.open()
            guard case .closed(let close) = try await socket.receive() else {
                Issue.record("not closed")
                return
            }
            #expect(close.by == .lost)
            #expect(close.reason.hasPrefix("the connection broke"))
            try await expectEnd(close, of: socket)
        }
    }

    @Test(
        arguments: [
            ([0x83, 0x00], 1002), ([0x81, 0x01, 0xff], 1007),
            ([0x82, 0x7f, 0, 0, 0, 0, 0, 0x40, 0, 1], 1009), ([0x81, 0x80, 0, 0, 0, 0], 1002),
        ] as [([UInt8], UInt16)]
    )
    func `A peer that breaks the protocol is told the code, and so is the bot, once`(
        _ bytes: [UInt8],
        _ code: UInt16
    ) async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        let told = Watched<Int>()
        try await withSocket { connection in
            try connection.send("one")
            try connection.write(bytes)
            end.set(try connection.echo())
            told.count()
        } _: { socket in
            try await expectNext(.message(SocketMessage("one")), from: socket)
            let failure = try await failure { () throws(TransportFailure) in
                try await socket.receive()
            }
            #expect(failure.kind == .protocolViolation)
            #expect(failure.message.contains("closed with \(code)"))
            guard case .closed(let close) = try await socket.receive() else {
                Issue.record("not closed")
                return
            }
            #expect(close.code == code && close.by == .bot)
            try await expectEnd(close, of: socket)
            await told.reach(1, "the peer to be told what it did wrong")
            guard case .byPeer(let goodbye) = end.value else {
                Issue.record("\(String(describing: end.value))")
                return
            }
            #expect(goodbye.code == code)
        }
    }
}
