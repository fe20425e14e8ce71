import Interleaving
import SessionRecording
import SlackReplay
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

/// The decorator over a replay, with a client that does one thing after another.
@Suite struct FaultyTransportTests {
    /// Runs `body` over a session with faults, in virtual time; returns what happened to the plan.
    @discardableResult
    private func run(
        _ session: Session,
        _ plan: String,
        _ body: @escaping @Sendable (FaultyTransport, SessionClock) async throws -> Void
    ) throws -> (faults: FaultReport, replay: ReplayReport) {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let replay = try ReplayTransport(session, clock: clock)
        let faults = try FaultPlan(parsing: plan)
        let transport = FaultyTransport(replay, plan: faults, clock: clock)
        let run = simulation.start { try await body(transport, clock) }
        _ = run.runUntilQuiescent()
        try run.finish().result
        return (transport.report(), replay.report())
    }

    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        for number in 1...4 {
            let event = SocketMessage.event("\(number)", ts: "1.\(number)")
            builder.at(Int64(number) * 1_000, .receive(socket: 1, event))
        }
        builder.at(60_000, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        return builder.session
    }()

    private static func text(_ event: SocketEvent) throws -> String {
        switch event {
        case .message(let message):
            let value = try JSONValue(parsing: message.bytes)
            return value["text"]?.string ?? value["type"]?.string ?? "?"
        case .closed(let close): return "closed by \(close.by)"
        case .ping, .pong: return "ping"
        }
    }

