import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Calls and sockets over TLS, against certificates of a private authority.
@Suite(
    .timeLimit(.generous),
    .enabled(if: TLSRelay.isAvailable, TLSRelay.need)
)
struct TLSTests {
    private static let script: TestPeer.Script = { connection, _ in
        guard let line = try connection.peekRequestLine() else { return }
        if line.hasPrefix("GET /link") {
            try connection.upgrade()
            let filler = String(repeating: "x", count: 5000)
            for number in 0..<200 { try connection.send("\(number) \(filler)") }
            try connection.echo()
        } else {
            while try connection.readRequest() != nil { try connection.answer("{}") }
        }
    }

    /// Runs a test with a transport that trusts what `trust` makes of the authority's certificate.
    private func withRelay(
        names: String,
        host: String = "127.0.0.1",
        trust: (String) -> SlackLiveTransport.Trust = { .file($0) },
        _ body: (SlackLiveTransport, _ socketURL: String) async throws -> Void
    ) async throws {
        let peer = try TestPeer(Self.script)
        let relay = try TLSRelay(to: peer.port, names: names)
        var configuration = SlackLiveTransport.Configuration(
            baseURL: "https://\(host):\(relay.port)/api/",
            trust: trust(relay.authority)
        )
        configuration.limits.socketBacklog = 8
        let transport = SlackLiveTransport(configuration)
        try await body(transport, "wss://\(host):\(relay.port)/link?ticket=hidden")
        await transport.close()
        withExtendedLifetime((peer, relay)) {}
    }

    @Test(arguments: [("IP:127.0.0.1", "127.0.0.1"), ("DNS:localhost", "localhost")])
    func `A private authority's certificate is enough when it is trusted`(
        _ names: String,
        _ host: String
    ) async throws {
        try await withRelay(names: names, host: host) { transport, url in
            for _ in 0..<3 {
                let answer = try await transport.call(WebAPICall(method: "api.test"))
                #expect(answer.text == "{}")
            }
            let socket = try await transport.open(SocketRequest(url: url))
            // More than the inbox holds: what TLS has decrypted already must not be forgotten.
            for number in 0..<200 {
                guard case .message(let message) = try await socket.receive() else {
                    Issue.record("no message \(number)")
                    return
                }
                #expect(message.text.hasPrefix("\(number) x"))
            }
            let large = SocketMessage(String(repeating: "€", count: 400_000))
            try await socket.send(large)
            try await expectNext(.message(large), from: socket)
            await socket.close(code: 1000, reason: "done")
            try await expectNext(
                .closed(SocketClose(code: 1000, reason: "done", by: .bot)),
                from: socket
            )
        }
    }

    /// The failures of a call and of a socket.
    private func failures(
        _ transport: SlackLiveTransport,
        _ url: String
    ) async throws -> [TransportFailure] {
        [
            try await failure { () throws(TransportFailure) in
                try await transport.call(WebAPICall(method: "api.test"))
            },
            try await failure { () throws(TransportFailure) in
                _ = try await transport.open(SocketRequest(url: url))
            },
        ]
    }

    @Test func `An untrusted certificate is refused, with what to do about it`() async throws {
        try await withRelay(names: "IP:127.0.0.1", trust: { _ in .system }) { transport, url in
            for failure in try await failures(transport, url) {
                #expect(failure.kind == .tls)
                #expect(failure.message.contains("its certificate was refused"))
                #expect(failure.message.contains("SSL_CERT_FILE"))
                #expect(failure.message.contains("at 127.0.0.1:"))
                #expect(!failure.message.contains("hidden"))
            }
        }
    }

    @Test(arguments: ["DNS:slack.example", "IP:127.0.0.2"])
    func `A certificate for another host is refused`(_ names: String) async throws {
        try await withRelay(names: names) { transport, url in
            for failure in try await failures(transport, url) {
                #expect(failure.kind == .tls)
                #expect(failure.message.contains("its certificate was refused"))
            }
        }
    }

    @Test func `A file that holds no certificates is named`() async throws {
        try await withRelay(names: "IP:127.0.0.1", trust: { _ in .file("/nowhere/x.pem") }) {
            for failure in try await failures($0, $1) {
                #expect(failure.kind == .tls)
                #expect(failure.message.contains("/nowhere/x.pem cannot be read"))
            }
        }
    }
}
