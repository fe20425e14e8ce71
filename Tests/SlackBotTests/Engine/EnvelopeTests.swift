import RepriseLocking
import SlackTransport
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Socket Mode` {
    static func envelope(
        _ id: String,
        text: String = "hi",
        event: String? = nil,
        attempt: Int = 0
    ) -> String {
        let payload = """
            {"type":"event_callback","event_id":"\(event ?? "Ev\(id)")","event":\
            \(message(text, ts: "\(id.count).\(id)"))}
            """
        return """
            {"envelope_id":"\(id)","type":"events_api","accepts_response_payload":false,\
            "retry_attempt":\(attempt),"payload":\(payload)}
            """
    }

    static let command = """
        {"envelope_id":"cmd","type":"slash_commands","accepts_response_payload":true,"payload":\
        {"command":"/hello","text":"","channel_id":"C1","response_url":"https:\\/\\/hooks.slack.com\\/x"}}
        """

    static func acknowledgement(_ id: String) -> String { #"{"envelope_id":"\#(id)"}"# }

    @Test(arguments: [
        Processing.inline, .detached(limit: 1), .queued(), .queued(by: .channel),
    ])
    func `an envelope is acknowledged on receipt, however long handlers take`(
        processing: Processing
    ) throws {
        try simulate { world in
            let bot = Bot(.socketMode, processing: processing) { event, context in
                try await context.sleep(for: .seconds(5))
                world.note(event.text ?? "")
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello","num_connections":1}"#)
                for id in ["a", "b", "c"] { socket.say(Self.envelope(id, text: id)) }
                try await world.wait(.milliseconds(1))
                #expect(socket.sent == ["a", "b", "c"].map(Self.acknowledgement))
                #expect(world.notes.isEmpty)
            }
            #expect(summary.received == 3)
            #expect(world.slack.called == ["auth.test", "apps.connections.open"])
            #expect(world.slack.calls.map { $0.token?.prefix } == ["xoxb", "xapp"])
        }
    }

    @Test func `after handling, an envelope is acknowledged when its handler has returned`() throws
    {
        try simulate { world in
            var bot = Bot(.socketMode) { _, context in
                try await context.sleep(for: .seconds(1))
            }
            bot.configuration.envelopeAcknowledgement = .afterHandling
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.envelope("a"))
                try await world.wait(.milliseconds(900))
                #expect(socket.sent == [])
                try await world.wait(.milliseconds(200))
                #expect(socket.sent == [Self.acknowledgement("a")])
                try await world.wait(.seconds(5))
                #expect(socket.sent.count == 1, "and only once")
            }
        }
    }

    @Test func `after handling, a slow handler's envelope is acknowledged within three seconds`()
        throws
    {
        try simulate { world in
            var bot = Bot(.socketMode, processing: .inline) { _, context in
                try await context.sleep(for: .seconds(4))
            }
            bot.configuration.envelopeAcknowledgement = .afterHandling
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.envelope("a"))
                socket.say(Self.envelope("b"))
                try await world.wait(.milliseconds(2_600))
                #expect(socket.sent == ["a", "b"].map(Self.acknowledgement))
            }
        }
    }

    @Test func `after handling, a handler that throws leaves its envelope to be delivered again`()
        throws
    {
        try simulate { world in
            var bot = Bot(.socketMode) { event, _ in
                world.note("try")
                if world.notes.count == 1 { throw Refusal() }
            }
            bot.configuration.envelopeAcknowledgement = .afterHandling
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.envelope("a", event: "Ev1"))
                try await world.wait(.seconds(3))
                #expect(socket.sent == [])
                socket.say(Self.envelope("a", event: "Ev1", attempt: 1))
                try await world.wait(.seconds(1))
                #expect(socket.sent == [Self.acknowledgement("a")])
            }
            #expect(summary.failed == 1)
            #expect(summary.handled == 1)
        }
    }

    @Test func `a redelivery is acknowledged and not handled twice, unless asked for`() throws {
        for ignores in [true, false] {
            try simulate { world in
                var bot = Bot(.socketMode) { _, _ in world.note("handled") }
                bot.configuration.ignoresRedeliveries = ignores
                let summary = try await world.run(bot) { slack in
                    let socket = try await slack.socket(1)
                    socket.say(Self.envelope("a", event: "Ev1"))
                    socket.say(Self.envelope("b", event: "Ev1", attempt: 1))
                    try await world.wait(.seconds(1))
                    #expect(socket.sent == ["a", "b"].map(Self.acknowledgement))
                }
                #expect(world.notes.count == (ignores ? 1 : 2))
                #expect(summary.ignored == (ignores ? 1 : 0))
            }
        }
    }

    @Test func `a command can be answered in its acknowledgement`() throws {
        try simulate { world in
            var bot = Bot(.socketMode) { event, context in
                try await context.acknowledge(payload: ["text": "hello"])
                await #expect(throws: EnvelopeError.alreadyAcknowledged) {
                    try await context.acknowledge()
                }
            }
            bot.configuration.envelopeAcknowledgement = .onReceiptUnlessItAcceptsAPayload
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.command)
                try await world.wait(.seconds(1))
                #expect(socket.sent == [#"{"envelope_id":"cmd","payload":{"text":"hello"}}"#])
            }
            #expect(summary.failed == 0)
        }
    }

    @Test func `an answer in an acknowledgement that cannot carry one is refused`() throws {
        try simulate { world in
            let bot = Bot(.socketMode) { _, context in
                await #expect(throws: EnvelopeError.acceptsNoPayload) {
                    try await context.acknowledge(payload: ["text": "hello"])
                }
                await #expect(throws: EnvelopeError.alreadyAcknowledged) {
                    try await context.acknowledge()
                }
                await #expect(throws: MessageError(.notRTM)) {
                    try await context.send("hello", to: "C1")
                }
            }
            let summary = try await world.run(bot) { slack in
                try await slack.socket(1).say(Self.envelope("a"))
                try await world.wait(.seconds(1))
            }
            #expect(summary.handled == 1)
        }
    }

    @Test func `a reply goes by chat.postMessage, to the channel of a command too`() throws {
        try simulate { world in
            let bot = Bot(.socketMode) { event, context in
                try await context.reply("hello", to: event)
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.envelope("a"))
                socket.say(Self.command)
                try await world.wait(.seconds(1))
            }
            let posts = world.slack.calls.filter { $0.methodName == "chat.postMessage" }
            #expect(posts.map { $0.arguments["channel"]?.string } == ["C1", "C1"])
            #expect(posts.map { $0.token?.prefix } == ["xoxb", "xoxb"])
        }
    }

    @Test func `a hand-over loses nothing and acknowledges on the socket it came by`() throws {
        for reason in ["warning", "refresh_requested"] {
            try simulate { world in
                let bot = Bot(.socketMode) { event, _ in world.note(event.text ?? "") }
                _ = try await world.run(bot) { slack in
                    let first = try await slack.socket(1)
                    first.say(#"{"type":"hello"}"#)
                    first.say(#"{"type":"disconnect","reason":"\#(reason)"}"#)
                    let second = try await slack.socket(2)
                    first.say(Self.envelope("a", text: "one"))
                    second.say(#"{"type":"hello"}"#)
                    second.say(Self.envelope("b", text: "two"))
                    try await world.wait(.seconds(1))
                    first.say(Self.envelope("c", text: "three"))
                    try await world.wait(.seconds(1))
                    #expect(first.sent == ["a", "c"].map(Self.acknowledgement))
                    #expect(second.sent == [Self.acknowledgement("b")])
                    first.end(SocketClose(code: 1000, by: .peer))
                    second.say(Self.envelope("d", text: "four"))
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
                let bot = Bot(.socketMode) { _, _ in }
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

    @Test func `what the bot does not take is not acknowledged`() throws {
        try simulate { world in
            let bot = Bot(.socketMode) { _, context in try await context.sleep(for: .seconds(2)) }
            async let summary = world.run(bot)
            let socket = try await world.slack.socket(1)
            socket.say(Self.envelope("a"))
            try await world.wait(.seconds(1))
            world.shutdown.request()
            try await world.wait(.milliseconds(100))
            socket.say(Self.envelope("b"))
            _ = try await summary
            #expect(socket.sent == [Self.acknowledgement("a")])
            #expect(world.notes == [])
        }
    }
}

/// What a handler of a test throws.
struct Refusal: Error, CustomStringConvertible {
    var description: String { "the handler did not feel like it" }
}
