import NIOCore
import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// Requests whose end is a matter of opinion, and clients that take for ever.
@Suite(.timeLimit(.generous)) struct `Requests with two meanings` {
    private static let hidden = "POST /api/hidden.method HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// Sends bytes on a new connection and returns what came back, the connection being ended by the server
    /// or, after an answer, by the client.
    private func outcome(
        of bytes: String,
        _ configuration: SlackServerConfiguration = SlackServerConfiguration()
    ) async throws -> (status: Int, calls: [WebAPICall.Target]) {
        let transport = ScriptedTransport()
        let status = try await withSlackServer(over: transport, configuration: configuration) {
            address in
            let status = try await RawClient.connect(to: address) { client in
                try await client.send(bytes)
                return try await client.readAnswer().status
            }
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/api.test")
                #expect(try await client.readAnswer().status == 200, "the server lives on")
            }
            return status
        }
        return (status, transport.calls.map(\.target))
    }

    @Test(
        arguments: [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "Content-Length: 0\r\nContent-Length: 70\r\n\r\n",
            "Content-Length: 0, 70\r\n\r\n",
            "Content-Length: +0\r\n\r\n",
            "Content-Length: 0x0\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "Content-Length : 0\r\n\r\n",
            "Transfer-Encoding: xchunked\r\n\r\n",
            "Transfer-Encoding: chunked, identity\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n",
        ]
    )
    func `A request whose length is in doubt is refused with all that follows it`(
        header: String
    ) async throws {
        let (status, calls) = try await outcome(
            of: "POST /api/first.method HTTP/1.1\r\nHost: localhost\r\n\(header)\(Self.hidden)"
        )
        #expect((400...499).contains(status) || status == 501, "\(status)")
        #expect(!calls.contains(.method("hidden.method")))
    }

    @Test func `A header that trickles in is cut off, however steadily it comes`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.timeouts.head = .milliseconds(100)
        configuration.timeouts.close = .milliseconds(30)
        try await withSlackServer(over: ScriptedTransport(), configuration: configuration) {
            address in
            try await RawClient.connect(to: address) { client in
                let outbound = client.outbound
                await withTaskGroup(of: Void.self) { group in
                    // A drop every few milliseconds, until nobody listens any more.
                    group.addTask {
                        try? await outbound.write(ByteBuffer(string: "GET /api/x HTTP/1.1\r\n"))
                        for _ in 0..<10_000 {
                            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else {
                                return
                            }
                            try? await outbound.write(ByteBuffer(string: "x"))
                        }
                    }
                    let answer = String(decoding: await client.readToEnd(), as: UTF8.self)
                    group.cancelAll()
                    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
                }
            }
        }
    }
}
