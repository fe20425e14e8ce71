import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// WebSockets that do not open.
@Suite(.timeLimit(.generous)) struct UpgradeTests {
    private func failure(
        _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in },
        script: @escaping TestPeer.Script
    ) async throws -> TransportFailure {
        let result = Watched<TransportFailure?>(nil)
        try await withPeer(configure, script: script) { transport, peer in
            let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
                _ = try await transport.open(
                    SocketRequest(url: peer.socketURL, headers: ["cookie": "d=hidden"])
                )
            }
            #expect(failure.message.contains("127.0.0.1:\(peer.port)"))
            #expect(!failure.message.contains("hidden"), "\(failure)")
            result.set(failure)
        }
        return try #require(result.value)
    }

    @Test func `A refusal has its status and its first words, without the ticket`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readUpgrade()
            let token = "xoxb" + "-1-hidden"
            try connection.answer(
                "<h1>Not found</h1>\r\nno /link?ticket=hidden-ticket for \(token)",
                status: "404 Not Found"
            )
            try connection.waitForEnd()
        }
        #expect(failure.kind == .upgradeRefused)
        #expect(failure.status == 404)
        #expect(failure.message.contains("status 404 and said \"<h1>Not found</h1> no … for …\""))
    }

    @Test func `A refusal without a body, or with an endless one`() async throws {
        for more in [
            "content-length: 0\r\n\r\n", "\r\n", "\r\n" + String(repeating: "x ", count: 9999),
        ] {
            let failure = try await failure { connection, _ in
                _ = try connection.readUpgrade()
                try connection.write("HTTP/1.1 503 Busy\r\n\(more)")
            }
            #expect(failure.kind == .upgradeRefused)
            #expect(failure.status == 503)
            #expect(failure.message.utf8.count < 400)
        }
    }

    @Test func `A refusal whose body never ends is told in time`() async throws {
        var told: TransportFailure?
        // On a busy machine a short time-out may come before the refusal does.
        for milliseconds in [50, 500, 5000, 50_000] where told?.kind != .upgradeRefused {
            told = try await failure {
                $0.timeouts.upgrade = .milliseconds(milliseconds)
            } script: { connection, _ in
                _ = try connection.readUpgrade()
                try connection.write("HTTP/1.1 503 Busy\r\ncontent-length: 99\r\n\r\nwait")
                try connection.waitForEnd()
            }
        }
        #expect(told?.kind == .upgradeRefused)
        #expect(told?.message.contains("said \"wait\"") == true)
    }

    @Test func `A refusal is the answer that came, whole and out of its framing`() async throws {
        let body = String(repeating: "no socket here. ", count: 400)
        let chunks = "1900;x=y\r\n\(body)\r\n0\r\nx-last: 1\r\n\r\n"
        let ways = [
            ("content-length: 6400", body), ("transfer-encoding: chunked", chunks),
            ("x-y: z", body),
        ]
        for (framing, sent) in ways {
            let failure = try await failure { connection, _ in
                _ = try connection.readUpgrade()
                try connection.write(
                    "HTTP/1.1 403 No\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n"
                        + "\(framing)\r\n\r\n\(sent)"
                )
            }
            let answer = try #require(failure.answer)
            #expect(answer.status == 403)
            #expect(answer.headers.values(named: "set-cookie") == ["a=1", "b=2"])
            #expect(answer.headers["transfer-encoding"] == nil)
            #expect(String(decoding: answer.body, as: UTF8.self) == body, "\(framing)")
            #expect(failure.message.utf8.count < 400)
        }
    }

    @Test func `A redirect of the upgrade is a refusal`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readUpgrade()
            try connection.answer("", status: "302 Found", fields: ["location: /hidden"])
        }
        #expect(failure.status == 302)
    }

    @Test func `An answer for somebody else is no WebSocket`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readUpgrade()
            try connection.write(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                    + "sec-websocket-accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"
            )
            try connection.waitForEnd()
        }
        #expect(failure.kind == .protocolViolation)
        #expect(failure.message.contains("sec-websocket-accept belongs to another request"))
    }

    @Test func `A server that does not speak HTTP, and one that hangs up`() async throws {
        let garbage = try await failure { connection, _ in
            try connection.write("220 smtp.example ESMTP\r\n")
            try connection.waitForEnd()
        }
        #expect(garbage.kind == .protocolViolation)
        #expect(garbage.message.contains("does not speak HTTP/1.1"))
        let silence = try await failure { connection, _ in _ = try connection.readUpgrade() }
        #expect(silence.kind == .protocolViolation)
        #expect(silence.message.contains("closed the connection before it answered"))
    }

    @Test func `A server that never answers the upgrade`() async throws {
        let failure = try await failure {
            $0.timeouts.upgrade = .milliseconds(50)
        } script: { connection, _ in
            _ = try connection.readUpgrade()
            try connection.waitForEnd()
        }
        #expect(failure.kind == .timeout)
        #expect(failure.message.contains("timeouts.upgrade"))
    }

    @Test func `Cancelling ends the attempt and its connection`() async throws {
        let (arrived, ended) = (Watched<Int>(), Watched<Int>())
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readUpgrade()
            arrived.count()
            try connection.waitForEnd()
            ended.count()
        }
        try await withPeer(script: script) { transport, peer in
            await withTaskGroup(of: TransportFailure.Kind?.self) { group in
                group.addTask {
                    do throws(TransportFailure) {
                        _ = try await transport.open(SocketRequest(url: peer.socketURL))
                        return nil
                    } catch {
                        return error.kind
                    }
                }
                await arrived.reach(1, "the upgrade to arrive")
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
            await ended.reach(1, "the connection of the cancelled attempt to end")
        }
    }

    @Test func `URLs that are none`() async throws {
        let transport = SlackLiveTransport()
        for url in ["http://127.0.0.1/hidden", "ws://", "/hidden", "ws://a b/hidden", ""] {
            let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
                _ = try await transport.open(SocketRequest(url: url))
            }
            #expect(failure.kind == .invalidRequest)
            #expect(!failure.message.contains("hidden"))
        }
        let port = try TestPeer.unusedPort()
        let refused = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
            _ = try await transport.open(SocketRequest(url: "ws://127.0.0.1:\(port)/hidden"))
        }
        #expect(refused.kind == .connect)
        #expect(!refused.message.contains("hidden"))
        await transport.close()
    }
}
