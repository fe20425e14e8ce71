import Foundation
import RepriseTesting
import SlackLiveTransport
import SlackServer
import Testing

/// Recording a served replay gives back the session that was served: over HTTP and WebSocket, with both
/// transports in the loop.
@Suite(.timeLimit(.minutes(5))) struct RoundTripTests {
    @Test func `A session recorded over sockets from its own replay is the same session`()
        async throws
    {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let session = try Session(contentsOf: root.path + "/Fixtures/rtm-2017.jsonl.gz")
        let again = try await Self.recordServed(session, ordering: .strict)

        // The same entries with the same payload bytes, in the same causal order: two connections carry
        // them, so an answer and a frame that do not depend on each other may change places.
        let differences = again.differences(from: session)
        #expect(differences.isEmpty, "\(differences.map(\.description).joined(separator: "\n"))")
        #expect(again.entries.count == session.entries.count)
        #expect(Self.received(again) == Self.received(session))
    }

    @Test func `By causes alone the order on each socket is the same, time after time`()
        async throws
    {
        let first = try Sittings.record()
        let second = try await Self.recordServed(first, ordering: .causal)
        let third = try await Self.recordServed(second, ordering: .causal)
        for (session, original) in [(second, first), (third, second)] {
            let differences = session.differences(from: original)
            #expect(
                differences.isEmpty,
                "\(differences.map(\.description).joined(separator: "\n"))"
            )
            #expect(Self.received(session) == Self.received(original))
        }
    }

    /// Serves a session on the loopback to somebody who does what the recorded bot did, and records that.
    private static func recordServed(
        _ session: Session,
        ordering: ReplayOptions.Ordering
    ) async throws -> Session {
        let options = ReplayOptions(pace: .immediate, ordering: ordering)
        let clock = SessionClock(ContinuousClock())
        let replay = try ReplayTransport(session, options: options, clock: clock)
        var configuration = SlackServerConfiguration()
        configuration.rewritesLinks = false
        configuration.keepAlivePing = nil
        let log = SessionLog(header: session.header)
        try await withSlackServer(over: replay, configuration: configuration) { address in
            let live = SlackLiveTransport(.init(baseURL: address.apiURL, gateway: address.gateway))
            let recording = RecordingTransport(
                live,
                to: log,
                clock: SessionClock(ContinuousClock())
            )
            try await Performer(session).perform(over: recording)
            await live.close()
        }
        let findings = replay.report().findings
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
        return log.session
    }

    private static func received(_ session: Session) -> [SocketMessage] {
        session.entries.compactMap { entry in
            guard case .receive(_, let message) = entry.kind else { return nil }
            return message
        }
    }
}
