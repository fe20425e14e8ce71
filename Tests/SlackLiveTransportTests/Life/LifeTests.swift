import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing
import WebSocketCodec

/// The beginning and the end of a transport.
@Suite(.timeLimit(.generous)) struct LifeTests {
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
        let arrived = Watched<Int>()
        let goodbye = Watched<WebSocketConnection.End?>(nil)
        let script: TestPeer.Script = { connection, number in
            if number == 0 {
                try connection.upgrade()
                goodbye.set(try connection.echo())
            } else {
                _ = try connection.readRequest()
                arrived.count()
                try connection.waitForEnd()
            }
            arrived.count()
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
                await arrived.reach(1, "the first call to arrive")
                await transport.close()
                for try await failure in group { #expect(failure.kind == .closed) }
            }
            try await expectNext(.closed(SocketClose(code: 1001, by: .bot)), from: socket)
            let send = try await failure { () throws(TransportFailure) in
                try await socket.send(SocketMessage("late"))
            }
            #expect(send.kind == .closed)
            await arrived.reach(3, "the call's and the socket's connection to end")
        }
        #expect(goodbye.value == .byPeer(WebSocketClose(code: 1001)))
    }

    @Test func `A transport that is let go ends its connections`() async throws {
        let end = Watched<String?>(nil)
        let peer = try TestPeer { connection, _ in
            do {
                while try connection.readRequest() != nil { try connection.answer("{}") }
                end.set("the client ended the connection")
            } catch {
                // A connection that nobody holds any more, and that is still there.
                end.set("\(error)")
            }
        }
        do {
            let transport = SlackLiveTransport(baseURL: peer.baseURL)
            _ = try await transport.call(Self.call)
        }
        let seen = await end.wait(for: "the connection to end") { $0 != nil }
        #expect(seen == "the client ended the connection")
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Transports that are let go, used or not, leave no threads behind`() async throws {
        let peer = try TestPeer(Self.script)
        let before = try ProcessTable()
        for number in 0..<300 {
            let transport = SlackLiveTransport(baseURL: peer.baseURL)
            if number % 2 == 0 { _ = try await transport.call(Self.call) }
        }
        try await expectSoon(before)
    }

    @Test func `A socket outlives the transport that opened it`() async throws {
        let end = Watched<WebSocketConnection.End?>(nil)
        let ended = Watched<Int>()
        let peer = try TestPeer { connection, _ in
            try connection.upgrade()
            end.set(try connection.echo())
            ended.count()
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
        await ended.reach(1, "the socket of a transport that is gone to say goodbye")
        #expect(end.value == .byPeer(WebSocketClose(code: 1001)))
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Three hundred transports leave neither descriptors nor threads behind`() async throws {
        let peer = try TestPeer { connection, _ in
            while let request = try connection.readRequest() {
                let isLink = request.line.hasPrefix("GET /link")
                try connection.answer("{}", status: isLink ? "503 Busy" : "200 OK")
                if isLink { return }
            }
        }
        let before = try ProcessTable()
        for _ in 0..<300 {
            let transport = SlackLiveTransport(baseURL: peer.baseURL)
            let answer = try await transport.call(Self.call)
            #expect(answer.text == "{}")
            await #expect(throws: TransportFailure.self) {
                _ = try await transport.open(SocketRequest(url: peer.socketURL))
            }
            await transport.close()
        }
        try await expectSoon(before)
    }

    @Test(.enabled(if: ProcessTable.isReadable, "needs /proc"))
    func `Three hundred sockets leave no descriptors behind`() async throws {
        let script: TestPeer.Script = { connection, _ in
            try connection.upgrade()
            try connection.echo()
        }
        try await withPeer(script: script) { transport, peer in
            let before = try ProcessTable()
            for _ in 0..<300 {
                let socket = try await transport.open(SocketRequest(url: peer.socketURL))
                await socket.close()
            }
            try await expectSoon(before)
        }
    }

    /// Expects that the process comes down again to about what it held before three hundred rounds.
    ///
    /// Other tests run at the same time and hold some for a while; a leak would add one or more in each round,
    /// for ever.
    private func expectSoon(
        _ before: ProcessTable,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var now = try ProcessTable()
        try await eventually(
            "fewer than 150 more than \(before)",
            seen: "\(now)",
            sourceLocation: sourceLocation
        ) {
            now = try ProcessTable()
            return now.descriptors < before.descriptors + 150 && now.threads < before.threads + 150
        }
    }
}
