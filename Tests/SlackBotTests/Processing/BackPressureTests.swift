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
        count: Int = 10
    ) throws -> (readEarly: Int, order: [String], summary: BotSummary, world: BotWorld) {
        try simulate { world in
            var configuration = BotConfiguration()
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

    @Test func `of an inline bot stops reading after what it reads ahead and one in hand`() throws {
        let run = try Self.run(.inline(readAhead: 2))
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
    }

    @Test func `of an inline bot that reads nothing ahead has one event in hand`() throws {
        #expect(try Self.run(.inline(readAhead: 0)).readEarly == 2)
    }

    @Test func `of a detached bot stops reading when its limit runs`() throws {
        let run = try Self.run(.detached(limit: 3, readAhead: 0))
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
    }

    @Test func `of a queue that waits loses nothing`() throws {
        let run = try Self.run(.queued(capacity: 2))
        #expect(run.readEarly == 4)
        #expect(run.order == Self.everything)
        #expect(run.summary.dropped == 0)
    }

    @Test func `of a queue that drops loses the oldest that wait, and says which`() throws {
        let run = try Self.run(.queued(capacity: 3, whenFull: .dropOldest))
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
            try Self.run(.queued(capacity: 3, whenFull: .fail))
        }
        #expect(error?.kind == .backlogFull(event: 5, capacity: 3))
    }

    @Test func `is read on while a handler waits for its acknowledgement, whatever the policy`()
        throws
    {
        for processing in [
            Processing.inline(readAhead: 0), .detached(limit: 1, readAhead: 0),
            .queued(capacity: 0),
        ] {
            let slack = ScriptedTransport(onSend: { sent, socket in
                // The acknowledgement comes behind ten events that have no room.
                for index in 2...11 { socket.say(message("more", ts: "\(index).0")) }
                ScriptedTransport.acknowledge(sent, socket)
            })
            try simulate(slack) { world in
                let bot = Bot(.rtm, processing: processing) { event, context in
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

    @Test func `is bounded even when answers are waited for all the time`() throws {
        let slack = ScriptedTransport(onSend: { _, _ in })
        try simulate(slack) { world in
            var configuration = BotConfiguration()
            configuration.messageDeadline = .seconds(10)
            configuration.drainDeadline = .zero
            let bot = Bot(
                .rtm,
                processing: .detached(limit: 2, readAhead: 5),
                configuration: configuration
            ) { event, context in
                try await context.reply("never acknowledged", to: event)
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for index in 1...30_000 { socket.say(message("x", ts: "\(index).0")) }
                try await world.wait(.seconds(5))
                #expect(socket.receivedCount >= 10_000, "the acknowledgement may lie behind them")
                #expect(socket.receivedCount <= 10_010)
                try await world.wait(.seconds(10))
                #expect(socket.receivedCount <= 10_030, "who gave up made room for another each")
            }
        }
    }

    @Test func `does not hide the pong of a keep-alive`() throws {
        let slack = ScriptedTransport(onSend: { sent, socket in
            guard let value = try? JSONValue(parsing: sent.bytes), let id = value["id"]?.int else {
                return
            }
            for index in 2...11 { socket.say(message("more", ts: "\(index).\(id)")) }
            socket.say(#"{"type":"pong","reply_to":\#(id)}"#)
        })
        try simulate(slack) { world in
            var configuration = BotConfiguration()
            configuration.keepAlive = .seconds(10)
            configuration.drainDeadline = .zero
            let bot = Bot(
                .rtm,
                processing: .inline(readAhead: 0),
                configuration: configuration
            ) { _, context in
                try await context.sleep(for: .seconds(60))
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                for index in 2...11 { socket.say(message("first", ts: "\(index).0")) }
                try await world.wait(.seconds(55))
                #expect(socket.ending == nil, "its peer answers every ping")
            }
            #expect(summary.connections == 1)
        }
    }
}
