import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Socket Mode` {
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
                for id in ["a", "b", "c"] { socket.say(Envelopes.event(id, text: id)) }
                try await world.wait(.milliseconds(1))
                #expect(socket.texts == ["a", "b", "c"].map(Envelopes.acknowledgement))
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
                socket.say(Envelopes.event("a"))
                try await world.wait(.milliseconds(900))
                #expect(socket.texts == [])
                try await world.wait(.milliseconds(200))
                #expect(socket.texts == [Envelopes.acknowledgement("a")])
                try await world.wait(.seconds(5))
                #expect(socket.texts.count == 1, "and only once")
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
                socket.say(Envelopes.event("a"))
                socket.say(Envelopes.event("b"))
                try await world.wait(.milliseconds(2_600))
                #expect(socket.texts == ["a", "b"].map(Envelopes.acknowledgement))
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
                socket.say(Envelopes.event("a", event: "Ev1"))
                try await world.wait(.seconds(3))
                #expect(socket.texts == [])
                socket.say(Envelopes.event("a", event: "Ev1", attempt: 1))
                try await world.wait(.seconds(1))
                #expect(socket.texts == [Envelopes.acknowledgement("a")])
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
                    socket.say(Envelopes.event("a", event: "Ev1"))
                    socket.say(Envelopes.event("b", event: "Ev1", attempt: 1))
                    try await world.wait(.seconds(1))
                    #expect(socket.texts == ["a", "b"].map(Envelopes.acknowledgement))
                }
                #expect(world.notes.count == (ignores ? 1 : 2))
                #expect(summary.ignored == (ignores ? 1 : 0))
            }
        }
    }

    @Test func `a redelivery while the handler runs is acknowledged when it has ended`() throws {
        try simulate { world in
            var bot = Bot(.socketMode) { _, context in
                world.note("handled")
                try await context.sleep(for: .seconds(2))
            }
            bot.configuration.envelopeAcknowledgement = .afterHandling
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Envelopes.event("a", event: "Ev1"))
                try await world.wait(.seconds(1))
                socket.say(Envelopes.event("b", event: "Ev1", attempt: 1))
                try await world.wait(.milliseconds(500))
                #expect(socket.texts == [])
                try await world.wait(.seconds(1))
                #expect(socket.texts == ["a", "b"].map(Envelopes.acknowledgement))
            }
            #expect(world.notes == ["handled"])
            #expect(summary.ignored == 1)
        }
    }

    @Test func `a redelivery is handled when the handler of the first delivery has failed`() throws
    {
        try simulate { world in
            var bot = Bot(.socketMode, processing: .inline) { _, context in
                world.note("try")
                try await context.sleep(for: .seconds(1))
                if world.notes.count == 1 { throw Refusal() }
            }
            bot.configuration.envelopeAcknowledgement = .afterHandling
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Envelopes.event("a", event: "Ev1"))
                try await world.wait(.milliseconds(500))
                socket.say(Envelopes.event("b", event: "Ev1", attempt: 1))
                socket.say(Envelopes.event("c", event: "Ev1", attempt: 2))
                try await world.wait(.seconds(5))
                #expect(socket.texts == ["b", "c"].map(Envelopes.acknowledgement))
            }
            #expect(world.notes == ["try", "try"], "Slack need not deliver it once more")
            #expect(summary.failed == 1)
            #expect(summary.handled == 1)
        }
    }

    @Test func `an acknowledgement that does not leave is told, and is not given`() throws {
        let slack = ScriptedTransport(onSend: { _, _ in })
        try simulate(slack) { world in
            let bot = Bot(
                .socketMode,
                configuration: .answering
            ) { _, context in
                do {
                    try await context.acknowledge(payload: ["text": "hello"])
                    world.note("given")
                } catch EnvelopeError.lost(let failure) {
                    world.note("lost: \(failure.kind)")
                }
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.refuse(with: TransportFailure(.closed, "The socket is closed."))
                socket.say(Envelopes.command)
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["lost: closed"])
            #expect(summary.failed == 0)
            let lost = world.told.filter {
                if case .lostAcknowledgement(_, event: 1, _) = $0.kind { true } else { false }
            }
            #expect(lost.count == 1)
        }
    }

    @Test
    func `an answer that is too large for an acknowledgement is refused, and a smaller one goes`()
        throws
    {
        try simulate { world in
            let bot = Bot(.socketMode, configuration: .answering) { _, context in
                let frame = Envelopes.acknowledgement("cmd").utf8.count + #","payload":"#.utf8.count
                // A string of so many letters in quotes makes the largest frame that Slack takes.
                let most = EnvelopeAcknowledgement.sizeLimit - frame - 2
                await #expect(throws: EnvelopeError.tooLarge(bytes: 20_481)) {
                    let text = String(repeating: "x", count: most + 1)
                    try await context.acknowledge(payload: .string(text))
                }
                try await context.acknowledge(
                    payload: .string(String(repeating: "x", count: most))
                )
            }
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Envelopes.command)
                try await world.wait(.seconds(1))
                #expect(socket.texts.map(\.utf8.count) == [20_480])
            }
            #expect(summary.failed == 0)
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
                socket.say(Envelopes.command)
                try await world.wait(.seconds(1))
                #expect(socket.texts == [#"{"envelope_id":"cmd","payload":{"text":"hello"}}"#])
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
                try await slack.socket(1).say(Envelopes.event("a"))
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
                socket.say(Envelopes.event("a"))
                socket.say(Envelopes.command)
                try await world.wait(.seconds(1))
            }
            let posts = world.slack.calls.filter { $0.methodName == "chat.postMessage" }
            #expect(posts.map { $0.arguments["channel"]?.string } == ["C1", "C1"])
            #expect(posts.map { $0.token?.prefix } == ["xoxb", "xoxb"])
        }
    }

    @Test func `an event that found the queue full is not acknowledged either`() throws {
        let slack = ScriptedTransport.working()
        let error = #expect(throws: BotError.self) {
            try simulate(slack) { world in
                let bot = Bot(.socketMode, processing: .queued(capacity: 0, whenFull: .fail)) {
                    _,
                    context in try await context.sleep(for: .seconds(1))
                }
                _ = try await world.run(bot) { slack in
                    let socket = try await slack.socket(1)
                    socket.say(Envelopes.event("a"))
                    socket.say(Envelopes.event("b"))
                    try await world.wait(.seconds(5))
                }
            }
        }
        #expect(error?.kind == .backlogFull(event: 2, capacity: 0))
        #expect(slack.sockets[0].texts == [Envelopes.acknowledgement("a")])
    }

    @Test func `without a bot token, the bot learns who it is from its events`() throws {
        try simulate { world in
            let bot = Bot(.socketMode) { event, context in
                world.note("\(event.text ?? "") \(context.identity?.userID ?? "")")
            }
            let credentials = Credentials(app: BotWorld.credentials.app)
            async let summary = world.run(bot, credentials: credentials)
            let socket = try await world.slack.socket(1)
            for (id, user) in [("a", "UME"), ("b", "U1")] {
                socket.say(
                    """
                    {"envelope_id":"\(id)","type":"events_api","payload":{"authorizations":\
                    [{"team_id":"T1","user_id":"UME","is_bot":true}],"event_id":"Ev\(id)",\
                    "event":\(message("hi", user: user, ts: "1.0"))}}
                    """
                )
            }
            try await world.wait(.seconds(1))
            world.shutdown.request()
            _ = try await summary
            #expect(world.notes == ["hi UME"], "the other message is its own")
            #expect(world.slack.called == ["apps.connections.open"])
        }
    }

    @Test func `what the bot does not take is not acknowledged`() throws {
        try simulate { world in
            let bot = Bot(.socketMode) { _, context in try await context.sleep(for: .seconds(2)) }
            async let summary = world.run(bot)
            let socket = try await world.slack.socket(1)
            socket.say(Envelopes.event("a"))
            try await world.wait(.seconds(1))
            world.shutdown.request()
            try await world.wait(.milliseconds(100))
            socket.say(Envelopes.event("b"))
            _ = try await summary
            #expect(socket.texts == [Envelopes.acknowledgement("a")])
            #expect(world.notes == [])
        }
    }
}
