import Interleaving
import RepriseFloor
import SessionRecording
import SlackTransportTesting
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

/// What a recording has of answers that flow.
@Suite(.timeLimit(.minutes(5))) struct `The recording of an answer that flows` {
    private static let events: HTTPHeaders = ["content-type": "text/event-stream"]
    private static let call = WebAPICall(method: "x.stream")
    private static let broken = TransportFailure(.io, "the connection broke")

    /// What is recorded when a body comes so and is read to its end.
    private func recording(
        headers: HTTPHeaders = events,
        of call: WebAPICall = call,
        _ pieces: [(Duration, String)],
        end: Duration,
        _ failure: TransportFailure? = nil
    ) throws -> (entries: [SessionEntry], read: [String]) {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let log = SessionLog()
        let transport = RecordingTransport(
            ScriptedTransport(streaming: { (_) throws(TransportFailure) in
                StreamedAnswer(
                    headers: headers,
                    body: .flowing(PacedBody(pieces, end: end, failure, on: clock))
                )
            }),
            to: log,
            clock: clock
        )
        let read = Locked<[String]>([])
        let run = simulation.run {
            do {
                let answer = try await transport.stream(call)
                // What is soon whole does not flow; the entries tell.
                let body: any BodyPieces
                switch answer.body {
                case .whole: return
                case .flowing(let pieces): body = pieces
                }
                while let piece = try await body.next() {
                    // What the bot has is recorded.
                    guard case .chunk = log.entries.last?.kind else {
                        Issue.record("a piece came before it was recorded")
                        return
                    }
                    read.withLock { $0.append(String(decoding: piece, as: UTF8.self)) }
                }
            } catch {
                #expect(error as? TransportFailure == failure)
            }
        }
        try run.result
        return (log.entries, read.withLock { $0 })
    }

    @Test func `Events are recorded one by one, and then as a whole`() throws {
        let (entries, read) = try recording(
            [(.milliseconds(100), "data: 1\n\n"), (.milliseconds(250), "data: 2")],
            end: .milliseconds(300)
        )
        #expect(read == ["data: 1\n\n", "data: 2"])
        let whole = WebAPIAnswer(headers: Self.events, body: Array("data: 1\n\ndata: 2".utf8))
        #expect(
            entries == [
                SessionEntry(at: 0, .call(id: 1, Self.call)),
                SessionEntry(at: 0, .head(call: 1, WebAPIAnswer(headers: Self.events))),
                SessionEntry(at: 100_000, .chunk(call: 1, BodyChunk(bytes: 9, lines: 2))),
                SessionEntry(at: 250_000, .chunk(call: 1, BodyChunk(bytes: 7))),
                SessionEntry(at: 300_000, .answer(call: 1, whole)),
            ]
        )
    }

    @Test func `What is soon whole is recorded as one answer`() throws {
        let headers: HTTPHeaders = ["content-type": "text/plain"]
        let (entries, _) = try recording(
            headers: headers,
            [(.milliseconds(5), "OK "), (.milliseconds(15), "- 12")],
            end: .milliseconds(19)
        )
        let whole = WebAPIAnswer(headers: headers, body: Array("OK - 12".utf8))
        #expect(
            entries == [
                SessionEntry(at: 0, .call(id: 1, Self.call)),
                SessionEntry(at: 19_000, .answer(call: 1, whole)),
            ]
        )
    }

    @Test func `What takes longer flows, and begins with what there was`() throws {
        // The time counts from the first piece, which tells whether it is JSON.
        let (entries, read) = try recording(
            headers: [:],
            [
                (.milliseconds(5), "a"), (.milliseconds(10), "b"), (.milliseconds(40), "c"),
            ],
            end: .milliseconds(50)
        )
        #expect(read == ["ab", "c"])
        #expect(
            entries == [
                SessionEntry(at: 0, .call(id: 1, Self.call)),
                SessionEntry(at: 25_000, .head(call: 1, WebAPIAnswer())),
                SessionEntry(at: 25_000, .chunk(call: 1, BodyChunk(bytes: 2))),
                SessionEntry(at: 40_000, .chunk(call: 1, BodyChunk(bytes: 1))),
                SessionEntry(at: 50_000, .answer(call: 1, WebAPIAnswer(body: Array("abc".utf8)))),
            ]
        )
    }

    @Test func `JSON of a method is recorded whole, however long it takes`() throws {
        let (entries, _) = try recording(
            headers: [:],
            [(.seconds(1), " {\"ok\""), (.seconds(2), ":true}")],
            end: .seconds(3)
        )
        let whole = WebAPIAnswer(body: Array(" {\"ok\":true}".utf8))
        #expect(entries.last == SessionEntry(at: 3_000_000, .answer(call: 1, whole)))
        #expect(entries.count == 2)
    }

    @Test func `JSON that is somebody's file flows`() throws {
        let download = WebAPICall(.url("https://files.slack.com/a"), httpMethod: .get, body: .none)
        let (entries, read) = try recording(
            headers: [:],
            of: download,
            [(.seconds(1), "{\"ok\""), (.seconds(2), ":true}")],
            end: .seconds(3)
        )
        #expect(read == ["{\"ok\"", ":true}"])
        #expect(entries.count == 5)
    }

    @Test func `An answer that breaks off is recorded with what came of it`() throws {
        let (entries, read) = try recording(
            [(.milliseconds(100), "data: 1\n\n")],
            end: .milliseconds(300),
            Self.broken
        )
        #expect(read == ["data: 1\n\n"])
        #expect(
            Array(entries.suffix(2)) == [
                SessionEntry(at: 300_000, .part(call: 1, Array("data: 1\n\n".utf8))),
                SessionEntry(at: 300_000, .failure(call: 1, Self.broken)),
            ]
        )
    }

    @Test func `JSON that breaks off is recorded with what came of it`() throws {
        let (entries, read) = try recording(
            headers: [:],
            [(.seconds(1), "{\"ok\"")],
            end: .seconds(2),
            Self.broken
        )
        #expect(read == ["{\"ok\""])
        #expect(
            Array(entries.suffix(2)) == [
                SessionEntry(at: 2_000_000, .part(call: 1, Array("{\"ok\"".utf8))),
                SessionEntry(at: 2_000_000, .failure(call: 1, Self.broken)),
            ]
        )
    }

    @Test(arguments: [true, false])
    func `A body that the bot gives up is recorded so, once`(isSaid: Bool) async throws {
        let log = SessionLog()
        let body = ScriptedBody(Array("data: 1\n\n".utf8))
        let transport = RecordingTransport(
            ScriptedTransport(streaming: { (_) throws(TransportFailure) in
                StreamedAnswer(headers: Self.events, body: .flowing(body))
            }),
            to: log,
            clock: SessionClock(ContinuousClock())
        )
        try await readOnePiece(of: transport, givingUp: isSaid)
        try await body.waitUntilCancelled()
        let ends = log.entries.map(\.kind).suffix(2)
        #expect(ends.first == .part(call: 1, Array("data: 1\n\n".utf8)))
        guard case .failure(1, let failure)? = ends.last else {
            Issue.record("the end is \(String(describing: ends.last))")
            return
        }
        #expect(failure.kind == .cancelled)
        #expect(log.entries.count == 5)
    }

    /// The last reference to the body goes at the end.
    private func readOnePiece(
        of transport: RecordingTransport,
        givingUp isSaid: Bool
    ) async throws {
        let answer = try await transport.stream(Self.call)
        guard case .flowing(let pieces) = answer.body else {
            Issue.record("the answer does not flow")
            return
        }
        _ = try await pieces.next()
        for _ in 0..<2 where isSaid { pieces.cancel() }
    }

    @Test func `A long body is kept whole by a recorder that keeps no files`() async throws {
        let log = SessionLog()
        let body = ScriptedBody()
        let transport = RecordingTransport(
            ScriptedTransport(streaming: { (_) throws(TransportFailure) in
                StreamedAnswer(headers: Self.events, body: .flowing(body))
            }),
            to: log,
            clock: SessionClock(ContinuousClock())
        )
        let answer = try await transport.stream(Self.call)
        let pieces = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
        guard case .flowing(let reader) = answer.body else {
            Issue.record("the answer does not flow")
            return
        }
        for _ in 0..<3 {
            body.give(pieces)
            #expect(try await reader.next()?.count == 1 << 20)
        }
        body.end()
        #expect(try await reader.next() == nil)
        guard case .answer(1, let recorded)? = log.entries.last?.kind else {
            Issue.record("the end is \(String(describing: log.entries.last?.kind))")
            return
        }
        #expect(recorded.body.count == 3 << 20)
        #expect(recorded.file == nil)
    }
}
