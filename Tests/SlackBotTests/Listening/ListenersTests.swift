import SlackBot
import SlackTransportTesting
import SlackWire
import Testing

/// Which listener gets what.
@Suite struct `Listening to what comes` {
    static let policies: [Processing] = [
        .inline, .detached(), .queued(), .queued(by: .channel), .queued(by: .user),
    ]

    /// Runs a bot of listeners while Slack says these frames over Socket Mode.
    static func run(
        _ frames: [String],
        processing: Processing = .queued(),
        configuration: BotConfiguration = .answering,
        _ listeners: @escaping @Sendable (BotWorld) -> Listeners
    ) throws -> (notes: [String], sent: [String], summary: BotSummary, errors: [String]) {
        try simulate { world in
            let bot = Bot(
                .socketMode,
                processing: processing,
                configuration: configuration,
                listeners: listeners(world)
            )
            let summary = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                for frame in frames { socket.say(frame) }
                try await world.wait(.seconds(10))
            }
            let errors = world.told.compactMap { activity -> String? in
                guard case .ended(_, let error?) = activity.kind else { return nil }
                return error
            }
            return (world.notes, try await world.slack.socket(1).texts, summary, errors)
        }
    }

    static func event(_ id: String, _ event: JSONValue) -> String {
        let payload: JSONValue = [
            "type": "event_callback", "event_id": .string("Ev\(id)"), "event": event,
        ]
        return """
            {"envelope_id":"\(id)","type":"events_api","accepts_response_payload":false,\
            "payload":\(payload.compactText)}
            """
    }

    @Test(arguments: policies)
    func `each gets what it listens to, under every policy`(processing: Processing) throws {
        let frames = [
            Self.event("1", ["type": "reaction_added", "reaction": "eyes", "user": "U1"]),
            Envelopes.event("2", text: "please deploy shop now"),
            Envelopes.command,
            Envelopes.interaction("4", Payloads.click),
            Envelopes.interaction("5", Payloads.submission),
            Envelopes.interaction("6", accepts: false, Payloads.closing),
            Envelopes.interaction("7", accepts: false, Payloads.shortcut),
            Envelopes.interaction("8", Payloads.options),
            Envelopes.interaction("9", accepts: false, ["type": "dialog_submission"]),
        ]
        let run = try Self.run(frames, processing: processing) { world in
            [
                .event("reaction_added") { event, _ in world.note("event \(event.reaction ?? "")")
                },
                .message(/deploy (\w+)/) { _, match, _ in world.note("message \(match.1)") },
                .command("/hello") { command, _ in world.note("command \(command.name)") },
                .action("approve") { action, _ in world.note("action \(action.value ?? "")") },
                .view("deploy_form") { form, _ in
                    world.note("view \(form.view.input("service")?.text ?? "")")
                },
                .viewClosed("deploy_form") { _, _ in world.note("closed") },
                .shortcut("page") { shortcut, _ in world.note("shortcut \(shortcut.user ?? "")") },
                .options("service") { query, _ in world.note("options \(query.text)") },
                .interaction("dialog_submission") { _, _ in world.note("dialog") },
            ]
        }
        let expected = [
            "event eyes", "message shop", "command /hello", "action 42", "view shop", "closed",
            "shortcut U1", "options sh", "dialog",
        ]
        #expect(run.notes.sorted() == expected.sorted())
        if processing.name == "queued" { #expect(run.notes == expected) }
        #expect(run.summary.handled == 9)
        #expect(run.sent.count == 9, "each is acknowledged once")
    }

    @Test func `the first that matches gets it, and no other`() throws {
        let run = try Self.run([Envelopes.event("1", text: "deploy shop")]) { world in
            [
                .message("restart") { _, _ in world.note("restart") },
                .message("deploy") { _, _ in world.note("first") },
                .message { _, _ in world.note("second") },
                .anything { _, _ in world.note("third") },
            ]
        }
        #expect(run.notes == ["first"])
    }

    @Test func `a closure may do something every time and then ask the listeners`() throws {
        try simulate { world in
            let listeners: Listeners = [.message("a") { _, _ in world.note("heard") }]
            let bot = Bot(.rtm) { event, context in
                let isHeard = try await listeners.handle(event, context)
                world.note("\(isHeard)")
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(message("a", ts: "1.0"))
                socket.say(message("b", ts: "2.0"))
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["heard", "true", "false"])
        }
    }

    @Test func `lists of listeners are one list`() throws {
        let run = try Self.run([Envelopes.event("1"), Envelopes.command]) { world in
            let some: Listeners = [.message { _, _ in world.note("message") }]
            let others: Listeners = [.command("/hello") { _, _ in world.note("command") }]
            return some + others
        }
        #expect(run.notes == ["message", "command"])
    }

    @Test func `an event that nobody listens to is over`() throws {
        let run = try Self.run([Envelopes.event("1")]) { _ in [] }
        #expect(run.errors == [])
        #expect(run.sent == [Envelopes.acknowledgement("1")])
    }

    @Test func `a command that nobody listens to fails, says so, and is not acknowledged`() throws {
        let run = try Self.run([Envelopes.command]) { _ in [.command("/helo") { _, _ in }] }
        #expect(run.errors.count == 1)
        #expect(run.errors.first?.contains("the slash command /hello") == true)
        #expect(run.errors.first?.contains("command /helo") == true)
        #expect(run.sent == [], "Slack tells whoever used it that the app did not answer")
    }

    @Test func `a button that nobody listens to is named by its id`() throws {
        let run = try Self.run([Envelopes.interaction("1", Payloads.click)]) { _ in [] }
        #expect(run.errors.first?.contains("'size'") == true)
        #expect(run.errors.first?.contains("There are: none") == true)
    }

    @Test func `what a listener throws is the handler's error, and stops nothing`() throws {
        let frames = [Envelopes.event("1"), Envelopes.event("2")]
        let run = try Self.run(frames) { _ in [.message { _, _ in throw Refusal() }] }
        #expect(run.summary.failed == 2)
        #expect(run.errors == Array(repeating: Refusal().description, count: 2))
    }

    @Test func `a listener answers in the acknowledgement`() throws {
        let frames = [
            Envelopes.interaction("1", Payloads.submission),
            Envelopes.interaction("2", Payloads.options), Envelopes.command,
        ]
        let run = try Self.run(frames) { _ in
            [
                .view(.any) { _, context in
                    try await context.acknowledge(.errors(["b": "no such service"]))
                },
                .options(.prefix("serv")) { query, context in
                    let option = SelectOption("The shop", value: "\(query.text)op")
                    try await context.acknowledge(.options([option]))
                },
                .command(.oneOf("/hi", "/hello")) { _, context in
                    try await context.acknowledge(.message("hi", visibly: true))
                },
            ]
        }
        #expect(run.errors == [])
        let answers = try run.sent.map { try JSONValue(parsing: $0)["payload"] }
        #expect(answers[0] == ["response_action": "errors", "errors": ["b": "no such service"]])
        let option: JSONValue = [
            "text": ["type": "plain_text", "text": "The shop"], "value": "shop",
        ]
        #expect(answers[1] == ["options": [option]])
        #expect(answers[2] == ["response_type": "in_channel", "text": "hi"])
    }

    @Test func `views are answered by closing, changing or another one`() {
        let view: JSONValue = ["type": "modal"]
        #expect(EnvelopeAnswer.clear.json == ["response_action": "clear"])
        #expect(EnvelopeAnswer.update(view).json == ["response_action": "update", "view": view])
        #expect(EnvelopeAnswer.push(view).json == ["response_action": "push", "view": view])
        #expect(
            EnvelopeAnswer.message("x").json == ["response_type": "ephemeral", "text": "x"]
        )
    }

    @Test func `messages are what people say, and events are all there are`() throws {
        let edit: JSONValue = [
            "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "3.0",
            "message": ["text": "deploy", "ts": "1.0"],
        ]
        let file: JSONValue = [
            "type": "message", "subtype": "file_share", "channel": "C1", "ts": "4.0", "user": "U1",
            "text": "deploy this",
        ]
        let frames = [
            Envelopes.event("1", text: "deploy"), Self.event("2", edit), Self.event("3", file),
        ]
        let run = try Self.run(frames) { world in
            [
                .event("message", subtype: "message_changed") { event, _ in
                    world.note("edit of \(event.messageTimestamp?.text ?? "")")
                },
                .message(/^deploy/) { event, _, _ in world.note(event.text ?? "") },
            ]
        }
        #expect(run.notes == ["deploy", "edit of 1.0", "deploy this"])
    }

    @Test func `over RTM messages and events are the same`() throws {
        try simulate { world in
            let bot = Bot(
                .rtm,
                listeners: [
                    .message(/hi (?<name>\w+)/) { event, match, context in
                        try await context.reply("hello \(match.name)", to: event)
                    },
                    .event(.matching(/^reaction_/)) { event, _ in world.note(event.type) },
                ]
            )
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(message("say hi bob", ts: "1.0"))
                socket.say(#"{"type":"reaction_removed","user":"U1"}"#)
                try await world.wait(.seconds(1))
                #expect(socket.texts.count == 1)
                #expect(socket.texts.first?.contains("hello bob") == true)
            }
            #expect(world.notes == ["reaction_removed"])
        }
    }
}
