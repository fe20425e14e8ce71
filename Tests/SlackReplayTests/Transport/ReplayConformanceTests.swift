import RepriseTestSupport
import SlackReplay
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// The contract of `Transport` over a replay: each check is recorded, and then held against its recording.
@Suite(.timeLimit(.generous)) struct `The contract of a transport, replayed` {
    /// Which hosts stand for Slack is read from the recording, see `SessionHostsTests`.
    ///
    /// A violation of the protocol is recorded as the lost connection that it comes to.
    static let clauses = TransportClause.allCases.filter { $0 != .hosts && $0 != .violations }

    @Test(arguments: clauses)
    func `The replay transport`(_ clause: TransportClause) async throws {
        let clock = SessionClock(ContinuousClock())
        let log = SessionLog()
        let slack = ScriptedTransport.conformance()
        try await clause.check(over: RecordingTransport(slack, to: log, clock: clock))
        let replay = try ReplayTransport(
            log.session,
            options: ReplayOptions(pace: .immediate, ordering: .strict),
            clock: clock
        )
        try await clause.check(over: replay)
    }
}
