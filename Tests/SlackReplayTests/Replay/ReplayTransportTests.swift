import Interleaving
import RepriseFloor
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@Suite struct ReplayTransportTests {
    /// Three questions 100 ms apart, each posted an answer with an echo.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        for number in 1...3 {
            let start = Int64(number * 100)
            builder.at(
                start,
                .receive(socket: 1, .event("question \(number)", ts: "1.\(number)"))
            )
            builder.at(start + 20, .call(id: number + 1, .post("answer \(number)")))
            builder.at(start + 40, .answer(call: number + 1, .posted("2.\(number)")))
            builder.at(
                start + 45,
                .receive(socket: 1, .event("answer \(number)", ts: "2.\(number)"))
            )
        }
        builder.at(500, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        return builder.session
    }()

    /// A bot that answers each question in a task of its own, after as long as the seed says.
    private static func run(
        _ session: Session,
        schedule: Schedule,
        seed: UInt64,
        into notes: Notebook<String>
    ) throws -> (SimulationRun<Void>, ReplayReport) {
        let replay = try SimulatedReplay(session, schedule: schedule)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            try await withThrowingTaskGroup(of: Void.self) { group in
                while case let event = try await socket.receive() {
                    if case .closed = event { break }
                    guard case .message(let message) = event else { continue }
                    let text = SlackEvent(json: JSONText(uncheckedBytes: message.bytes)).text ?? ""
                    notes.append("got \(text)")
                    guard text.hasPrefix("question "), let number = text.split(separator: " ").last
                    else { continue }
                    group.addTask {
                        let delay = Int64(
                            (seed &* 0x9e37_79b9) >> UInt64(number.utf8.count + 7) & 255
                        )
                        try await clock.sleep(for: .milliseconds(delay))
                        notes.append("call answer \(number)")
                        _ = try await transport.call(.post("answer \(number)"))
                        notes.append("done answer \(number)")
                    }
                }
                try await group.waitForAll()
            }
        }
        return (run, replay.transport.report())
    }

    @Test(arguments: 0..<40)
    func `An echo never arrives before its call, whatever the schedule`(_ seed: UInt64) throws {
        let notes = Notebook<String>()
        let (run, report) = try Self.run(
            Self.session,
            schedule: .seeded(seed),
            seed: seed,
            into: notes
        )
        try run.result
        let order = notes.notes
        for number in 1...3 {
            let call = try #require(order.firstIndex(of: "call answer \(number)"))
            let echo = try #require(order.firstIndex(of: "got answer \(number)"))
            let question = try #require(order.firstIndex(of: "got question \(number)"))
            #expect(question < call && call < echo)
        }
        #expect(report.isFaithful)
        #expect(run.foreignWakes == 0)
    }

    @Test func `One seed gives one run`() throws {
        var hashes: Set<UInt64> = []
        for _ in 0..<20 {
            let (run, _) = try Self.run(
                Self.session,
                schedule: .seeded(5),
                seed: 77,
                into: Notebook()
            )
            hashes.insert(run.trace.stableHash)
        }
        #expect(hashes.count == 1)
    }

    @Test func `A bot that leaves out a call still gets the rest, in the end`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, _ in
            let socket = try await transport.connect()
            var texts: [String] = []
            while case .message(let message) = try await socket.receive() {
                texts.append(SlackEvent(json: JSONText(uncheckedBytes: message.bytes)).text ?? "")
            }
            return texts
        }
        #expect(try run.result == ["", "question 1", "question 2", "question 3"])
        let report = replay.transport.report()
        #expect(report.withheld.map(\.entry) == [8, 12, 16])
        #expect(report.missing.map(\.entry) == [6, 10, 14])
    }

    @Test func `An answer takes as long as it took`() throws {
        var builder = SessionBuilder()
        builder.at(220, .call(id: 1, .post("answer 2")))
        builder.at(240, .answer(call: 1, .posted("2.2")))
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, clock in
            try await clock.sleep(for: .seconds(10))
            _ = try await transport.call(.post("answer 2"))
            return clock.now
        }
        #expect(try run.result == .seconds(10) + .milliseconds(20))
    }

    @Test func `Opening waits for the answer that gives the URL`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            try await withThrowingTaskGroup(of: Duration?.self) { group in
                group.addTask {
                    _ = try await transport.open(SocketRequest(url: "wss://slack.test/1"))
                    return clock.now
                }
                group.addTask {
                    try await clock.sleep(for: .seconds(7))
                    _ = try await transport.call(.connect)
                    return nil
                }
                return try await group.reduce(into: nil) { $0 = $0 ?? $1 }
            }
        }
        #expect(try run.result == .seconds(7) + .milliseconds(10))
    }

    @Test func `Opening before anything gives the URL fails when nothing ever does`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, _ in
            _ = try await transport.open(SocketRequest(url: "wss://slack.test/1"))
        }
        let failure = #expect(throws: TransportFailure.self) { try run.result }
        #expect(failure?.kind == .divergence)
    }

    @Test func `A refused socket is refused after the recorded time`() throws {
        var builder = SessionBuilder()
        let failure = TransportFailure(.upgradeRefused, "no", status: 403)
        builder.at(0, .open(socket: 1, SocketRequest(url: "ws://slack.test"), call: nil))
        builder.at(70, .refused(socket: 1, failure))
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, clock -> (Duration, TransportFailure?) in
            do throws(TransportFailure) {
                _ = try await transport.open(SocketRequest(url: "ws://slack.test"))
                return (clock.now, nil)
            } catch {
                return (clock.now, error)
            }
        }
        let (time, thrown) = try run.result
        #expect(thrown == failure)
        #expect(time == .milliseconds(70))
        #expect(replay.transport.report().isFaithful)
    }

    @Test func `Reconnects get the sockets in their order`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(50, .close(socket: 1, SocketClose(code: 1006, by: .lost)))
        builder.at(60, .call(id: 2, .connect))
        builder.at(70, .answer(call: 2, .connected(to: "wss://slack.test/1")))
        builder.at(80, .open(socket: 2, SocketRequest(url: "wss://slack.test/1"), call: 2))
        builder.at(90, .receive(socket: 2, .event("again", ts: "3.1")))
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, _ in
            var events: [SocketEvent] = []
            for _ in 0..<2 {
                let socket = try await transport.connect()
                events.append(try await socket.receive())
                if events.count == 1 { events.append(try await socket.receive()) }
            }
            return events
        }
        #expect(
            try run.result == [
                .message(.hello), .closed(SocketClose(code: 1006, by: .lost)),
                .message(.event("again", ts: "3.1")),
            ]
        )
        #expect(replay.transport.report().isFaithful)
    }
}
