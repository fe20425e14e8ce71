import Interleaving
import RepriseFloor
import SessionRecording
import SlackTransportTesting
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

@Suite(.timeLimit(.minutes(5))) struct RecordingTransportTests {
    private static func kinds(_ log: SessionLog) -> [SessionEntry.Kind] { log.entries.map(\.kind) }

    @Test func `Calls are numbered as they start, and answers and failures name them`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let log = SessionLog()
        let failure = TransportFailure(.timeout, "too slow")
        let transport = RecordingTransport(
            ScriptedTransport(answering: { (call) async throws(TransportFailure) in
                let isFirst = call.arguments.text("text") == "a"
                try? await clock.sleep(for: .milliseconds(isFirst ? 30 : 10))
                if !isFirst { throw failure }
                return .posted("1.1")
            }),
            to: log,
            clock: clock
        )
        let run = simulation.run {
            async let first = transport.call(.post("a"))
            try await clock.sleep(for: .milliseconds(5))
            await #expect(throws: failure) { try await transport.call(.post("b")) }
            #expect(try await first == .posted("1.1"))
        }
        try run.result
        #expect(
            log.entries == [
                SessionEntry(at: 0, .call(id: 1, .post("a"))),
                SessionEntry(at: 5_000, .call(id: 2, .post("b"))),
                SessionEntry(at: 15_000, .failure(call: 2, failure)),
                SessionEntry(at: 30_000, .answer(call: 1, .posted("1.1"))),
            ]
        )
    }

    @Test func `A socket names the call whose answer gave its URL`() async throws {
        let urls = Locked(["wss:\\/\\/slack.test\\/a", "wss:\\/\\/slack.test\\/b"])
        let log = SessionLog()
        let transport = RecordingTransport(
            ScriptedTransport(answering: { (_) throws(TransportFailure) in
                let url = urls.withLock { $0.removeFirst() }
                return WebAPIAnswer(body: Array(#"{"ok":true,"nested":{"url":"\#(url)"}}"#.utf8))
            }),
            to: log,
            clock: SessionClock(ContinuousClock()),
            arrival: .onDemand
        )
        for _ in 0..<2 { _ = try await transport.call(.connect) }
        _ = try await transport.open(SocketRequest(url: "wss://slack.test/b"))
        _ = try await transport.open(SocketRequest(url: "wss://slack.test/a&debug_reconnects=true"))
        _ = try await transport.open(SocketRequest(url: "wss://slack.test/?"))
        let origins = Self.kinds(log).compactMap { kind -> Int?? in
            guard case .open(_, _, let call) = kind else { return nil }
            return call
        }
        #expect(origins == [2, 1, nil])
    }

    @Test func `A refused socket is recorded with its reason`() async throws {
        let failure = TransportFailure(.upgradeRefused, "404", status: 404)
        let log = SessionLog()
        let transport = RecordingTransport(
            ScriptedTransport(opening: { (_) throws(TransportFailure) in throw failure }),
            to: log,
            clock: SessionClock(ContinuousClock())
        )
        await #expect(throws: failure) {
            try await transport.open(SocketRequest(url: "wss://slack.test"))
        }
        #expect(
            Self.kinds(log) == [
                .open(socket: 1, SocketRequest(url: "wss://slack.test"), call: nil),
                .refused(socket: 1, failure),
            ]
        )
    }

    @Test(arguments: [Arrival.onDemand, .readAhead])
    func `Everything on a socket is recorded with its side, and its end once`(_ arrival: Arrival)
        async throws
    {
        let close = SocketClose(code: 1001, reason: "bye", by: .peer)
        let events: [SocketEvent] = [.message(.hello), .ping([1]), .pong([2]), .closed(close)]
        let log = SessionLog()
        let socket = ScriptedSocket(events)
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: log,
            clock: SessionClock(ContinuousClock()),
            arrival: arrival
        )
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        for event in events { #expect(try await recorded.receive() == event) }
        #expect(try await recorded.receive() == .closed(close))
        await recorded.close()
        #expect(
            Self.kinds(log).dropFirst() == [
                .receive(socket: 1, .hello), .ping(socket: 1, by: .peer, [1]),
                .pong(socket: 1, by: .peer, [2]), .close(socket: 1, close),
            ]
        )
    }

    @Test(arguments: [Arrival.onDemand, .readAhead])
    func `What the bot does is recorded before it leaves`(_ arrival: Arrival) async throws {
        let log = SessionLog()
        let socket = ScriptedSocket(sending: { (message, _) throws(TransportFailure) in
            #expect(log.entries.last?.kind == .send(socket: 1, message))
        })
        let transport = RecordingTransport(
            ScriptedTransport(
                answering: { (call) throws(TransportFailure) in
                    #expect(log.entries.last?.kind == .call(id: 1, call))
                    return WebAPIAnswer()
                },
                opening: { (_) throws(TransportFailure) in socket }
            ),
            to: log,
            clock: SessionClock(ContinuousClock()),
            arrival: arrival
        )
        _ = try await transport.call(.post("x"))
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        try await recorded.send(.rtm("one", id: 1))
        try await recorded.ping([9])
        #expect(try await recorded.receive() == .pong([9]))
        await recorded.close(code: 1000, reason: "done")
        await recorded.close(code: 1000, reason: "done")
        let close = SocketClose(code: 1000, reason: "done", by: .bot)
        #expect(
            Self.kinds(log).dropFirst(3) == [
                .send(socket: 1, .rtm("one", id: 1)), .ping(socket: 1, by: .bot, [9]),
                .pong(socket: 1, by: .peer, [9]), .close(socket: 1, close),
            ]
        )
        #expect(try await recorded.receive() == .closed(close))
    }

    @Test(arguments: 0..<30)
    func `Messages of many tasks leave in the order in which they were recorded`(_ seed: UInt64)
        throws
    {
        let simulation = Simulation(schedule: .seeded(seed))
        let clock = SessionClock(simulation.clock)
        let log = SessionLog()
        let socket = ScriptedSocket(sending: { (_, _) async throws(TransportFailure) in
            try? await clock.sleep(for: .milliseconds(1))
        })
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: log,
            clock: clock,
            arrival: .onDemand
        )
        let run = simulation.run {
            let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    group.addTask { try await recorded.send(.rtm("\(number)")) }
                }
                try await group.waitForAll()
            }
        }
        try run.result
        let recorded = Self.kinds(log).compactMap { kind -> SocketMessage? in
            guard case .send(_, let message) = kind else { return nil }
            return message
        }
        #expect(recorded.count == 6)
        #expect(recorded == socket.sent)
    }

    @Test func `A socket that breaks is recorded as lost, and the bot gets the failure`()
        async throws
    {
        for arrival in [Arrival.onDemand, .readAhead] {
            let failure = TransportFailure(.protocolViolation, "not a frame")
            let log = SessionLog()
            let socket = ScriptedSocket([.message(.hello)])
            socket.fail(failure)
            let transport = RecordingTransport(
                ScriptedTransport(socket: socket),
                to: log,
                clock: SessionClock(ContinuousClock()),
                arrival: arrival
            )
            let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
            #expect(try await recorded.receive() == .message(.hello))
            await #expect(throws: failure) { try await recorded.receive() }
            #expect(
                log.entries.last?.kind
                    == .close(socket: 1, SocketClose(reason: "not a frame", by: .lost))
            )
        }
    }

    @Test func `A recorder without room slows the bot down and loses nothing`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let recorder = SlowRecorder(clock: clock)
        let transport = RecordingTransport(ScriptedTransport(), to: recorder, clock: clock)
        let run = simulation.run {
            for _ in 0..<3 { _ = try await transport.call(.post("x")) }
        }
        try run.result
        #expect(recorder.log.entries.count == 6)
        #expect(run.elapsed == .seconds(6))
    }

    @Test func `A recorder that fails does not fail the bot`() async throws {
        let file = FailingFile()
        let writer = SessionWriter(
            file: file,
            path: "failing",
            header: SessionHeader(epoch: 0),
            options: SessionWriter.Options(flushInterval: .zero)
        )
        let transport = RecordingTransport(
            ScriptedTransport(),
            to: writer,
            clock: SessionClock(ContinuousClock())
        )
        for _ in 0..<100 {
            #expect(try await transport.call(.post("x")).status == 200)
        }
        await #expect(throws: FixtureError.self) { try await writer.finish() }
    }
}

/// A recorder that has room for the next entry a second later.
private final class SlowRecorder: SessionRecorder {
    let log = SessionLog()
    private let clock: SessionClock

    init(clock: SessionClock) { self.clock = clock }

    func append(_ entry: SessionEntry) { log.append(entry) }
    func waitForRoom() async { try? await clock.sleep(for: .seconds(1)) }
}

/// A disk that is full from the start.
private final class FailingFile: FixtureFile {
    func write(_ bytes: [UInt8]) throws(FileFailure) { throw FileFailure(.write, code: 28) }
    func synchronize() throws(FileFailure) {}
    func readBack(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileFailure) {}
    func commit(isPublic: Bool, synchronize: Bool) throws(FileFailure) {}
    func discard() {}
    func replacement() throws(FileFailure) -> any FixtureFile { self }
}
