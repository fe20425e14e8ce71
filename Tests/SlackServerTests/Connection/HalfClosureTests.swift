import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// A client that has said all that it has to say still wants to hear the answer.
@Suite(.timeLimit(.generous)) struct `Clients that end their side` {
    /// Connects and gives the status of each answer that comes up to the end, the client's side being ended behind its requests.
    private func answers(
        _ requests: String,
        over transport: ScriptedTransport,
        whenEnded: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> [Int] {
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(requests)
                try await client.endInput()
                try await whenEnded()
                var statuses: [Int] = []
                while let answer = try? await client.readAnswer() {
                    // An interim answer concerns one connection.
                    if answer.status >= 200 { statuses.append(answer.status) }
                }
                #expect(!client.wasReset)
                return statuses
            }
        }
    }

    private static let request =
        "POST /api/api.test HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b"

    @Test func `The answer comes, and then the end`() async throws {
        let transport = ScriptedTransport()
        #expect(try await answers(Self.request, over: transport) == [200])
        #expect(transport.calls.count == 1)
    }

    @Test func `An answer that takes a while comes as well, for clients of every age`()
        async throws
    {
        for version in ["1.1", "1.0"] {
            let go = Watched<Bool>()
            let began = Watched<Bool>()
            let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                began.open()
                await go.pass("the client to have ended its side")
                return WebAPIAnswer(json: ["ok": true])
            })
            let request = "GET /api/api.test HTTP/\(version)\r\nHost: localhost\r\n\r\n"
            let statuses = try await answers(request, over: transport) {
                await began.pass("the call to reach the transport")
                go.open()
            }
            #expect(statuses == [200], "\(version)")
        }
    }

    @Test func `So do the answers to all that was asked`() async throws {
        let requests = Self.request + Self.request + Self.request
        #expect(try await answers(requests, over: ScriptedTransport()) == [200, 200, 200])
    }

    @Test func `A request that is not whole is cut`() async throws {
        let transport = ScriptedTransport()
        #expect(try await answers(String(Self.request.dropLast()), over: transport) == [])
        let begun = Self.request + "POST /api/chat.postMessage HTTP/1.1\r\nHost: local"
        #expect(try await answers(begun, over: transport).first == 200)
        #expect(transport.calls.map(\.methodName) == ["api.test"])
    }
}
