import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Calls that get no answer say why, where and what next, and nothing secret.
@Suite(.timeLimit(.generous)) struct CallFailureTests {
    private static let token = "xoxb" + "-1-2-abc"

    /// A call that is full of secrets.
    private func secretCall(_ port: UInt16? = nil) -> WebAPICall {
        WebAPICall(
            port.map { .url("http://127.0.0.1:\($0)/upload/hidden-path?sig=hidden-query") }
                ?? .method("auth.test"),
            query: [FormField("token", Self.token)],
            headers: ["authorization": "Bearer \(Self.token)", "cookie": "d=hidden-cookie"],
            body: .form([FormField("token", Self.token)])
        )
    }

    /// Calls a peer with that script, and gives the failure.
    private func failure(
        _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in },
        script: @escaping TestPeer.Script
    ) async throws -> TransportFailure {
        let result = Watched<TransportFailure?>(nil)
        try await withPeer(configure, script: script) { transport, peer in
            for call in [secretCall(), secretCall(peer.port)] {
                let failure = try await SlackLiveTransportTests.failure {
                    () throws(TransportFailure) in try await transport.call(call)
                }
                expectNoSecrets(failure)
                #expect(failure.message.contains("127.0.0.1:\(peer.port)"))
                result.set(failure)
            }
        }
        return try #require(result.value)
    }

    private func expectNoSecrets(_ failure: TransportFailure) {
        let shown = "\(failure) \(String(reflecting: failure))"
        #expect(!shown.contains("xox") && !shown.contains("hidden"), "\(shown)")
    }

    @Test func `Nobody listens`() async throws {
        let port = try TestPeer.unusedPort()
        let transport = SlackLiveTransport(baseURL: "http://127.0.0.1:\(port)/api/")
        let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
            try await transport.call(secretCall())
        }
        #expect(failure.kind == .connect)
        #expect(
            failure.message
                == "auth.test at 127.0.0.1:\(port) was not reached: nobody accepted the connection; "
                + "check that the server runs and that its port and any proxy are right"
        )
        await transport.close()
    }

    @Test func `A host whose name is unknown`() async throws {
        let transport = SlackLiveTransport(baseURL: "http://nowhere.invalid/api/")
        let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
            try await transport.call(secretCall())
        }
        #expect(failure.kind == .connect)
        #expect(failure.message.hasPrefix("auth.test at nowhere.invalid was not reached"))
        await transport.close()
    }

    @Test func `A server that closes without a word`() async throws {
        let failure = try await failure { connection, _ in _ = try connection.readRequest() }
        #expect(failure.kind == .protocolViolation)
    }

    @Test func `A server that closes in the middle of the body`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":")
        }
        #expect(failure.kind == .protocolViolation)
        #expect(failure.message.contains("closed in the middle of the answer"))
    }

    @Test func `A server that breaks the connection`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":")
            connection.reset()
        }
        #expect(failure.kind == .io)
    }

    @Test func `A server that does not speak HTTP`() async throws {
        let failure = try await failure { connection, _ in
            try connection.write("SSH-2.0-OpenSSH_9.2\r\n")
            try connection.waitForEnd()
        }
        #expect(failure.kind == .protocolViolation)
        #expect(failure.message.contains("does not speak HTTP"))
    }

    @Test func `Header fields without end`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n")
            let field = "x-field: \(String(repeating: "y", count: 1000))\r\n"
            while true { try connection.write(field) }
        }
        #expect(failure.kind == .protocolViolation)
    }

    /// A server that answers one request of each connection, takes another one, and then lets the first connection die.
    private func repeating(_ verb: HTTPMethod) async throws -> (
        outcome: Result<WebAPIAnswer, TransportFailure>, taken: Int, recorded: Int
    ) {
        let taken = Watched<Int>()
        let log = SessionLog()
        let script: TestPeer.Script = { connection, number in
            guard try connection.readRequest() != nil else { return }
            if number > 0 { taken.count() }
            try connection.answer("{}")
            guard try connection.readRequest() != nil else { return }
            taken.count()
            if number > 0 { try connection.answer("{}") }
        }
        var outcome: Result<WebAPIAnswer, TransportFailure> = .failure(.init(.io, "none"))
        try await withPeer(script: script) { transport, _ in
            let recording = RecordingTransport(
                transport,
                to: log,
                clock: SessionClock(ContinuousClock())
            )
            _ = try await recording.call(WebAPICall(method: "api.test"))
            var call = WebAPICall(method: "chat.postMessage")
            call.httpMethod = verb
            do throws(TransportFailure) {
                outcome = .success(try await recording.call(call))
            } catch {
                outcome = .failure(error)
            }
        }
        return (outcome, taken.value, log.entries.count)
    }

    @Test func `What may have been taken is not sent again on another connection`() async throws {
        let (outcome, taken, recorded) = try await repeating(.post)
        guard case .failure(let failure) = outcome else {
            Issue.record("it was answered")
            return
        }
        #expect(failure.kind == .io && failure.message.contains("may have been taken"))
        #expect(taken == 1)
        // Two calls, an answer and a failure.
        #expect(recorded == 4)
    }

    @Test func `What is safe to repeat is`() async throws {
        let (outcome, taken, _) = try await repeating(.get)
        #expect((try? outcome.get()) != nil && taken == 2)
    }

    @Test func `Silence`() async throws {
        let failure = try await failure {
            $0.timeouts.idle = .milliseconds(50)
        } script: { connection, _ in
            _ = try connection.readRequest()
            try connection.waitForEnd()
        }
        #expect(failure.kind == .timeout)
        #expect(failure.message.contains("timeouts.idle"))
    }

    @Test func `Silence in the middle of the body`() async throws {
        let failure = try await failure {
            $0.timeouts.idle = .milliseconds(50)
        } script: { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":")
            try connection.waitForEnd()
        }
        #expect(failure.kind == .timeout)
    }

    @Test func `An answer that dribbles for ever`() async throws {
        let failure = try await failure {
            $0.timeouts.total = .milliseconds(80)
        } script: { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            while true { try connection.write("1\r\nx\r\n") }
        }
        #expect(failure.kind == .timeout)
        #expect(failure.message.contains("timeouts.total"))
    }

    @Test func `A handshake of TLS that is never answered`() async throws {
        let peer = try TestPeer { connection, _ in try connection.waitForEnd() }
        var configuration = SlackLiveTransport.Configuration(
            baseURL: "https://127.0.0.1:\(peer.port)/"
        )
        configuration.timeouts.connect = .milliseconds(50)
        let transport = SlackLiveTransport(configuration)
        let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
            try await transport.call(secretCall())
        }
        #expect(failure.kind == .timeout)
        #expect(failure.message.contains("timeouts.connect"))
        await transport.close()
    }

    @Test func `A server that does not speak TLS`() async throws {
        let peer = try TestPeer { connection, _ in
            _ = try connection.readSome()
            try connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        let transport = SlackLiveTransport(baseURL: "https://127.0.0.1:\(peer.port)/")
        let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
            try await transport.call(secretCall())
        }
        #expect(failure.kind == .tls)
        #expect(failure.message.contains("check that the server speaks TLS on that port"))
        await transport.close()
    }

    @Test func `A body beyond the limit, announced, in chunks, or packed`() async throws {
        let answers: [[UInt8]] = [
            Array(("content-length: 2000\r\n\r\n" + String(repeating: "x", count: 2000)).utf8),
            Array(
                ("transfer-encoding: chunked\r\n\r\n7d0\r\n"
                    + String(repeating: "x", count: 2000) + "\r\n0\r\n\r\n").utf8
            ),
            Array("content-encoding: gzip\r\ncontent-length: \(Self.bomb.count)\r\n\r\n".utf8)
                + Self.bomb,
        ]
        for answer in answers {
            let failure = try await failure {
                $0.limits.answerBytes = 1999
            } script: { connection, _ in
                _ = try connection.readRequest()
                try connection.write("HTTP/1.1 200 OK\r\n")
                try connection.write(answer)
            }
            #expect(failure.kind == .io)
            #expect(failure.message.contains("raise limits.answerBytes"))
        }
    }

    /// gzip of 2022 bytes.
    private static let bomb: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 207, 86, 178, 42, 41, 42, 77, 213, 81, 42,
        72, 76, 206, 78, 77, 81, 178, 82, 170, 26, 5, 163, 96, 20, 140, 130, 81, 48, 10, 70, 193,
        144, 7, 74, 181, 0, 79, 250, 14, 173, 231, 7, 0, 0,
    ]

    @Test func `A body that is not packed as it says`() async throws {
        let failure = try await failure { connection, _ in
            _ = try connection.readRequest()
            try connection.answer("plain text", fields: ["content-encoding: gzip"])
        }
        #expect(failure.kind == .protocolViolation)
    }

    @Test func `Requests that cannot be sent as they are`() async throws {
        let script: TestPeer.Script = { connection, _ in _ = try connection.readRequest() }
        try await withPeer(script: script) { transport, peer in
            let port = peer.port
            let calls = [
                WebAPICall(.method("")), WebAPICall(.method("..")),
                WebAPICall(.url("ftp://127.0.0.1:\(port)/hidden")),
                WebAPICall(.url("/hidden")), WebAPICall(.url("http://")),
                WebAPICall(.url("http://user:hidden@127.0.0.1:\(port)/")),
                WebAPICall(.url("http://127.0.0.1:\(port)/hidden\r\nx: y")),
                WebAPICall(.url("http://127.0.0.1:\(port)/hidden path")),
                WebAPICall(.method("api.test"), headers: ["x": "hidden\r\ny: z"]),
                WebAPICall(.method("api.test"), headers: ["x\r\ny": "hidden"]),
                WebAPICall(.method("api.test"), headers: ["x": "hidden\u{0}"]),
                WebAPICall(.method("api.test"), httpMethod: HTTPMethod(rawValue: "GET /hidden")),
            ]
            for call in calls {
                let failure = try await SlackLiveTransportTests.failure {
                    () throws(TransportFailure) in try await transport.call(call)
                }
                #expect(failure.kind == .invalidRequest, "\(failure)")
                if call.httpMethod == .post { expectNoSecrets(failure) }
            }
            #expect(peer.connectionCount == 0)
        }
        for base in ["slack.com/api", "", "https://slack.com/api?x", "wss://slack.com/api/"] {
            let transport = SlackLiveTransport(baseURL: base)
            let failure = try await SlackLiveTransportTests.failure { () throws(TransportFailure) in
                try await transport.call(WebAPICall(method: "api.test"))
            }
            #expect(failure.kind == .invalidRequest)
            await transport.close()
        }
    }
}
