import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

/// What a lost connection leaves in the middle.
@Suite struct `An interrupted conversation` {
    private static func quiet() -> ScriptedTransport { ScriptedTransport(onSend: { _, _ in }) }

    private static func answering(_ world: BotWorld) -> Bot {
        Bot(.rtm) { event, context in
            do throws(MessageError) {
                let acknowledgement = try await context.send("re \(event.text ?? "")", to: "C1")
                world.note("ts \(acknowledgement.ts?.text ?? "?")")
            } catch {
                world.note("\(error.kind)")
            }
        }
    }

    @Test func `a message that a closed socket did not take goes over the next one, once`() throws {
        try simulate(Self.quiet()) { world in
            _ = try await world.run(Self.answering(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
                first.refuse(with: TransportFailure(.closed, "The socket is closed."))
                first.say(message("a", ts: "1.0"))
                try await world.wait(.seconds(3))
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
                #expect(first.texts == [])
                #expect(second.texts.count == 1)
                second.say(#"{"ok":true,"reply_to":1,"ts":"1.5"}"#)
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["ts 1.5"])
        }
    }

    @Test func `an acknowledgement may come over the next connection`() throws {
        try simulate(Self.quiet()) { world in
            _ = try await world.run(Self.answering(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                first.say(message("a", ts: "1.0"))
                try await world.wait(.seconds(1))
                #expect(first.texts.count == 1)
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                second.say(#"{"ok":true,"reply_to":1,"ts":"1.5"}"#)
                try await world.wait(.seconds(1))
                #expect(second.texts == [], "it is not sent again")
            }
            #expect(world.notes == ["ts 1.5"])
        }
    }

    @Test func `an acknowledgement that never comes is waited for five seconds more`() throws {
        try simulate(Self.quiet()) { world in
            _ = try await world.run(Self.answering(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                first.say(message("a", ts: "1.0"))
                try await world.wait(.seconds(1))
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(4))
                #expect(world.notes == [])
                try await world.wait(.seconds(2))
            }
            #expect(world.notes == ["connectionLost"])
        }
    }

    @Test func `an event that RTM delivers twice is handled once, unless asked for`() throws {
        for ignores in [true, false] {
            try simulate { world in
                var bot = Bot(.rtm) { event, _ in world.note(event.text ?? event.type) }
                bot.configuration.ignoresRedeliveries = ignores
                let summary = try await world.run(bot) { slack in
                    let socket = try await slack.socket(1)
                    for _ in 1...2 { socket.say(message("a", ts: "1.0")) }
                    // The same words a moment later, and what has no time of its own, are two events.
                    socket.say(message("a", ts: "1.1"))
                    for _ in 1...2 {
                        socket.say(#"{"type":"user_typing","channel":"C1","user":"U1"}"#)
                    }
                    try await world.wait(.seconds(1))
                }
                let once = ["a", "a", "user_typing", "user_typing"]
                #expect(world.notes.sorted() == (ignores ? once : ["a"] + once))
                #expect(summary.ignored == (ignores ? 1 : 0))
            }
        }
    }
}
