import RepriseTestSupport
import SlackLiveTransport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// The contract of `Transport` over libcurl and the loopback server, as whoever writes a transport checks it.
@Suite(.timeLimit(.generous)) struct `The contract of a transport, over sockets` {
    /// What the server passes on: it answers a broken call itself, closes where the protocol was broken, and
    /// stands for hosts of its own.
    static let clauses = TransportClause.allCases.filter {
        $0.needs.isDisjoint(with: [.brokenCalls, .violating, .hosts])
    }

    @Test(arguments: clauses)
    func `The live transport`(_ clause: TransportClause) async throws {
        try await withSlackServer(over: ScriptedTransport.conformance()) { address in
            let transport = SlackLiveTransport(baseURL: address.apiURL)
            do {
                try await clause.check(over: transport)
            } catch {
                await transport.close()
                throw error
            }
            await transport.close()
        }
    }

    @Test func `What the server does not pass on is known by name`() {
        let others = Set(TransportClause.allCases).subtracting(Self.clauses)
        #expect(others == [.brokenCalls, .violations, .hosts])
    }
}
