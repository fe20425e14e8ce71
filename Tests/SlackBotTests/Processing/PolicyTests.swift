import Interleaving
import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

/// Counts how many handlers run at a time.
final class Crowd: Sendable {
    private let state = Locked((now: 0, most: 0))
    /// The most handlers that ever ran at a time.
    var most: Int { state.withLock { $0.most } }
    func enter() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }
    func leave() { state.withLock { $0.now -= 1 } }
}

@Suite struct `Working through events` {
    /// A bot whose handler takes as many seconds as the text says.
    static func bot(_ processing: Processing, _ world: BotWorld, _ crowd: Crowd) -> Bot {
        Bot(.rtm, processing: processing) { event, context in
            crowd.enter()
            defer { crowd.leave() }
            let seconds = Int(event.text ?? "") ?? 0
            try await context.sleep(for: .seconds(seconds))
            world.note("\(context.eventNumber)")
        }
    }

    /// Runs a bot on messages that arrive together, one for each text, in channels C0, C1, C2 in turn.
    static func ends(
        _ processing: Processing,
        texts: [String],
        schedule: Schedule = .firstInFirstOut
    ) throws -> (order: [String], most: Int, elapsed: Duration) {
        let crowd = Crowd()
        return try simulate(schedule: schedule) { world in
            _ = try await world.run(Self.bot(processing, world, crowd)) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                for (index, text) in texts.enumerated() {
                    socket.say(message(text, channel: "C\(index % 3)", ts: "\(index + 1).0"))
                }
                try await world.wait(.milliseconds(1))
            }
            return (world.notes, crowd.most, world.clock.now)
        }
    }

    static let texts = ["3", "1", "2", "0", "1", "0"]

    @Test(arguments: 0..<25 as Range<UInt64>)
    func `inline and queued keep the order of arrival, one at a time`(seed: UInt64) throws {
        for processing in [Processing.inline, .queued()] {
            let run = try Self.ends(processing, texts: Self.texts, schedule: .seeded(seed))
            #expect(run.order == ["1", "2", "3", "4", "5", "6"])
            #expect(run.most == 1)
            #expect(run.elapsed == .seconds(7))
        }
    }

    @Test func `detached works on all at once, so the quick ones end first`() throws {
        let run = try Self.ends(.detached(limit: 10), texts: Self.texts)
        #expect(run.order == ["4", "6", "2", "5", "3", "1"])
        #expect(run.most == 6)
        #expect(run.elapsed == .seconds(3))
    }

    @Test(arguments: 1...4)
    func `detached never works on more than its limit`(limit: Int) throws {
        for seed in 0..<10 as Range<UInt64> {
            let run = try Self.ends(
                .detached(limit: limit),
                texts: Self.texts,
                schedule: .seeded(seed)
            )
            #expect(run.most == limit)
            #expect(run.order.sorted() == ["1", "2", "3", "4", "5", "6"])
        }
    }

    @Test(arguments: 0..<25 as Range<UInt64>)
    func `queued by channel keeps the order in each channel, channels side by side`(
        seed: UInt64
    ) throws {
        let run = try Self.ends(
            .queued(by: .channel),
            texts: Self.texts,
            schedule: .seeded(seed)
        )
        // Channels: C0 has 1 and 4, C1 has 2 and 5, C2 has 3 and 6.
        for (first, second) in [("1", "4"), ("2", "5"), ("3", "6")] {
            let places = [first, second].compactMap { run.order.firstIndex(of: $0) }
            #expect(places.count == 2)
            #expect(places == places.sorted())
        }
        #expect(run.most == 3)
        #expect(run.elapsed == .seconds(3))
    }

    @Test func `queued by channel works on no more keys than its limit`() throws {
        let run = try Self.ends(.queued(by: .channel, limit: 2), texts: Self.texts)
        #expect(run.most == 2)
        #expect(run.order.count == 6)
    }

    @Test func `a thread's root and its replies share a key, and other messages do not`() {
        let key = Processing.Key.thread
        func value(_ json: String) -> String? {
            key.value(of: SlackEvent(json: JSONText(uncheckedBytes: Array(json.utf8))))
        }
        let root = value(#"{"type":"message","channel":"C1","ts":"1.0"}"#)
        let reply = value(#"{"type":"message","channel":"C1","ts":"2.0","thread_ts":"1.0"}"#)
        let other = value(#"{"type":"message","channel":"C1","ts":"3.0"}"#)
        let elsewhere = value(#"{"type":"message","channel":"C2","ts":"1.0"}"#)
        #expect(root == reply)
        #expect(root != other)
        #expect(root != elsewhere)
        #expect(value(#"{"type":"presence_change"}"#) == nil)
    }
}
