import Interleaving
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `What a bot tells of itself` {
    /// A line for each activity, as a transcript would show it.
    static func line(_ activity: BotActivity) -> String {
        let what =
            switch activity.kind {
            case .identified(let identity): "identified \(identity.userID)"
            case .connecting(let attempt): "connecting \(attempt)"
            case .connected(let connection): "connected \(connection)"
            case .leaving(let connection, let reason): "leaving \(connection) \(reason)"
            case .disconnected(let connection, let close): "disconnected \(connection) \(close.by)"
            case .reconnecting(let pause, _): "reconnecting after \(pause)"
            case .received(let event, let content): "received \(event) \(content.text ?? "")"
            case .ignored(_, let reason): "ignored \(reason)"
            case .began(let event): "began \(event)"
            case .ended(let event, let error): "ended \(event) \(error ?? "ok")"
            case .dropped(let event): "dropped \(event)"
            case .abandoned(let event): "abandoned \(event)"
            case .called(let call, let event, _): "called \(call) by \(event ?? 0)"
            case .answered(let call, let event, _): "answered \(call) to \(event ?? 0)"
            case .sent(let message, let event, _): "sent \(message) by \(event ?? 0)"
            case .acknowledged(let message, _, _): "acknowledged \(message ?? 0)"
            case .acknowledgedEnvelope(let envelope, _, _): "acknowledged envelope \(envelope.id)"
            case .unsent(let message, _, _): "unsent \(message)"
            case .lostAcknowledgement(let envelope, _, _): "lost envelope \(envelope.id)"
            case .unreadable(_, let error, _): "unreadable at \(error.offset)"
            case .slackError(_, let code, _): "Slack error \(code ?? 0)"
            case .stopping: "stopping"
            case .stopped: "stopped"
            }
        return "\(activity.at) \(what)"
    }

    static func transcript(
        _ processing: Processing,
        _ schedule: Schedule = .firstInFirstOut
    ) throws -> [String] {
        try simulate(schedule: schedule) { world in
            let bot = Bot(.rtm, processing: processing) { event, context in
                try await context.sleep(for: .seconds(event.text == "slow" ? 2 : 1))
                if event.text == "bad" { throw Refusal() }
                try await context.reply("re", to: event)
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                for (index, text) in ["slow", "quick", "bad"].enumerated() {
                    socket.say(message(text, ts: "\(index).0"))
                }
                socket.say(#"{"type":"mess"#)
                socket.say("<html>")
                try await world.wait(.seconds(10))
            }
            return world.told.map(Self.line)
        }
    }

    @Test func `is in the order in which it happened: detached overlaps`() throws {
        let lines = try Self.transcript(.detached())
        #expect(
            lines == [
                "0.0 seconds connecting 1", "0.0 seconds called 1 by 0",
                "0.0 seconds answered 1 to 0", "0.0 seconds identified UBOT",
                "0.0 seconds connected 1", "0.0 seconds received 1 slow",
                "0.0 seconds received 2 quick", "0.0 seconds received 3 bad",
                "0.0 seconds unreadable at 13", "0.0 seconds unreadable at 0",
                "0.0 seconds began 1", "0.0 seconds began 2", "0.0 seconds began 3",
                "1.0 seconds sent 1 by 2",
                "1.0 seconds ended 3 the handler did not feel like it",
                "1.0 seconds acknowledged 1", "1.0 seconds ended 2 ok",
                "2.0 seconds sent 2 by 1", "2.0 seconds acknowledged 2", "2.0 seconds ended 1 ok",
                "10.0 seconds stopping", "10.0 seconds disconnected 1 bot", "10.0 seconds stopped",
            ]
        )
    }

    @Test func `is in the order in which it happened: queued does not overlap`() throws {
        let lines = try Self.transcript(.queued())
        let handling = lines.filter { $0.contains("began") || $0.contains("ended") }
        #expect(
            handling == [
                "0.0 seconds began 1", "2.0 seconds ended 1 ok", "2.0 seconds began 2",
                "3.0 seconds ended 2 ok", "3.0 seconds began 3",
                "4.0 seconds ended 3 the handler did not feel like it",
            ]
        )
    }

    @Test func `is the same for the same seed, and not for all seeds`() throws {
        var different: Set<[String]> = []
        for seed in 0..<30 as Range<UInt64> {
            let first = try Self.transcript(.detached(), .seeded(seed))
            #expect(try Self.transcript(.detached(), .seeded(seed)) == first)
            different.insert(first)
        }
        #expect(different.count > 5)
    }

    @Test func `counts in its summary what it told`() throws {
        try simulate { world in
            let bot = Bot(.rtm) { event, context in
                if event.text == "bad" { throw Refusal() }
                try await context.reply("re", to: event)
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for text in ["a", "bad", "b"] { socket.say(message(text, ts: "1.\(text)")) }
                socket.say(message("mine", user: "UBOT", ts: "2.0"))
                socket.say("[]")
                try await world.wait(.seconds(3))
            }
            var expected = BotSummary()
            expected.ending = .shutdown
            expected.received = 3
            expected.handled = 2
            expected.failed = 1
            expected.ignored = 1
            expected.unreadable = 1
            expected.calls = 1
            expected.sent = 2
            expected.connections = 1
            expected.duration = .seconds(3)
            #expect(summary == expected)
            guard case .stopped(let told) = world.told.last?.kind else {
                Issue.record("the end is not told last")
                return
            }
            #expect(told == expected)
        }
    }

    @Test func `goes to an observer that may stop the bot`() throws {
        try simulate { world in
            let summary = try await Bot(.rtm) { _, _ in }.run(
                over: world.slack,
                credentials: BotWorld.credentials,
                clock: world.clock,
                until: world.shutdown,
                observer: { activity in
                    if case .connecting = activity.kind { world.shutdown.request() }
                }
            )
            #expect(summary.ending == .shutdown)
        }
    }
}
