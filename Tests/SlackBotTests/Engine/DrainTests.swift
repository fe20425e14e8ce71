import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Stopping` {
    /// A bot whose handler takes two seconds and then replies.
    static func slow(_ world: BotWorld, _ processing: Processing, drain: Duration) -> Bot {
        var bot = Bot(.rtm, processing: processing) { event, context in
            do {
                try await context.sleep(for: .seconds(2))
                try await context.reply("done", to: event)
                world.note("\(context.eventNumber) done")
            } catch {
                world.note("\(context.eventNumber) \(type(of: error))")
                throw error
            }
        }
        bot.configuration.drainDeadline = drain
        return bot
    }

    static func feed(_ world: BotWorld, _ count: Int) async throws -> ScriptedSocket {
        let socket = try await world.slack.socket(1)
        socket.say(#"{"type":"hello"}"#)
        for index in 1...count { socket.say(message("m", ts: "\(index).0")) }
        try await world.wait(.seconds(1))
        return socket
    }

    @Test func `lets running and waiting events finish, with their connection`() throws {
        try simulate { world in
            let bot = Self.slow(world, .queued(), drain: .seconds(10))
            async let summary = world.run(bot)
            let socket = try await Self.feed(world, 3)
            world.shutdown.request()
            let result = try await summary
            #expect(world.notes == ["1 done", "2 done", "3 done"])
            #expect(world.clock.now == .seconds(6), "as long as the work takes, and no longer")
            #expect(socket.texts.count == 3)
            #expect(socket.ending == SocketClose(code: 1000, by: .bot))
            #expect(result.ending == .shutdown)
            #expect(result.handled == 3)
            #expect(result.abandoned == 0)
        }
    }

    @Test func `cancels what runs and abandons what waits when the time is over`() throws {
        try simulate { world in
            let bot = Self.slow(world, .queued(), drain: .seconds(2))
            async let summary = world.run(bot)
            let socket = try await Self.feed(world, 4)
            world.shutdown.request()
            let result = try await summary
            #expect(world.notes == ["1 done", "2 CancellationError"])
            #expect(world.clock.now == .seconds(3))
            #expect(socket.ending == SocketClose(code: 1000, by: .bot))
            #expect(result.handled == 1)
            #expect(result.failed == 1)
            #expect(result.abandoned == 2)
            let abandoned = world.told.compactMap { activity -> Int? in
                guard case .abandoned(let event) = activity.kind else { return nil }
                return event
            }
            #expect(abandoned == [3, 4])
        }
    }

    @Test func `by cancelling the task is as graceful`() throws {
        try simulate { world in
            let bot = Self.slow(world, .detached(limit: 2), drain: .seconds(10))
            let summary = try await withThrowingTaskGroup(of: BotSummary.self) { group in
                group.addTask { try await world.run(bot) }
                _ = try await Self.feed(world, 3)
                group.cancelAll()
                return try await group.next()
            }
            #expect(summary?.ending == .cancelled)
            #expect(summary?.handled == 3)
            #expect(world.notes.sorted() == ["1 done", "2 done", "3 done"])
        }
    }

    @Test func `takes no more events, and says so`() throws {
        try simulate { world in
            let bot = Self.slow(world, .queued(), drain: .seconds(10))
            async let summary = world.run(bot)
            let socket = try await Self.feed(world, 1)
            world.shutdown.request()
            try await world.wait(.milliseconds(10))
            socket.say(message("late", ts: "9.0"))
            let result = try await summary
            #expect(world.notes == ["1 done"])
            #expect(result.received == 1)
            #expect(result.ignored == 1)
        }
    }

    @Test func `tells handlers that look`() throws {
        try simulate { world in
            let bot = Bot(.rtm) { _, context in
                while !context.isStopping { try await context.sleep(for: .seconds(1)) }
                world.note("stopped at \(context.clock.now.components.seconds)")
            }
            async let summary = world.run(bot)
            _ = try await Self.feed(world, 1)
            try await world.wait(.milliseconds(1_500))
            world.shutdown.request()
            _ = try await summary
            #expect(world.notes == ["stopped at 3"])
        }
    }

    @Test func `works before there is a connection, and while one is waited for`() throws {
        let never = ScriptedTransport(answer: { _, _ in
            .failure(TransportFailure(.connect, "Nobody listens."))
        })
        try simulate(never) { world in
            async let summary = world.run(Bot(.rtm) { _, _ in })
            try await world.wait(.seconds(10))
            world.shutdown.request()
            let result = try await summary
            #expect(result.connections == 0)
            #expect(world.clock.now == .seconds(10))
        }
        try simulate { world in
            world.shutdown.request()
            let result = try await world.run(Bot(.rtm) { _, _ in })
            #expect(result.ending == .shutdown)
            #expect(world.slack.sockets.allSatisfy { $0.ending != nil })
        }
    }

    @Test func `leaves no socket open when one opens in the last moment`() throws {
        let slack = ScriptedTransport(answer: { call, before in
            await ScriptedTransport.usual(call, before)
        })
        for delay in 0..<20 {
            try simulate(slack) { world in
                async let summary = world.run(Bot(.rtm) { _, _ in })
                for _ in 0..<delay { await Task.yield() }
                world.shutdown.request()
                _ = try await summary
            }
        }
        #expect(slack.sockets.allSatisfy { $0.ending != nil })
        #expect(!slack.sockets.isEmpty)
    }

    @Test func `stops several bots that share a switch`() throws {
        try simulate { world in
            async let first = world.run(Bot(.rtm) { _, _ in })
            async let second = world.run(Bot(.socketMode) { _, _ in })
            try await world.wait(.seconds(1))
            world.shutdown.request()
            let endings = try await [first.ending, second.ending]
            #expect(endings == [.shutdown, .shutdown])
        }
    }
}
