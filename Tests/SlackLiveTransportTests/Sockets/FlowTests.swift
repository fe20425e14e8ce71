import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing
import WebSocketCodec

/// Who waits for whom.
@Suite(.timeLimit(.generous)) struct FlowTests {
    @Test func `A bot that does not receive holds the peer up, and loses nothing`() async throws {
        let blocked = Watched<Int>()
        let count = 2000
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            let filler = String(repeating: "x", count: 10_000)
            for number in 0..<count {
                try connection.send("\(number) \(filler)", whenBlocked: { blocked.count() })
            }
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            // 20 MB do not fit into the buffers of the system and 256 messages.
            await blocked.reach(1, "the peer to be held up")
            for number in 0..<count {
                guard case .message(let message) = try await socket.receive() else {
                    Issue.record("no message \(number)")
                    return
                }
                let first = message.bytes.prefix { $0 != 0x20 }
                guard String(decoding: first, as: UTF8.self) == "\(number)" else {
                    Issue.record("\(String(decoding: first, as: UTF8.self)) for \(number)")
                    return
                }
            }
            try await socket.send(SocketMessage("done"))
            try await expectNext(.message(SocketMessage("done")), from: socket)
        }
    }

    @Test func `A peer that does not read holds the bot up, and loses nothing`() async throws {
        let gate = try Gate()
        let full = Watched<Int>()
        let script: TestPeer.Script = { connection, _ in
            try connection.keepSmallBuffer()
            try connection.upgrade()
            try connection.waitUntilFull()
            full.count()
            gate.pass()
            for _ in 0..<24 {
                guard case .message(let message) = try connection.nextEvent(),
                    message.bytes.count == 1 << 20
                else { throw PeerError("message") }
            }
            try connection.send("all there")
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            let large = SocketMessage(String(repeating: "y", count: 1 << 20))
            let sent = Watched<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<24 {
                        try await socket.send(large)
                        sent.count()
                    }
                }
                // The peer takes no more, and 24 MB do not fit into what the bot's own system keeps (4 MB at most).
                await full.reach(1, "the peer's buffer to be full")
                #expect(sent.value < 24, "nothing has been read yet")
                gate.open()
                try await expectNext(.message(SocketMessage("all there")), from: socket)
                try await group.waitForAll()
            }
        }
    }

    @Test func `A peer that never reads is left, and whoever sends hears of it`() async throws {
        let gate = try Gate()
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.send("before")
            gate.pass()
        }
        try await withPeer({ $0.timeouts.write = .milliseconds(100) }, script: script) {
            transport,
            peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            let large = SocketMessage(String(repeating: "y", count: 1 << 20))
            let failure = try await failure { () throws(TransportFailure) in
                // As much does not fit into the buffers of the system.
                for _ in 0..<64 { try await socket.send(large) }
            }
            #expect(failure.kind == .timeout)
            try await expectNext(.message(SocketMessage("before")), from: socket)
            guard case .closed(let close) = try await socket.receive() else {
                Issue.record("not closed")
                return
            }
            #expect(close.by == .lost)
            #expect(close.reason.hasPrefix("the peer has taken nothing"))
            gate.open()
        }
    }

    @Test
    func
        `A connection that breaks while nobody receives is told to whoever sends, and then to whoever receives`()
        async throws
    {
        let gone = Watched<Int>()
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            for number in 0..<100 { try connection.send("\(number)") }
            connection.reset()
            gone.count()
        }
        try await withPeer({ $0.limits.socketBacklog = 4 }, script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            await gone.reach(1, "the connection to be reset")
            // The system may take one before it knows.
            let failure = try await failure { () throws(TransportFailure) in
                while true { try await socket.send(SocketMessage("is anybody there?")) }
            }
            #expect(failure.kind == .closed)
            var count = 0
            var last = try await socket.receive()
            while case .message(let message) = last {
                #expect(message == SocketMessage("\(count)"))
                count += 1
                last = try await socket.receive()
            }
            #expect(count >= 4)
            guard case .closed(let close) = last else {
                Issue.record("\(last) is no end")
                return
            }
            #expect(close.by == .lost)
        }
    }

    @Test func `Cancelling a wait leaves the socket open and loses no message`() async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            for number in 0..<100 {
                await withTaskGroup(of: SocketEvent?.self) { group in
                    group.addTask { try? await socket.receive() }
                    await Task.yield()
                    group.cancelAll()
                    #expect(await group.next() == .some(nil))
                }
                try await socket.send(SocketMessage("\(number)"))
                try await expectNext(.message(SocketMessage("\(number)")), from: socket)
            }
        }
    }

    @Test func `A dead peer is noticed`() async throws {
        let configure = { (configuration: inout SlackLiveTransport.Configuration) in
            configuration.keepAlive = .init(
                interval: .milliseconds(20),
                patience: .milliseconds(20)
            )
        }
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.waitForEnd()
        }
        try await withPeer(configure, script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            guard case .closed(let close) = try await socket.receive() else {
                Issue.record("not closed")
                return
            }
            #expect(close.by == .lost)
            #expect(close.reason.hasPrefix("the peer has been silent for"))
        }
    }

    @Test func `A living peer's answers to the transport's own pings stay out of sight`()
        async throws
    {
        let configure = { (configuration: inout SlackLiveTransport.Configuration) in
            configuration.keepAlive = .init(
                interval: .milliseconds(5),
                patience: .seconds(20)
            )
        }
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            // Each event is a ping, and each has been answered.
            for _ in 0..<5 {
                guard case .ping = try connection.nextEvent() else { throw PeerError("ping") }
            }
            try connection.send("alive")
            try connection.echo()
        }
        try await withPeer(configure, script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            try await expectNext(.message(SocketMessage("alive")), from: socket)
            try await socket.ping([1])
            try await expectNext(.pong([1]), from: socket)
        }
    }
}
