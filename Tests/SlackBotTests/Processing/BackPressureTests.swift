import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `A backlog that is full` {
    /// Runs a bot whose handler takes a second, on `count` messages that arrive together, and tells how
    /// many frames it had read after half a second.
    static func run(
        _ processing: Processing,
        holdBack: Int,
        count: Int = 10
    ) throws -> (readEarly: Int, order: [String], summary: BotSummary, world: BotWorld) {
        try simulate { world in
            var configuration = BotConfiguration()
            configuration.holdBack = holdBack
            configuration.drainDeadline = .seconds(100)
            let bot = Bot(.rtm, processing: processing, configuration: configuration) {
                _,
                context in
                world.note("\(context.eventNumber)")
                try await context.sleep(for: .seconds(1))
            }
            let early = Locked(0)
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for index in 1...count { socket.say(message("x", ts: "\(index).0")) }
                try await world.wait(.milliseconds(500))
                early.withLock { $0 = socket.receivedCount }
                try await world.wait(.seconds(20))
            }
            return (early.withLock { $0 }, world.notes, summary, world)
        }
    }

    static let everything = (1...10).map(String.init)

    @Test func `of an inline bot stops reading after what is held back and one in hand`() throws {
        let run = try Self.run(.inline, holdBack: 2)
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
    }

    @Test func `of an inline bot that holds nothing back has one event in hand`() throws {
        #expect(try Self.run(.inline, holdBack: 0).readEarly == 2)
    }

    @Test func `of a detached bot stops reading when its limit runs`() throws {
        let run = try Self.run(.detached(limit: 3), holdBack: 0)
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
    }

    @Test func `of a queue that waits loses nothing`() throws {
        let run = try Self.run(.queued(capacity: 2), holdBack: 0)
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
        #expect(run.summary.dropped == 0)
    }

    @Test func `of a queue that drops loses the oldest that wait, and says which`() throws {
        let run = try Self.run(.queued(capacity: 3, whenFull: .dropOldest), holdBack: 1_000)
        #expect(run.readEarly == 10, "a queue that drops never stops reading")
        #expect(run.order == ["1", "8", "9", "10"])
        #expect(run.summary.dropped == 6)
        let dropped = run.world.told.compactMap { activity -> Int? in
            guard case .dropped(let event) = activity.kind else { return nil }
            return event
        }
        #expect(dropped == [2, 3, 4, 5, 6, 7])
    }

    @Test func `of a queue that fails stops the bot after what it had taken`() throws {
        let error = #expect(throws: BotError.self) {
            try Self.run(.queued(capacity: 3, whenFull: .fail), holdBack: 1_000)
        }
        #expect(error?.kind == .backlogFull(event: 5, capacity: 3))
    }

    @Test func `is read on while a handler waits for its acknowledgement, whatever the policy`()
        throws
    {
        for processing in [Processing.inline, .detached(limit: 1), .queued(capacity: 0)] {
            let slack = ScriptedTransport(onSend: { sent, socket in
                // The acknowledgement comes behind ten events that have no room.
                for index in 2...11 { socket.say(message("more", ts: "\(index).0")) }
                ScriptedTransport.acknowledge(sent, socket)
            })
            try simulate(slack) { world in
                var configuration = BotConfiguration()
                configuration.holdBack = 0
                let bot = Bot(.rtm, processing: processing, configuration: configuration) {
                    event,
                    context in
                    if event.text == "ask" { try await context.reply("answer", to: event) }
                    world.note(event.text ?? "")
                }
                let summary = try await world.run(bot) { slack in
                    let socket = try await slack.socket(1)
                    socket.say(message("ask", ts: "1.0"))
                    try await world.wait(.seconds(1))
                }
                #expect(world.notes == ["ask"] + Array(repeating: "more", count: 10))
                #expect(summary.failed == 0)
            }
        }
    }
}
