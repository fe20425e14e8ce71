import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing
import WebSocketCodec

/// The beginning and the end of a transport.
@Suite(.timeLimit(.minutes(5))) struct LifeTests {
    private static let call = WebAPICall(method: "api.test")

    private static let script: TestPeer.Script = { connection, _ in
        while try connection.readRequest() != nil { try connection.answer("{}") }
    }

    @Test func `A closed transport takes no more, and closing twice is safe`() async throws {
        try await withPeer(script: Self.script) { transport, peer in
            _ = try await transport.call(Self.call)
            await transport.close()
            await transport.close()
            let call = try await failure { () throws(TransportFailure) in
                try await transport.call(Self.call)
            }
            #expect(call.kind == .closed)
            let open = try await failure { () throws(TransportFailure) in
                try await transport.open(SocketRequest(url: peer.socketURL))
            }
            #expect(open.kind == .closed)
        }
    }

    @Test func `Closing ends calls in flight, calls in line and sockets`() async throws {
        let arrived = Signal()
        let goodbye = Box<WebSocketConnection.End>()
        let script: TestPeer.Script = { connection, number in
            if number == 0 {
                try connection.upgrade()
                goodbye.put(try connection.echo())
            } else {
                _ = try connection.readRequest()
                arrived.send()
                try connection.waitForEnd()
            }
            arrived.send()
        }
        try await withPeer({ $0.limits.callsPerHost = 1 }, script: script) { transport, peer in
            let socket = try await transport.open(SocketRequest(url: peer.socketURL))
            try await withThrowingTaskGroup(of: TransportFailure.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await failure { () throws(TransportFailure) in
                            try await transport.call(Self.call)
                        }
                    }
                }
                await arrived.wait()
                await transport.close()
                for try await failure in group { #expect(failure.kind == .closed) }
            }
            try await expectNext(.closed(SocketClose(code: 1001, by: .bot)), from: socket)
            let send = try await failure { () throws(TransportFailure) in
                try await socket.send(SocketMessage("late"))
            }
            #expect(send.kind == .closed)
            await arrived.wait(2)
        }
        #expect(goodbye.value == .byPeer(WebSocketClose(code: 1001)))
    }

    @Test func `A transport that is let go ends by itself`() async throws {
        let ended = Signal()
        let peer = try TestPeer { connection, _ in
            while try connection.readRequest() != nil { try connection.answer("{}") }
            ended.send()
        }
        do {
            let transport = SlackLiveTransport(baseURL: peer.baseURL)
            _ = try await transport.call(Self.call)
        }
        // The peer, which is still there, sees the end of the connection that was kept for the next call.
        await ended.wait()
        withExtendedLifetime(peer) {}
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Three hundred transports that were never used leave nothing behind`() async throws {
        let peer = try TestPeer(Self.script)
        let before = ProcessTable()
        for _ in 0..<300 { _ = SlackLiveTransport(baseURL: peer.baseURL) }
        // Other tests run at the same time; a leak would add one or more for each.
        let after = ProcessTable()
        #expect(after.descriptors < before.descriptors + 150)
        #expect(after.threads < before.threads + 150)
    }

    @Test func `A socket outlives the transport that opened it`() async throws {
        let end = Box<WebSocketConnection.End>()
        let ended = Signal()
        let peer = try TestPeer { connection, _ in
            try connection.upgrade()
            end.put(try connection.echo())
            ended.send()
        }
        do {
            let socket: any TransportSocket
            do {
                let transport = SlackLiveTransport(baseURL: peer.baseURL)
                socket = try await transport.open(SocketRequest(url: peer.socketURL))
            }
            try await socket.send(SocketMessage("still here"))
            try await expectNext(.message(SocketMessage("still here")), from: socket)
        }
        await ended.wait()
        #expect(end.value == .byPeer(WebSocketClose(code: 1001)))
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Three hundred transports leave neither descriptors nor threads behind`() async throws {
        let peer = try TestPeer { connection, _ in
            guard let request = try connection.readRequest() else { return }
            if request.line.hasPrefix("GET /link") {
                try connection.answer("", status: "503 Busy")
                return
            }
            try connection.answer("{}")
            try connection.waitForEnd()
        }
        let before = ProcessTable()
        for _ in 0..<300 {
            let transport = SlackLiveTransport(baseURL: peer.baseURL)
            let answer = try await transport.call(Self.call)
            #expect(answer.text == "{}")
            await #expect(throws: TransportFailure.self) {
                _ = try await transport.open(SocketRequest(url: peer.socketURL))
            }
            await transport.close()
        }
        // Other tests run at the same time; a leak would add one or more in each round.
        let after = ProcessTable()
        #expect(after.descriptors < before.descriptors + 150)
        #expect(after.threads < before.threads + 150)
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Three hundred sockets leave no descriptors behind`() async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let before = ProcessTable()
            for _ in 0..<300 {
                let socket = try await transport.open(SocketRequest(url: peer.socketURL))
                await socket.close()
            }
            #expect(ProcessTable().descriptors < before.descriptors + 150)
        }
    }
}
