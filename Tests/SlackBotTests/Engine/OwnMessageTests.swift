import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `The bot's own messages` {
    static func texts(
        ignoring: Bool = true,
        connection: Bot.Connection = .rtm,
        _ frames: [String],
        handler: @escaping Bot.Handler = { _, _ in }
    ) throws -> [String] {
        try simulate { world in
            var bot = Bot(connection) { event, context in
                world.note(event.text ?? event.type)
                try await handler(event, context)
            }
            bot.configuration.ignoresOwnMessages = ignoring
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for frame in frames {
                    socket.say(frame)
                    try await world.wait(.seconds(1))
                }
            }
            return world.notes
        }
    }

    static let mine = message("mine", user: "UBOT", ts: "1.0")
    static let theirs = message("theirs", user: "U1", ts: "2.0")

    @Test func `are kept from the handler, unless it asks for them`() throws {
        #expect(try Self.texts([Self.mine, Self.theirs]) == ["theirs"])
        #expect(try Self.texts(ignoring: false, [Self.mine, Self.theirs]) == ["mine", "theirs"])
    }

    @Test func `are known by the bot id that auth.test gives`() throws {
        let event =
            #"{"type":"message","subtype":"bot_message","bot_id":"BBOT","text":"mine","ts":"1.0"}"#
        let other =
            #"{"type":"message","subtype":"bot_message","bot_id":"BX","text":"other","ts":"2.0"}"#
        let frames = [event, other].enumerated().map { index, event in
            #"{"envelope_id":"\#(index)","type":"events_api","payload":{"event":\#(event)}}"#
        }
        #expect(try Self.texts(connection: .socketMode, frames) == ["other"])
    }

    @Test func `are known by the ts that the post was given`() throws {
        let echo =
            #"{"type":"message","subtype":"bot_message","channel":"C1","text":"echo","ts":"100.1"}"#
        let texts = try Self.texts([Self.theirs, echo]) { event, context in
            try await context.send("hello", to: "C1")
        }
        #expect(texts == ["theirs"], "the acknowledgement of message 1 says 100.1")
    }

    @Test func `are known when they are edited, and others' edits are not`() throws {
        func edit(_ user: String, _ text: String) -> String {
            """
            {"type":"message","subtype":"message_changed","hidden":true,"channel":"C1","ts":"9.0",\
            "text":"\(text)","message":{"type":"message","user":"\(user)","ts":"1.0"}}
            """
        }
        #expect(try Self.texts([edit("UBOT", "mine"), edit("U1", "theirs")]) == ["theirs"])
    }

    @Test func `are messages only: what the bot does else is an event like any`() throws {
        let joined = #"{"type":"member_joined_channel","user":"UBOT","channel":"C1"}"#
        #expect(try Self.texts([joined]) == ["member_joined_channel"])
    }
}