    @Test(arguments: ["?client=own", "", "&client=more"])
    func `A client comes back whatever it makes of a link's query`(query: String) throws {
        let notes = Notebook<String>()
        try run(Self.session, "event message 2: drop") { transport, _ in
            let first = try await transport.connect()
            for _ in 1...4 { notes.append(try Self.text(try await first.receive())) }
            let url = try #require(try await transport.call(.connect).json()["url"]?.string)
            let place = query.hasPrefix("&") ? url + "?x=1" : String(url.prefix { $0 != "?" })
            let second = try await transport.open(SocketRequest(url: place + query))
            for _ in 1...4 { notes.append(try Self.text(try await second.receive())) }
        }
        #expect(
            notes.notes == [
                "hello", "1", "2", "closed by lost", "hello", "3", "4", "closed by peer",
            ]
        )
    }

    @Test func `A dropped connection goes on over the next one, with hello and without a gap`()
        throws
    {
        let notes = Notebook<String>()
        let reports = try run(Self.session, "event message 2: drop") { transport, _ in
            let first = try await transport.connect()
            for _ in 1...4 { notes.append(try Self.text(try await first.receive())) }
            await #expect(throws: TransportFailure.self) { try await first.send(.rtm("late")) }
            let second = try await transport.connect()
            for _ in 1...4 { notes.append(try Self.text(try await second.receive())) }
        }
        #expect(
            notes.notes == [
                "hello", "1", "2", "closed by lost", "hello", "3", "4", "closed by peer",
            ]
        )
        #expect(reports.replay.isFaithful)
        #expect(reports.faults.missed.isEmpty)
    }

    @Test func `After goodbye two sockets are open, and the new one has what comes`() throws {
        let notes = Notebook<String>()
        try run(Self.session, "event message 1: goodbye") { transport, clock in
            let first = try await transport.connect()
            for _ in 1...3 { notes.append("1st: " + (try Self.text(try await first.receive()))) }
            async let rest = first.receive()
            try await clock.sleep(for: .milliseconds(500))
            let second = try await transport.connect()
            for _ in 1...4 { notes.append("2nd: " + (try Self.text(try await second.receive()))) }
            notes.append("1st: " + (try Self.text(try await rest)))
            let now = clock.now
            notes.append(now < .seconds(13) ? "in time" : "\(now)")
        }
        #expect(
            notes.notes == [
                "1st: hello", "1st: 1", "1st: goodbye", "2nd: hello", "2nd: 2", "2nd: 3", "2nd: 4",
                "1st: closed by peer", "in time",
            ]
        )
    }

    @Test func `A client that stays is closed on ten seconds after goodbye`() throws {
        let notes = Notebook<String>()
        try run(Self.session, "event message 1: goodbye") { transport, clock in
            let first = try await transport.connect()
            for _ in 1...7 { notes.append(try Self.text(try await first.receive())) }
            notes.append("\(clock.now.components.seconds)")
        }
        #expect(notes.notes == ["hello", "1", "goodbye", "2", "3", "4", "closed by peer", "10"])
    }

    @Test func `A client that closes first, and then connects, loses nothing`() throws {
        let notes = Notebook<String>()
        let reports = try run(Self.session, "event message 1: goodbye") { transport, _ in
            let first = try await transport.connect()
            for _ in 1...3 { _ = try await first.receive() }
            await first.close()
            let second = try await transport.connect()
            for _ in 1...5 { notes.append(try Self.text(try await second.receive())) }
        }
        #expect(notes.notes == ["hello", "2", "3", "4", "closed by peer"])
        #expect(reports.replay.unreleased.isEmpty)
    }

    @Test func `A client that closes unasked closes the socket behind`() throws {
        let reports = try run(Self.session, "event message 4: drop") { transport, _ in
            let first = try await transport.connect()
            _ = try await first.receive()
            await first.close()
            #expect(try await first.receive() == .closed(SocketClose(code: 1000, by: .bot)))
        }
        #expect(reports.replay.unreleased.map(\.reason).contains(.closed))
        #expect(reports.faults.missed.map(\.outcome) == [.neverMatched])
        #expect(reports.faults.description.contains("event message 4: drop: never happened"))
    }

    @Test func `A call that was refused reaches the recording when it is repeated`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(150, .answer(call: 2, .posted("5.1")))
        let plan = "call chat.postMessage: 429 retry-after 7\ncall chat.postMessage 2: status 503"
        let reports = try run(builder.session, plan) { transport, clock in
            _ = try await transport.connect()
            let limited = try await transport.call(.post("x"))
            #expect(limited.status == 429)
            #expect(limited.headers["retry-after"] == "7")
            let broken = try await transport.call(.post("x"))
            #expect(broken.status == 503)
            #expect(broken.headers["content-type"]?.hasPrefix("text/html") == true)
            // Who does not wait as long as it was told is refused again.
            try await clock.sleep(for: .seconds(5))
            let hasty = try await transport.call(.post("x"))
            #expect(hasty.status == 429)
            #expect(hasty.headers["retry-after"] == "2")
            try await clock.sleep(for: .seconds(2))
            #expect(try await transport.call(.post("x")) == .posted("5.1"))
        }
        #expect(reports.replay.divergences.isEmpty)
        #expect(reports.faults.missed.isEmpty)
    }

    @Test func `Answers are late, missing or lost on the session's clock`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(100, .answer(call: 2, .posted("5.1")))
        builder.at(200, .call(id: 3, .post("y")))
        builder.at(200, .answer(call: 3, .posted("5.2")))
        let plan = """
            call chat.postMessage 1: slow 2 s
            call chat.postMessage 2: no answer 30 s
            call chat.postMessage 3: lose answer
            """
        let reports = try run(builder.session, plan) { transport, clock in
            _ = try await transport.connect()
            let start = clock.now
            #expect(try await transport.call(.post("x")) == .posted("5.1"))
            #expect(clock.now - start == .seconds(2))
            let timeout = await #expect(throws: TransportFailure.self) {
                try await transport.call(.post("y"))
            }
            #expect(timeout?.kind == .timeout)
            #expect(clock.now - start == .seconds(32))
            let io = await #expect(throws: TransportFailure.self) {
                try await transport.call(.post("y"))
            }
            #expect(io?.kind == .io)
        }
        #expect(reports.replay.missing.isEmpty, "the call whose answer was lost did reach Slack")
        #expect(reports.replay.divergences.isEmpty)
    }

    @Test func `A bot that did not get the link to its socket gets it when it asks again`() throws {
        let reports = try run(Self.session, "call rtm.connect: lose answer") { transport, _ in
            let lost = await #expect(throws: TransportFailure.self) {
                try await transport.call(.connect)
            }
            #expect(lost?.kind == .io)
            let socket = try await transport.connect()
            for _ in 1...4 { _ = try await socket.receive() }
        }
        #expect(reports.faults.missed.isEmpty)
        #expect(reports.replay.divergences.isEmpty)
        #expect(reports.replay.missing.isEmpty)
    }

    @Test func `Redelivering what is no envelope is said to be impossible`() throws {
        let reports = try run(Self.session, "frame 2: redeliver") { transport, _ in
            let socket = try await transport.connect()
            for _ in 1...6 { _ = try await socket.receive() }
        }
        #expect(reports.faults.description.contains("no envelope of Socket Mode"))
    }
}
