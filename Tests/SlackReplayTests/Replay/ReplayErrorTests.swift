import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct ReplayErrorTests {
    private static func expect(
        _ error: ReplayError,
        from kinds: [SessionEntry.Kind],
        location: SourceLocation = #_sourceLocation
    ) {
        let entries = kinds.enumerated().map { SessionEntry(at: Int64($0), $1) }
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        #expect(throws: error, sourceLocation: location) { try ReplayCursor(session) }
    }

    private static let open = SessionEntry.Kind.open(
        socket: 1,
        SocketRequest(url: "wss://slack.test/1"),
        call: nil
    )

    @Test func `Recordings that contradict themselves are refused with the entry at fault`() {
        let answer = SessionEntry.Kind.answer(call: 1, WebAPIAnswer())
        let call = SessionEntry.Kind.call(id: 1, .connect)
        Self.expect(.outcomeWithoutCall(entry: 1, call: 1), from: [answer])
        Self.expect(.secondOutcome(entry: 3, call: 1), from: [call, answer, answer])
        Self.expect(
            .secondOutcome(entry: 3, call: 1),
            from: [call, answer, .failure(call: 1, TransportFailure(.io, "x"))]
        )
        Self.expect(.repeatedCall(entry: 2, call: 1), from: [call, call])
        Self.expect(.frameWithoutSocket(entry: 1, socket: 4), from: [.receive(socket: 4, .hello)])
        Self.expect(.frameWithoutSocket(entry: 1, socket: 4), from: [.send(socket: 4, .hello)])
        Self.expect(.repeatedSocket(entry: 2, socket: 1), from: [Self.open, Self.open])
        Self.expect(
            .openWithoutCall(entry: 1, call: 9),
            from: [.open(socket: 1, SocketRequest(url: "wss://slack.test/1"), call: 9)]
        )
        Self.expect(
            .frameAfterEnd(entry: 3, socket: 1),
            from: [
                Self.open, .close(socket: 1, SocketClose(by: .peer)), .receive(socket: 1, .hello),
            ]
        )
    }

    @Test func `Time must not run backwards`() {
        let entries = [SessionEntry(at: 5, .note("a")), SessionEntry(at: 4, .note("b"))]
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        #expect(throws: ReplayError.timeRunsBackwards(entry: 2, at: 4, after: 5)) {
            try ReplayCursor(session)
        }
    }

    @Test func `What is not understood is passed over`() throws {
        let entries = [
            SessionEntry(at: 0, .note("words")),
            SessionEntry(at: 1, .unknown(name: "hologram", JSONText([:]))),
        ]
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        #expect(try ReplayCursor(session).report().isFaithful)
    }

    @Test func `An error says which entry is at fault and why`() {
        #expect(
            ReplayError.secondOutcome(entry: 12, call: 3).description
                == "entry 12 cannot be replayed: it answers call 3 a second time; the recording is "
                + "damaged or was edited by hand"
        )
        #expect(
            ReplayError.timeRunsBackwards(entry: 2, at: 4, after: 5).description
                == "entry 2 cannot be replayed: its time (4 µs) lies before the time of the entry "
                + "before it (5 µs); the recording is damaged or was edited by hand"
        )
    }
}
