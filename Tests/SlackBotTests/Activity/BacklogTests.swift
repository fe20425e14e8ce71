import SlackBot
import SlackTransportTesting
import SlackWire
import Testing

@Suite struct `What waits in a bot` {
    private static func activity(_ seconds: Int, _ kind: BotActivity.Kind) -> BotActivity {
        BotActivity(at: .seconds(seconds), kind)
    }

    private static let event = SlackEvent(json: JSONText(["type": "message"]))

    @Test func `the oldest counts, in whatever order events begin`() {
        var backlog = Backlog()
        #expect(backlog.depth == 0)
        #expect(backlog.oldestAge(at: .seconds(9)) == .zero)
        for number in 1...4 {
            backlog.note(Self.activity(number, .received(event: number, Self.event)))
        }
        #expect(backlog.depth == 4)
        #expect(backlog.oldestAge(at: .seconds(10)) == .seconds(9))
        backlog.note(Self.activity(5, .began(event: 2)))
        #expect(backlog.oldestAge(at: .seconds(10)) == .seconds(9))
        backlog.note(Self.activity(6, .dropped(event: 1)))
        #expect(backlog.depth == 2)
        #expect(backlog.oldestAge(at: .seconds(10)) == .seconds(7))
        backlog.note(Self.activity(7, .abandoned(event: 3)))
        backlog.note(Self.activity(7, .began(event: 4)))
        #expect(backlog.depth == 0)
        #expect(backlog.oldestAge(at: .seconds(10)) == .zero)
        backlog.note(Self.activity(8, .received(event: 5, Self.event)))
        #expect(backlog.oldestAge(at: .seconds(10)) == .seconds(2))
        backlog.note(Self.activity(9, .stopped(BotSummary())))
        #expect(backlog.depth == 0)
    }

    @Test(arguments: [
        Processing.inline, .detached(limit: 2), .queued(capacity: 2, whenFull: .dropOldest),
        .queued(by: .channel, limit: 2),
    ])
    func `a bot's own activities lead to nothing that waits`(processing: Processing) throws {
        try simulate { world in
            let bot = Bot(.rtm, processing: processing) { _, context in
                try await context.sleep(for: .seconds(1))
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for index in 1...20 {
                    socket.say(message("m", channel: "C\(index % 3)", ts: "1.\(index)"))
                }
                try await world.wait(.seconds(100))
            }
            var backlog = Backlog()
            var deepest = 0
            for activity in world.told {
                if case .stopping = activity.kind { break }
                backlog.note(activity)
                deepest = max(deepest, backlog.depth)
            }
            #expect(backlog.depth == 0)
            #expect(deepest > 1)
        }
    }
}
