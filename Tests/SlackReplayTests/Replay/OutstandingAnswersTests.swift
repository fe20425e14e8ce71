import Interleaving
import RepriseFloor
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

/// Answers that are under way together come in any order, at the recorded times.
@Suite struct OutstandingAnswersTests {
    /// Three calls in flight at once, answered after 10, 20 and 30 ms, and an event about the first post.
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("a")))
        builder.at(100, .call(id: 3, .post("b")))
        builder.at(100, .call(id: 4, .post("c")))
        builder.at(110, .answer(call: 2, .posted("1.1")))
        builder.at(120, .answer(call: 3, .posted("1.2")))
        builder.at(125, .receive(socket: 1, .event("about b", ts: "1.2")))
        builder.at(130, .answer(call: 4, .posted("1.3")))
        return builder.session
    }()

    private struct Seen: Sendable {
        var order: [String] = []
        var times: [Duration] = []
    }

    /// Makes the three calls side by side and notes the order of the answers and of the event.
    private static func play(_ decisions: [Int]?) throws -> Seen {
        let left = Locked(decisions ?? [])
        let decide: @Sendable (Int) -> Int = { _ in
            left.withLock { $0.isEmpty ? 0 : $0.removeFirst() }
        }
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let transport = ReplayTransport(
            try ReplayPlan(session),
            clock: clock,
            deciding: decisions == nil ? nil : decide
        )
        let seen = Locked(Seen())
        let note: @Sendable (String) -> Void = { what in
            seen.withLock {
                $0.order.append(what)
                $0.times.append(clock.now)
            }
        }
        let run = simulation.run {
            let socket = try await transport.connect()
            _ = try await socket.receive()
            try await clock.sleep(until: .ms(100))
            try await withThrowingDiscardingTaskGroup { group in
                for text in ["a", "b", "c"] {
                    group.addTask {
                        _ = try await transport.call(.post(text))
                        note(text)
                    }
                }
                group.addTask {
                    _ = try await socket.receive()
                    note("event")
                }
            }
        }
        try run.result
        #expect(transport.report().isFaithful)
        return seen.withLock { $0 }
    }

    @Test(arguments: [nil, []] as [[Int]?])
    func `Nobody who decides, or decides for the plain, gets the recorded order`(
        decisions: [Int]?
    ) throws {
        let seen = try Self.play(decisions)
        #expect(seen.order == ["a", "b", "event", "c"])
        #expect(seen.times == [.ms(110), .ms(120), .ms(125), .ms(130)])
    }

    @Test(arguments: [
        ([1, 0], ["b", "event", "a", "c"]), ([2, 0], ["c", "b", "event", "a"]),
        ([2, 1], ["c", "a", "b", "event"]), ([0, 1], ["a", "c", "b", "event"]),
    ])
    func `An answer may overtake others, and takes their time`(
        decisions: [Int],
        order: [String]
    ) throws {
        let seen = try Self.play(decisions)
        #expect(seen.order == order)
        let answers = zip(seen.order, seen.times).filter { $0.0 != "event" }.map(\.1)
        #expect(answers == [.ms(110), .ms(120), .ms(130)])
    }

    @Test func `A frame that an answer causes comes after it, whenever that is`() throws {
        let seen = try Self.play([2, 1])
        let answer = try #require(seen.order.firstIndex(of: "b"))
        let event = try #require(seen.order.firstIndex(of: "event"))
        #expect(answer < event)
        #expect(seen.times[event] == seen.times[answer] + .ms(5))
    }

    @Test func `A call that is cancelled leaves the others their answers`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let transport = ReplayTransport(try ReplayPlan(Self.session), clock: clock) { _ in 1 }
        let run = simulation.run {
            let socket = try await transport.connect()
            _ = try await socket.receive()
            async let first = transport.call(.post("a"))
            async let third = transport.call(.post("c"))
            let second = Task(executorPreference: simulation.executor) {
                try await transport.call(.post("b"))
            }
            try await clock.sleep(for: .ms(1))
            second.cancel()
            let answers = try await [first, third].map { try $0.json()["ts"]?.string }
            let result = await second.result
            return (answers, result)
        }
        let (answers, second) = try run.result
        #expect(answers == ["1.1", "1.3"])
        #expect(throws: TransportFailure.self) { try second.get() }
    }
}
