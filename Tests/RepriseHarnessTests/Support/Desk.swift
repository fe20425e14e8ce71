import RepriseTesting
import SlackWorkspace

/// A help desk that makes use of most of what a bot can do, and a sitting with it.
enum Desk {
    /// Opens a modal on `/ticket`, takes what is filled in, and answers messages in a thread, with a reaction, an
    /// update, a word to the writer alone, and a file.
    static let bot: Bot = {
        var bot = Bot(.socketMode, processing: .queued()) { event, context in
            switch context.envelope?.type {
            case .slashCommand:
                try await context.acknowledge(payload: ["text": "one moment"])
                try await context.call(
                    "views.open",
                    ["trigger_id": event["trigger_id"] ?? "", "view": modal]
                )
            case .interactive where event.type == "view_submission":
                try await context.acknowledge(payload: ["response_action": "clear"])
            case .event where event.type == "message":
                try await take(event, context)
            default: break
            }
        }
        bot.configuration.envelopeAcknowledgement = .onReceiptUnlessItAcceptsAPayload
        return bot
    }()

    private static let modal: JSONValue = [
        "type": "modal", "callback_id": "ticket",
        "title": ["type": "plain_text", "text": "A ticket"], "blocks": [],
    ]

    private static func take(_ event: SlackEvent, _ context: BotContext) async throws {
        let place: [JSONMember] = [
            JSONMember("channel", .string(event.channel ?? "")),
            JSONMember("timestamp", .string(event.ts?.text ?? "")),
            JSONMember("name", "eyes"),
        ]
        try await context.call("reactions.add", place)
        let posted = try await context.reply("looking", to: event, in: .thread)
        try await context.call(
            "chat.update",
            [
                "channel": .string(posted.channel), "ts": .string(posted.ts?.text ?? ""),
                "text": "looked",
            ]
        )
        try await context.call(
            "chat.postEphemeral",
            [
                "channel": .string(posted.channel), "user": .string(event.user ?? ""),
                "text": "thank you",
            ]
        )
        try await context.upload("report.csv", report, to: posted.channel)
    }

    static let report = Array("name,open\ndesk,1\n".utf8)

    /// Someone writes, someone asks for a ticket and fills it in.
    static func record() throws -> Session {
        try SocketModeSittings.record([bot]) { workspace, clock in
            try await clock.sleep(for: .seconds(1))
            try workspace.post("it is broken", by: "U1", in: "C1")
            try await clock.sleep(for: .seconds(5))
            try workspace.slashCommand("/ticket", by: "U1", in: "C1")
            try await clock.sleep(for: .seconds(5))
            try workspace.interact([JSONMember("type", "view_submission")], by: "U1", in: "C1")
        }.session
    }
}
