import Interleaving
import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// When a replay to a bot that nobody can look into need not go on, in virtual time.
@Suite struct ReplayEndingTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(60_000, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(60_100, .call(id: 2, .post("x")))
        builder.at(60_110, .answer(call: 2, .posted("5.1")))
        builder.at(60_115, .receive(socket: 1, .event("x", ts: "5.1")))
        builder.at(60_200, .receive(socket: 1, .event("b", ts: "1.2")))
        return builder.session
    }()

    /// How a replay ends, by the command's own times.
    private static func ending(
        of transport: ReplayTransport,
        patience: Duration = .seconds(10)
    ) async throws -> ReplayEnding {
        try await transport.waitUntilOver(
            settling: .milliseconds(300),
            patience: patience,
            start: .seconds(30)
        )
    }

    /// Plays the session to a bot that takes every frame and answers "a" as it likes.
    private func play(
        pace: ReplayOptions.Pace,
        patience: Duration = .seconds(10),
        answering: @escaping @Sendable (ReplayTransport, SessionClock) async throws -> Void
    ) throws -> (ending: ReplayEnding, at: Duration, report: ReplayReport) {
        let replay = try SimulatedReplay(Self.session, options: ReplayOptions(pace: pace))
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let socket = try await transport.connect()
                    while case .message(let message) = try await socket.receive() {
                        guard message.text.contains(#""text":"a""#) else { continue }
                        try await answering(transport, clock)
                    }
                }
                let ending = try await Self.ending(of: transport, patience: patience)
                let at = clock.now
                group.cancelAll()
                return (ending, at)
            }
        }
        let (ending, at) = try run.result
        return (ending, at, replay.transport.report())
    }

    @Test func `It is over a little after everything recorded has happened`() throws {
        let played = try play(pace: .immediate) { transport, _ in
            _ = try await transport.call(.post("x"))
        }
        #expect(played.ending == .complete)
        #expect(played.at < .seconds(1))
        #expect(played.report.isFaithful)
    }

    /// A bot that looks into a channel five times a second, before, while and after it answers.
    private static let polling: Session = {
        var builder = SessionBuilder.rtm()
        let nothing = WebAPIAnswer(json: ["ok": true, "messages": []])
        builder.at(1_000, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(1_010, .call(id: 2, .post("x")))
        builder.at(1_020, .answer(call: 2, .posted("5.1")))
        for number in 0..<40 {
            builder.at(Int64(1_200 + number * 200), .call(id: 3 + number, Self.poll))
            builder.at(Int64(1_201 + number * 200), .answer(call: 3 + number, nothing))
        }
        return builder.session
    }()

    private static let poll = WebAPICall(
        method: "conversations.history",
        arguments: [JSONMember("channel", "C1")]
    )

    @Test(arguments: [true, false])
    func `A bot that polls for ever is quiet all the same`(answers: Bool) throws {
        let replay = try SimulatedReplay(Self.polling, options: ReplayOptions(pace: .immediate))
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let socket = try await transport.connect()
                    _ = try await socket.receive()
                    _ = try await socket.receive()
                    if answers { _ = try await transport.call(.post("x")) }
                    while true {
                        try await clock.sleep(for: .milliseconds(200))
                        _ = try await transport.call(Self.poll)
                    }
                }
                let ending = try await Self.ending(of: transport)
                let at = clock.now
                group.cancelAll()
                return (ending, at)
            }
        }
        let (ending, at) = try run.result
        #expect(ending == (answers ? .complete : .stalled))
        // One that owes something is waited for while it does what was recorded, and then for its patience.
        #expect(answers ? at < .seconds(2) : (.seconds(10)...(.seconds(60))).contains(at))
        #expect(replay.transport.report().isFaithful == answers)
    }

    @Test func `What a bot does too much shortly after the end is still seen`() throws {
        let played = try play(pace: .immediate) { transport, clock in
            _ = try await transport.call(.post("x"))
            try await clock.sleep(for: .milliseconds(200))
            _ = try? await transport.call(.post("y"))
        }
        #expect(played.ending == .complete)
        #expect(played.report.extra.count == 1)
    }

    @Test func `A minute of recorded silence is no reason to give up`() throws {
        let played = try play(pace: .recorded, patience: .seconds(5)) { transport, _ in
            _ = try await transport.call(.post("x"))
        }
        #expect(played.ending == .complete)
        #expect(played.at > .seconds(60))
    }

    @Test func `A bot that takes its time is waited for`() throws {
        let played = try play(pace: .immediate) { transport, clock in
            try await clock.sleep(for: .seconds(9))
            _ = try await transport.call(.post("x"))
        }
        #expect(played.ending == .complete)
        #expect(played.report.isFaithful)
    }

    /// A bot that asks half a minute after the last message, and a person who answers that.
    private static let reminder: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(1_000, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(31_000, .call(id: 2, .post("still there?")))
        builder.at(31_010, .answer(call: 2, .posted("5.1")))
        builder.at(40_000, .receive(socket: 1, .event("yes", ts: "1.2")))
        return builder.session
    }()

    @Test(arguments: [31, 45], [ReplayOptions.Ordering.causal, .recorded])
    func `A bot is given the time that the recorded one took, and the patience more`(
        seconds: Int,
        ordering: ReplayOptions.Ordering
    ) throws {
        let options = ReplayOptions(pace: .immediate, ordering: ordering)
        let replay = try SimulatedReplay(Self.reminder, options: options)
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let socket = try await transport.connect()
                    while true { _ = try await socket.receive() }
                }
                group.addTask {
                    try await clock.sleep(for: .seconds(seconds))
                    _ = try await transport.call(.post("still there?"))
                }
                let ending = try await Self.ending(of: transport)
                group.cancelAll()
                return ending
            }
        }
        #expect(try run.result == (seconds == 31 ? .complete : .stalled))
        #expect(replay.transport.report().isFaithful == (seconds == 31))
    }

    @Test func `A bot that leaves something out gets the rest before it is given up`() throws {
        let played = try play(pace: .immediate) { _, _ in }
        #expect(played.ending == .stalled)
        #expect(played.report.missing.count == 1)
        #expect(played.report.withheld.map(\.entry) == [8])
        #expect(played.report.unreleased.isEmpty)
    }

    /// Each event behind it can be about what the bot left out; the whole patience for each would be minutes.
    @Test(arguments: [ReplayOptions.Ordering.causal, .recorded])
    func `Of all that waits for one thing in vain only the first takes the whole patience`(
        ordering: ReplayOptions.Ordering
    ) throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("x")))
        builder.at(120, .answer(call: 2, .posted("5.1")))
        for number in 0..<20 {
            let answer: JSONValue = [
                "type": "message", "channel": "C1", "user": "U1", "text": "so?",
                "ts": .string("6.\(number)"), "thread_ts": "5.1",
            ]
            builder.at(Int64(200 + number), .receive(socket: 1, SocketMessage(json: answer)))
        }
        let options = ReplayOptions(pace: .immediate, ordering: ordering)
        let replay = try SimulatedReplay(builder.session, options: options)
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let socket = try await transport.connect()
                    while true { _ = try await socket.receive() }
                }
                let ending = try await Self.ending(of: transport)
                let at = clock.now
                group.cancelAll()
                return (ending, at)
            }
        }
        let (ending, at) = try run.result
        #expect(ending == .stalled)
        #expect(replay.transport.report().missing.count == 1)
        #expect(at < .seconds(10 + 20 * 2), "the patience, and a tenth of it for each event")
    }

    /// A bot that posts and has had enough of waiting for the answer after a minute, and then does no more.
    private static func silence(of kind: TransportFailure.Kind) -> Session {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        builder.at(60_000, .failure(call: 1, TransportFailure(kind, "t")))
        return builder.session
    }

    /// Plays a session to a client over a connection, which learns of silence by its own time-out.
    private func serve(
        _ session: Session,
        pace: ReplayOptions.Pace = .immediate,
        waitingFor timeout: Duration?,
        then body: @escaping @Sendable (ReplayTransport) async throws -> Void
    ) throws -> (ending: ReplayEnding, at: Duration, report: ReplayReport) {
        let replay = try SimulatedReplay(session, options: ReplayOptions(pace: pace))
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let exchange = ServedExchange()
                    await ServedExchange.$current.withValue(exchange) {
                        _ = try? await transport.call(.post("x"))
                    }
                    guard let timeout else { return }
                    try await clock.sleep(for: timeout)
                    exchange.end()
                    try await body(transport)
                }
                let ending = try await Self.ending(of: transport)
                let at = clock.now
                group.cancelAll()
                return (ending, at)
            }
        }
        let (ending, at) = try run.result
        return (ending, at, replay.transport.report())
    }

    @Test(arguments: [TransportFailure.Kind.timeout, .cancelled])
    func `What a bot does once it has had enough of waiting is seen`(
        kind: TransportFailure.Kind
    ) throws {
        let session = Self.silence(of: kind)
        let same = try serve(session, waitingFor: .seconds(60)) { _ in }
        #expect(same.ending == .complete)
        #expect(same.report.isFaithful)
        #expect((.seconds(60)...(.seconds(61))).contains(same.at))
        let again = try serve(session, waitingFor: .seconds(60)) { transport in
            _ = try? await transport.call(.post("x"))
        }
        #expect(again.ending == .complete)
        #expect(again.report.extra.count == 1)
    }

    @Test func `A client that waits longer than the recorded one is not waited for for ever`()
        throws
    {
        let played = try serve(Self.silence(of: .cancelled), waitingFor: nil) { _ in }
        #expect(played.ending == .complete)
        #expect((.seconds(70)...(.seconds(71))).contains(played.at))
    }

    @Test func `A bot owes nothing while it waits for what never comes`() throws {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        builder.at(60_000, .failure(call: 1, TransportFailure(.cancelled, "t")))
        builder.at(60_100, .call(id: 2, .post("y")))
        builder.at(60_200, .answer(call: 2, .posted("5.1")))
        #expect(try ReplayPlan(builder.session).length == .milliseconds(60_200))
        let played = try serve(builder.session, waitingFor: .seconds(62)) { transport in
            _ = try await transport.call(.post("y"))
        }
        #expect(played.ending == .complete)
        #expect(played.report.isFaithful)
        let lazy = try serve(builder.session, waitingFor: .seconds(62)) { _ in }
        #expect(lazy.ending == .stalled)
        #expect(lazy.at < .seconds(80))
    }

    @Test func `A bot that gives up by itself at the recorded pace is watched afterwards, too`()
        throws
    {
        let replay = try SimulatedReplay(
            Self.silence(of: .cancelled),
            options: ReplayOptions(pace: .recorded)
        )
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await withTaskGroup(of: Void.self) { calls in
                        calls.addTask { _ = try? await transport.call(.post("x")) }
                        try? await clock.sleep(for: .seconds(59))
                        calls.cancelAll()
                    }
                    try await clock.sleep(for: .milliseconds(200))
                    _ = try await transport.call(.post("again"))
                }
                let ending = try await Self.ending(of: transport)
                group.cancelAll()
                return ending
            }
        }
        #expect(try run.result == .complete)
        #expect(replay.transport.report().extra.count == 1)
    }

    /// A body of which a piece comes every six seconds.
    private final class SlowPieces: BodyPieces {
        static let piece = Array(repeating: UInt8(7), count: WebAPICall.flowingSize / 4)

        private let left: Locked<Int>
        private let clock: SessionClock

        init(_ count: Int, on clock: SessionClock) {
            left = Locked(count)
            self.clock = clock
        }

        func next() async throws(TransportFailure) -> [UInt8]? {
            do {
                try await clock.sleep(for: .seconds(6))
            } catch {
                throw TransportFailure(.cancelled, "the replay is over")
            }
            return left.withLock { left in
                left -= 1
                return left < 0 ? nil : Self.piece
            }
        }

        func cancel() {}
    }

    @Test func `A bot that sends a long body gets on with each piece of it`() throws {
        let url = WebAPICall.Target.url("https://files.slack.com/upload/v1/X")
        let whole = Array(repeatElement(SlowPieces.piece, count: 5).joined())
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        builder.at(10, .answer(call: 1, .posted("5.1")))
        builder.at(100, .call(id: 2, WebAPICall(url, body: .bytes(whole))))
        builder.at(110, .answer(call: 2, WebAPIAnswer(body: Array("OK".utf8))))
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await transport.call(.post("x"))
                    let body = FlowingBody(SlowPieces(5, on: clock))
                    _ = try await transport.call(WebAPICall(url, body: .flowing(body)))
                }
                let ending = try await Self.ending(of: transport)
                group.cancelAll()
                return ending
            }
        }
        #expect(try run.result == .complete)
        #expect(replay.transport.report().isFaithful)
    }

    @Test func `A bot that never comes is waited for longer`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let ending = try await Self.ending(of: transport)
            return (ending, clock.now)
        }
        let (ending, at) = try run.result
        #expect(ending == .stalled)
        #expect(at == .seconds(30))
    }
}
