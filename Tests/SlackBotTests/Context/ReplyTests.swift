import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Replying` {
    @Test func `A reply over RTM goes to the event's channel and waits for its acknowledgement`()
        throws
    {
        try simulate { world in
            let bot = Bot(.rtm) { event, context in
                let posted = try await context.reply("hi \(event.text ?? "")", to: event)
                world.note(posted.ts?.text ?? "no ts")
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                socket.say(message("ann", ts: "1.1"))
                socket.say(message("bob", ts: "2.1"))
                try await world.wait(.seconds(1))
            }
            let sent = world.slack.sockets[0].texts
            #expect(
                sent == [
                    #"{"id":1,"type":"message","channel":"C1","text":"hi ann"}"#,
                    #"{"id":2,"type":"message","channel":"C1","text":"hi bob"}"#,
                ]
            )
            #expect(world.notes == ["100.1", "100.2"])
            #expect(summary.handled == 2)
            #expect(summary.ending == .shutdown)
            #expect(world.slack.sockets[0].ending == SocketClose(code: 1000, by: .bot))
        }
    }
}
