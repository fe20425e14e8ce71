import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// The contract of `Transport`, clause by clause, over the transports of this room and the one for tests.
@Suite(.timeLimit(.generous)) struct `The contract of a transport` {
    private static let clock = SessionClock(ContinuousClock())

    /// The Slack behind, standing for another host where that is what the clause is about.
    private static func slack(for clause: TransportClause) throws -> ScriptedTransport {
        guard clause == .hosts else { return .conformance() }
        let address = try #require(WebAddress(TransportClause.foreignUpstream))
        return .conformance(hosts: SlackHosts(upstreams: [address]))
    }

    @Test(arguments: TransportClause.allCases)
    func `The scripted transport`(_ clause: TransportClause) async throws {
        try await clause.check(over: Self.slack(for: clause))
    }

    @Test(arguments: TransportClause.allCases, [Arrival.readAhead, .onDemand])
    func `The recording transport`(_ clause: TransportClause, _ arrival: Arrival) async throws {
        let transport = RecordingTransport(
            try Self.slack(for: clause),
            to: SessionLog(),
            clock: Self.clock,
            arrival: arrival
        )
        try await clause.check(over: transport)
    }

    @Test(arguments: TransportClause.allCases)
    func `The faulty transport, when nothing goes wrong`(_ clause: TransportClause) async throws {
        let slack = try Self.slack(for: clause)
        try await clause.check(over: FaultyTransport(slack, plan: [], clock: Self.clock))
    }

    @Test(arguments: TransportClause.allCases)
    func `One decorator behind another`(_ clause: TransportClause) async throws {
        let slack = try Self.slack(for: clause)
        let recording = RecordingTransport(slack, to: SessionLog(), clock: Self.clock)
        try await clause.check(over: FaultyTransport(recording, plan: [], clock: Self.clock))
    }
}
