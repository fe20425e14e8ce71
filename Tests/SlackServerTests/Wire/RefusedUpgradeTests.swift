import RepriseFloor
import RepriseTestSupport
import SessionRecording
import SlackLiveTransport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

/// A server that gives another answer than a WebSocket gives it to the bot.
@Suite(.timeLimit(.generous)) struct `Upgrades that are refused on the wire` {
    private static let handshake = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private static let refusals = [
        WireExchange.answer("401 No", ["WWW-Authenticate: Bearer", "Content-Type: a/b"]),
        WireExchange.answer("200 OK", ["Content-Type: text/html"], Array("<h1>Hello</h1>".utf8)),
        WireExchange.answer("403 Forbidden", ["X-Bytes: \u{e9}"], [0xff, 0x00, 0x0a, 0xe9]),
        WireExchange.answer("302 Found", ["Location: https://example.com/sign-in?a=b"], []),
        WireExchange.answer("503 Busy", ["Retry-After: 30", "X-A: 1", "X-A: 2"]),
        WireExchange.verbatim(
            "HTTP/1.1 404 Not Found\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\n\n"
        ),
    ]

    /// What a client gets that asks for a WebSocket there.
    private func answer(
        at path: String,
        of address: SlackServerAddress
    ) async throws -> WireMessage? {
        try await RawClient.connect(to: address) { client in
            try await client.request("GET \(path)", Self.handshake)
            let bytes = await client.read {
                WireMessage(answer: $0, hasBody: true, isEnd: false) != nil
            }
            return WireMessage(answer: bytes, hasBody: true, isEnd: true)
        }
    }

    @Test(arguments: refusals)
    func `The answer reaches the bot, while it is recorded and when it is given again`(
        refusal: [UInt8]
    ) async throws {
        try await FakeUpstream.run { upstream in
            upstream.expect(FakeUpstream.Reaction(bytes: refusal))
            let direct = try #require(try await answer(at: "/link/1", of: upstream.address))
            let log = SessionLog()
            let live = SlackLiveTransport(baseURL: "http://\(upstream.address.authority)/api/")
            let recorder = RecordingTransport(live, to: log, clock: SessionClock(ContinuousClock()))
            let link = "ws://\(upstream.address.authority)/link/1"
            let through = try await withSlackServer(over: recorder) { address in
                try await answer(at: address.socketPath(to: link), of: address)
            }
            await live.close()
            #expect(through == direct)

            let session = try Session(bytes: log.session.fixtureBytes())
            let refused = try #require(
                session.entries.compactMap { entry in
                    if case .refused(_, let failure) = entry.kind { failure } else { nil }
                }.first
            )
            let again = ScriptedTransport(opening: { (_) throws(TransportFailure) in throw refused }
            )
            let replayed = try await withSlackServer(over: again) { address in
                try await answer(at: address.socketPath(), of: address)
            }
            #expect(replayed == direct)
        }
    }
}
