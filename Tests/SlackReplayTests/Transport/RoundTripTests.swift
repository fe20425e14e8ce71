import Interleaving
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@Suite(.timeLimit(.minutes(5))) struct RoundTripTests {
    /// A sitting with calls side by side, a reconnect, pings, an echo before its answer, a refusal and a
    /// failure.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(110, .call(id: 2, .post("re one")))
        builder.at(112, .send(socket: 1, .rtm("typing one", id: 1)))
        builder.at(115, .receive(socket: 1, .event("re one", ts: "2.1")))
        builder.at(120, .answer(call: 2, .posted("2.1")))
        builder.at(130, .receive(socket: 1, #"{"ok":true,"reply_to":1,"ts":"2.2"}"#.message))
        builder.at(140, .ping(socket: 1, by: .peer, [7]))
        builder.at(150, .receive(socket: 1, #"{"type":"goodbye"}"#.message))
        builder.at(160, .close(socket: 1, SocketClose(code: 1001, reason: "idle", by: .peer)))
        builder.at(160, .call(id: 3, .connect))
        builder.at(190, .answer(call: 3, .connected(to: "wss://slack.test/2")))
        builder.at(190, .open(socket: 2, SocketRequest(url: "wss://slack.test/2"), call: 3))
        builder.at(200, .refused(socket: 2, TransportFailure(.upgradeRefused, "no", status: 503)))
        builder.at(200, .open(socket: 3, SocketRequest(url: "wss://slack.test/2"), call: 3))
        builder.at(210, .receive(socket: 3, .event("two", ts: "1.2")))
        builder.at(220, .call(id: 4, .post("re two")))
        builder.at(230, .failure(call: 4, TransportFailure(.timeout, "too slow")))
        builder.at(230, .close(socket: 3, SocketClose(code: 1000, reason: "done", by: .bot)))
        return builder.session
    }()

    /// The bot that was recorded.
    private static func bot(_ slack: some Transport, _ clock: SessionClock) async throws {
        _ = try await slack.call(.connect)
        try await clock.sleep(until: .milliseconds(20))
        var socket = try await slack.open(SocketRequest(url: "wss://slack.test/1"))
        while true {
            let event = try await socket.receive()
            if case .closed = event { break }
            guard case .message(let message) = event, message.text.contains(#""text":"one""#)
            else { continue }
            try await clock.sleep(until: .milliseconds(110))
            async let answer = slack.call(.post("re one"))
            try await clock.sleep(until: .milliseconds(112))
            try await socket.send(.rtm("typing one", id: 1))
            guard try await socket.receive() == .message(.event("re one", ts: "2.1")) else {
                throw TransportFailure(.protocolViolation, "the echo comes first")
            }
            _ = try await answer
        }
        _ = try await slack.call(.connect)
        let again = SocketRequest(url: "wss://slack.test/2")
        do throws(TransportFailure) {
            socket = try await slack.open(again)
        } catch {
            socket = try await slack.open(again)
        }
        _ = try await socket.receive()
        try await clock.sleep(until: .milliseconds(220))
        _ = try? await slack.call(.post("re two"))
        await socket.close(code: 1000, reason: "done")
    }

    @Test func `Recording a replay gives back the same session, times and all`() throws {
        let replay = try SimulatedReplay(Self.session)
        let log = SessionLog(header: Self.session.header)
        let run = try replay.run { transport, clock in
            let recording = RecordingTransport(
                transport,
                to: log,
                clock: clock,
                arrival: .onDemand
            )
            try await Self.bot(recording, clock)
        }
        try run.result
        #expect(replay.transport.report().isFaithful)
        for (recorded, again) in zip(Self.session.entries, log.entries) {
            #expect(recorded == again)
        }
        #expect(log.session == Self.session)
    }

    @Test(arguments: 0..<20, [Arrival.onDemand, .readAhead])
    func `Whatever the schedule, the recording of a replay replays without a difference`(
        _ seed: UInt64,
        _ arrival: Arrival
    ) throws {
        let log = SessionLog(header: Self.session.header)
        let first = try SimulatedReplay(Self.session, schedule: .seeded(seed))
        try first.run { transport, clock in
            try await Self.bot(
                RecordingTransport(transport, to: log, clock: clock, arrival: arrival),
                clock
            )
        }.result
        let second = try SimulatedReplay(log.session, schedule: .seeded(seed))
        try second.run { transport, clock in try await Self.bot(transport, clock) }.result
        #expect(second.transport.report().isFaithful)
    }

    @Test func `A frame is recorded when it arrives, though the bot is busy`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(200, .receive(socket: 1, .event("b", ts: "1.2")))
        let log = SessionLog()
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, clock in
            let socket = try await RecordingTransport(transport, to: log, clock: clock).connect()
            try await clock.sleep(for: .seconds(1))
            for _ in 0..<3 { _ = try await socket.receive() }
            let time = clock.now
            await socket.close()
            return time
        }
        #expect(try run.result == .milliseconds(1_010))
        #expect(run.isReproducible)
        #expect(log.entries.map(\.at) == [0, 10_000, 10_000, 20_000, 90_000, 190_000, 1_010_000])
    }

    @Test func `Reading ahead in real time records the same entries`() async throws {
        let log = SessionLog(header: Self.session.header)
        let clock = SessionClock(ContinuousClock())
        let replay = try ReplayTransport(Self.session, clock: clock)
        try await Self.bot(RecordingTransport(replay, to: log, clock: clock), clock)
        #expect(replay.report().isFaithful)
        // Two entries a few milliseconds apart may change places in real time; none may change or lack.
        #expect(
            Set(log.entries.map(\.kind)) == Set(Self.session.entries.map(\.kind))
        )
        #expect(log.entries.count == Self.session.entries.count)
    }
}
