import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `A disconnect notice of Socket Mode` {
    @Test func `a hand-over loses nothing and acknowledges on the socket it came by`() throws {
        for reason in ["warning", "refresh_requested"] {
            try simulate { world in
                let bot = Bot(.socketMode) { event, _ in world.note(event.text ?? "") }
                _ = try await world.run(bot) { slack in
                    let first = try await slack.socket(1)
                    first.say(#"{"type":"hello"}"#)
                    first.say(#"{"type":"disconnect","reason":"\#(reason)"}"#)
                    let second = try await slack.socket(2)
                    first.say(Envelopes.event("a", text: "one"))
                    second.say(#"{"type":"hello"}"#)
                    second.say(Envelopes.event("b", text: "two"))
                    try await world.wait(.seconds(1))
                    first.say(Envelopes.event("c", text: "three"))
                    try await world.wait(.seconds(1))
                    #expect(first.texts == ["a", "c"].map(Envelopes.acknowledgement))
                    #expect(second.texts == [Envelopes.acknowledgement("b")])
                    first.end(SocketClose(code: 1000, by: .peer))
                    second.say(Envelopes.event("d", text: "four"))
                    try await world.wait(.seconds(1))
                }
                #expect(world.notes == ["one", "two", "three", "four"])
                #expect(world.slack.sockets.count == 2)
            }
        }
    }

    @Test func `too many sockets are waited out, and a disabled link ends the bot`() throws {
        let error = #expect(throws: BotError.self) {
            try simulate { world in
                var bot = Bot(.socketMode) { _, _ in }
                bot.configuration.reconnection = .even
                _ = try await world.run(bot) { slack in
                    let first = try await slack.socket(1)
                    first.say(#"{"type":"disconnect","reason":"too_many_websockets"}"#)
                    let second = try await slack.socket(2)
                    #expect(world.clock.now == .seconds(1))
                    second.say(#"{"type":"hello"}"#)
                    second.say(#"{"type":"disconnect","reason":"link_disabled"}"#)
                    try await world.wait(.seconds(1))
                }
            }
        }
        #expect(error?.kind == .socketModeDisabled)
        #expect(error?.description.contains("switch on Socket Mode") == true)
    }
}
