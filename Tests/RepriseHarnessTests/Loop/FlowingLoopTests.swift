import RepriseFloor
import RepriseHarness
import RepriseTestSupport
import SecretRedaction
import SessionRecording
import SlackLiveTransport
import SlackReplay
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// Answers that flow, over real sockets: recorded, written, read, and served again.
@Suite(.timeLimit(.generous)) struct `The loop with an answer that flows` {
    private static let events: HTTPHeaders = ["content-type": "text/event-stream"]
    private static let call = WebAPICall(method: "x.stream")
    private static let token = "xox" + "b-1234567890-abcdefghij"

    /// What a client has of an answer, piece by piece, and what broke it off.
    private struct Had: Equatable {
        var pieces: [String] = []
        var failure: TransportFailure.Kind?
    }

    private func read(
        over transport: any Transport,
        after: (Int) -> Void = { _ in }
    ) async throws -> Had {
        var had = Had()
        let answer = try await transport.stream(Self.call)
        guard case .flowing(let body) = answer.body else { return had }
        do throws(TransportFailure) {
            while let piece = try await body.next() {
                had.pieces.append(String(decoding: piece, as: UTF8.self))
                after(had.pieces.count)
            }
        } catch {
            had.failure = error.kind
        }
        return had
    }

    /// Runs a client through a server, and records it on the way.
    private func served<Result: Sendable>(
        _ slack: some Transport,
        _ recorder: some SessionRecorder,
        _ body: (any Transport) async throws -> Result
    ) async throws -> Result {
        try await withSlackServer(over: slack) { address in
            let live = SlackLiveTransport(baseURL: address.apiURL)
            let transport = RecordingTransport(
                live,
                to: recorder,
                clock: SessionClock(ContinuousClock())
            )
            let result = try await body(transport)
            await live.close()
            return result
        }
    }

    /// What a client had of Slack, and the session as a fixture has it, without its secrets.
    private func recorded(
        _ pieces: [String],
        end: TransportFailure? = nil
    ) async throws -> (Had, Session) {
        let body = ScriptedBody(Array(pieces[0].utf8))
        let slack = ScriptedTransport(streaming: { (_) throws(TransportFailure) in
            StreamedAnswer(headers: Self.events, body: .flowing(body))
        })
        let log = SessionLog()
        let had = try await served(slack, log) { transport in
            try await read(over: transport) { count in
                // The next is sent when the client has this one.
                if count < pieces.count {
                    body.give(Array(pieces[count].utf8))
                } else {
                    body.end(end)
                }
            }
        }
        var redactor = Redactor()
        let session = redactor.redacted(log.session)
        return (had, try Session(bytes: session.fixtureBytes()))
    }

    @Test func `It is served again piece by piece, without its secrets, and recorded the same`()
        async throws
    {
        let pieces = ["data: 1\n\n", "data: \(Self.token)\n\n", "data: 3\n\n"]
        let (had, session) = try await recorded(pieces)
        #expect(had == Had(pieces: pieces))
        let clean = ["data: 1\n\n", "data: xoxb-REDACTED-1\n\n", "data: 3\n\n"]
        let replay = try ReplayTransport(
            session.spread(),
            clock: SessionClock(ContinuousClock())
        )
        let log = SessionLog()
        let again = try await served(replay, log) { try await read(over: $0) }
        #expect(again == Had(pieces: clean))
        #expect(replay.report().isFaithful)
        #expect(log.session.differences(from: session) == [])
    }

    @Test(arguments: [TransportFailure.Kind.io, .protocolViolation])
    func `One that broke off breaks off again, in the same way`(
        kind: TransportFailure.Kind
    ) async throws {
        let pieces = ["data: 1\n\n", "data: 2"]
        let (had, session) = try await recorded(pieces, end: TransportFailure(kind, "cut"))
        #expect(had == Had(pieces: pieces, failure: kind))
        let replay = try ReplayTransport(
            session.spread(),
            clock: SessionClock(ContinuousClock())
        )
        let again = try await served(replay, SessionLog()) { try await read(over: $0) }
        #expect(again == had)
    }
}

extension Session {
    /// The session with time between its entries, so that pieces do not meet on their way.
    fileprivate func spread() -> Session {
        var session = self
        for place in session.entries.indices { session.entries[place].at = Int64(place) * 100_000 }
        return session
    }
}
