import RepriseFloor
import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

@testable import SlackServer

/// A client and a server on raw sockets exchange the same directly and through the recorder, and see the same.
@Suite(.timeLimit(.generous)) struct `Exchanges on the wire` {
    /// What the two ends saw.
    private struct Seen: Equatable {
        /// What the server received.
        var requests: [WireMessage]
        /// What the client received; `nil` if it was cut off before its end.
        var answer: WireMessage?
    }

    @Test(arguments: WireExchange.samples)
    func `An exchange is the same with the recorder in between`(
        exchange: WireExchange
    ) async throws {
        try await FakeUpstream.run { upstream in try await compare(exchange, upstream) }
    }

    @Test func `So are those that are drawn`() async throws {
        try await FakeUpstream.run { upstream in
            for seed in 0..<150 { try await compare(WireExchange(seed: UInt64(seed)), upstream) }
        }
    }

    private func compare(_ exchange: WireExchange, _ upstream: FakeUpstream) async throws {
        let direct = try await run(exchange, at: upstream.address, upstream)
        let live = SlackLiveTransport(baseURL: "http://\(upstream.address.authority)/api/")
        let recorder = RecordingTransport(
            live,
            to: SessionLog(),
            clock: SessionClock(ContinuousClock())
        )
        let through = try await withSlackServer(over: recorder) { address in
            try await run(exchange, at: address, upstream)
        }
        await live.close()
        #expect(through.requests == direct.requests, "\(exchange.name)")
        #expect(through.answer == direct.answer, "\(exchange.name)")
    }

    private func run(
        _ exchange: WireExchange,
        at address: SlackServerAddress,
        _ upstream: FakeUpstream
    ) async throws -> Seen {
        upstream.expect(exchange.reaction)
        let hasBody = exchange.verb != "HEAD"
        let bytes = try await RawClient.connect(to: address) { client in
            try await client.send(exchange.request(host: address.authority))
            return await client.read {
                WireMessage(answer: $0, hasBody: hasBody, isEnd: false) != nil
            }
        }
        return Seen(
            requests: upstream.received,
            answer: WireMessage(answer: bytes, hasBody: hasBody, isEnd: true)
        )
    }
}
