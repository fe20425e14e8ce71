import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct ChatTests {
    @Test func `A posted message comes back as an event after the answer`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let answer = try await workspace.ask(
                "chat.postMessage",
                [("channel", "#general"), ("text", "see <@U0BOB0000> at <https://a.example/b|b>")]
            )
            let answered = clock.now
            #expect(answer["ok"] == true && answer["channel"] == "C0GENERAL")
            let message = try #require(answer["message"])
            #expect(message["bot_id"] == "B0REPRISE" && message["user"] == "U0REPRISE")
            #expect(message["bot_profile"]?["app_id"] == "A0REPRISE")
            let elements = message["blocks"]?[0]?["elements"]?[0]?["elements"]
            #expect(
                elements == [
                    ["type": "text", "text": "see "], ["type": "user", "user_id": "U0BOB0000"],
                    ["type": "text", "text": " at "],
                    ["type": "link", "url": "https://a.example/b", "text": "b"],
                ]
            )
            let event = try await socket.frame("message")
            #expect(clock.now > answered)
            #expect(event["ts"] == answer["ts"] && event["channel"] == "C0GENERAL")
            for member in message.members ?? [] { #expect(event[member.name] == member.value) }
        }
    }

    /// Arguments that make no message, and Slack's word for why.
    struct Refusal: Sendable {
        var error: String
        var channel: String? = "C0GENERAL"
        var text: String? = "x"
        var blocks: String?
        var thread: String?

        static let all: [Refusal] = [
            Refusal(error: "no_text", text: nil),
            Refusal(error: "no_text", text: ""),
            Refusal(error: "invalid_arguments", channel: nil),
            Refusal(error: "channel_not_found", channel: "C9"),
            Refusal(error: "channel_not_found", channel: "C0SECRET0"),
            Refusal(error: "not_in_channel", channel: "C0ELSE000"),
            Refusal(error: "is_archived", channel: "C0OLD0000"),
            Refusal(error: "invalid_blocks_format", blocks: "[{\"type\":"),
            Refusal(error: "invalid_blocks_format", blocks: "{}"),
            Refusal(error: "invalid_blocks", blocks: "[{}]"),
            Refusal(error: "invalid_thread_ts", thread: "x"),
        ]

        var arguments: [(String, JSONValue)] {
            let all = [
                ("channel", channel), ("text", text), ("blocks", blocks), ("thread_ts", thread),
            ]
            return all.compactMap { name, value in value.map { (name, .string($0)) } }
        }
    }

    @Test(arguments: Refusal.all)
    func `What cannot be posted is refused in Slack's words`(refusal: Refusal) throws {
        try simulated(places) { workspace, _ in
            let answer = try await workspace.ask("chat.postMessage", refusal.arguments)
            #expect(answer["ok"] == false && answer["error"]?.string == refusal.error)
            #expect(workspace.messages(in: "C0GENERAL").isEmpty)
        }
    }

    private var places: SlackWorkspace.Configuration {
        var configuration = SlackWorkspace.Configuration()
        configuration.people = [
            SlackWorkspace.Person(id: "U0ALICE00", name: "alice"),
            SlackWorkspace.Person(id: "U0REPRISE", name: "reprise", isBot: true),
        ]
        configuration.channels = [
            .init(id: "C0GENERAL", name: "general", members: ["U0ALICE00", "U0REPRISE"]),
            .init(id: "C0SECRET0", name: "secret", kind: .privateChannel, members: ["U0ALICE00"]),
            .init(id: "C0ELSE000", name: "else", members: ["U0ALICE00"]),
            .init(id: "C0OLD0000", name: "old", members: ["U0REPRISE"], isArchived: true),
        ]
        return configuration
    }

    @Test func `A form and a JSON body of the same arguments write the same message`() throws {
        let blocks: JSONValue = [
            ["type": "section", "text": ["type": "mrkdwn", "text": "1 & 2"]], ["type": "divider"],
        ]
        try simulated { workspace, _ in
            try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "[1]"), ("blocks", blocks)]
            )
            let json = WebAPICall(
                .method("chat.postMessage"),
                body: .json(
                    JSONText(["channel": "C0GENERAL", "text": "[1]", "blocks": blocks])
                )
            ).authorized(with: Tokens.bot)
            _ = try await workspace.call(json)
            let messages = workspace.messages(in: "C0GENERAL")
            #expect(messages.count == 2 && messages[0]["text"] == "[1]")
            #expect(messages[0]["blocks"] == messages[1]["blocks"])
            #expect(messages[0]["blocks"]?[0]?["text"]?["text"] == "1 & 2")
            #expect(messages[0]["blocks"]?[1]?["block_id"]?.string?.isEmpty == false)
        }
    }

    @Test func `A user's id stands for the direct message with that user`() throws {
        try simulated { workspace, _ in
            let alice = try await workspace.ask(
                "chat.postMessage",
                [("channel", "U0ALICE00"), ("text", "x")]
            )
            #expect(alice["channel"] == "D0ALICE00")
            let bob = try await workspace.ask(
                "chat.postMessage",
                [("channel", "U0BOB0000"), ("text", "x")]
            )
            let again = try await workspace.ask(
                "chat.postMessage",
                [("channel", "U0BOB0000"), ("text", "y")]
            )
            #expect(bob["channel"]?.string?.hasPrefix("D") == true)
            #expect(again["channel"] == bob["channel"])
        }
    }

    @Test func `Answers in a thread gather under their root`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let root = try workspace.post("root", by: "U0ALICE00", in: "C0GENERAL")
            let reply = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "re"), ("thread_ts", .string(root))]
            )
            let second = try await workspace.ask(
                "chat.postMessage",
                [
                    ("channel", "C0GENERAL"), ("text", "re re"), ("reply_broadcast", true),
                    // An answer to an answer belongs to the same thread.
                    ("thread_ts", reply["ts"] ?? .null),
                ]
            )
            #expect(second["message"]?["thread_ts"]?.string == root)
            _ = try await socket.frame("message")
            #expect(try await socket.frame("message")["thread_ts"]?.string == root)
            let told = try await socket.frame("message")
            #expect(told["subtype"] == "message_replied" && told["message"]?["reply_count"] == 1)
            let replies = try await workspace.ask(
                "conversations.replies",
                [("channel", "C0GENERAL"), ("ts", .string(root))]
            )["messages"]
            #expect(replies?.array?.map { $0["text"] } == ["root", "re", "re re"])
            #expect(replies?[0]?["reply_count"] == 2 && replies?[0]?["reply_users_count"] == 1)
            #expect(replies?[1]?["parent_user_id"] == "U0ALICE00")
            let history = try await workspace.ask(
                "conversations.history",
                [("channel", "C0GENERAL")]
            )
            // In the channel itself stand only the root and what was broadcast, newest first.
            #expect(history["messages"]?.array?.map { $0["text"] } == ["re re", "root"])
        }
    }

    @Test func `An edit changes what is said, and tells before and after`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let posted = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "old"), ("attachments", [["text": "a"]])]
            )
            let ts = try #require(posted["ts"])
            let answer = try await workspace.ask(
                "chat.update",
                [("channel", "C0GENERAL"), ("ts", ts), ("text", "new")]
            )
            #expect(answer["text"] == "new" && answer["ts"] == ts)
            #expect(answer["message"]?["edited"]?["user"] == "U0REPRISE")
            #expect(answer["message"]?["attachments"] == nil)
            _ = try await socket.frame("message")
            let event = try await socket.frame("message")
            #expect(event["subtype"] == "message_changed" && event["hidden"] == true)
            #expect(event["message"]?["text"] == "new" && event["message"]?["ts"] == ts)
            #expect(event["previous_message"]?["text"] == "old")
            #expect(event["ts"] != ts)
        }
    }

    @Test func `Only its author may change a message`() throws {
        try simulated { workspace, _ in
            let ts = JSONValue.string(try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL"))
            let place: [(String, JSONValue)] = [("channel", "C0GENERAL"), ("ts", ts)]
            let update = try await workspace.ask("chat.update", place + [("text", "y")])
            #expect(update["error"] == "cant_update_message")
            #expect(try await workspace.ask("chat.delete", place)["error"] == "cant_delete_message")
            let gone: [(String, JSONValue)] = [("channel", "C0GENERAL"), ("ts", "1.000001")]
            #expect(
                try await workspace.ask("chat.update", gone + [("text", "y")])["error"]
                    == "message_not_found"
            )
            #expect(try await workspace.ask("chat.delete", gone)["error"] == "message_not_found")
            #expect(workspace.messages(in: "C0GENERAL").map { $0["text"] } == ["x"])
        }
    }

    @Test func `A deleted message is gone, and the root of a thread leaves a stone`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            func post(_ text: String, under root: JSONValue? = nil) async throws -> JSONValue {
                var arguments: [(String, JSONValue)] = [
                    ("channel", "C0GENERAL"), ("text", .string(text)),
                ]
                if let root { arguments.append(("thread_ts", root)) }
                return try #require(try await workspace.ask("chat.postMessage", arguments)["ts"])
            }
            let single = try await post("single")
            let root = try await post("root")
            _ = try await post("reply", under: root)
            for ts in [single, root] {
                let answer = try await workspace.ask(
                    "chat.delete",
                    [("channel", "C0GENERAL"), ("ts", ts)]
                )
                #expect(answer["ok"] == true && answer["ts"] == ts)
            }
            var subtypes: [JSONValue?] = []
            for _ in 0..<6 { subtypes.append(try await socket.frame("message")["subtype"]) }
            #expect(subtypes.suffix(2) == ["message_deleted", "message_changed"])
            let left = workspace.messages(in: "C0GENERAL")
            #expect(left.map { $0["text"] } == ["This message was deleted.", "reply"])
            #expect(left.first?["subtype"] == "tombstone")
        }
    }

    @Test func `An ephemeral message is seen by one person only`() throws {
        try simulated { workspace, _ in
            let alice = try await workspace.connectRTM(token: Tokens.person)
            let bot = try await workspace.connectRTM()
            for socket in [alice, bot] { _ = try await socket.frame("hello") }
            let arguments: [(String, JSONValue)] = [("channel", "C0GENERAL"), ("text", "psst")]
            let answer = try await workspace.ask(
                "chat.postEphemeral",
                arguments + [("user", "U0ALICE00")]
            )
            #expect(answer["message_ts"]?.string != nil)
            #expect(try await alice.frame("message")["text"] == "psst")
            #expect(workspace.messages(in: "C0GENERAL").isEmpty)
            #expect(workspace.ephemeralMessages(to: "U0ALICE00").count == 1)
            try await bot.send(json: ["type": "ping"])
            #expect(try await bot.frame()["type"] == "pong")
            let nobody = try await workspace.ask("chat.postEphemeral", arguments + [("user", "U9")])
            #expect(nobody["error"] == "user_not_in_channel")
        }
    }

    @Test func `A message under another name is a bot's message`() throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask(
                "chat.postMessage",
                [
                    ("channel", "C0GENERAL"), ("text", "x"), ("username", "ecto1"),
                    ("icon_emoji", ":ghost:"),
                ]
            )
            let message = try #require(answer["message"])
            #expect(message["subtype"] == "bot_message" && message["username"] == "ecto1")
            #expect(message["user"] == nil && message["icons"]?["emoji"] == ":ghost:")
            let changed = try await workspace.ask(
                "chat.update",
                [("channel", "C0GENERAL"), ("ts", answer["ts"] ?? .null), ("text", "y")]
            )
            #expect(changed["ok"] == true)
        }
    }

    @Test func `Permalinks lead to messages and to answers in threads`() throws {
        try simulated { workspace, _ in
            let root = try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            let reply = try workspace.post("y", by: "U0BOB0000", in: "C0GENERAL", thread: root)
            func link(_ ts: String) async throws -> String? {
                try await workspace.ask(
                    "chat.getPermalink",
                    [("channel", "C0GENERAL"), ("message_ts", .string(ts))]
                )["permalink"]?.string
            }
            let base = "https://reprise.slack.com/archives/C0GENERAL/p"
            #expect(try await link(root) == base + root.filter { $0 != "." })
            #expect(
                try await link(reply) == base + reply.filter { $0 != "." }
                    + "?thread_ts=\(root)&cid=C0GENERAL"
            )
        }
    }

    @Test func `A workspace that is told what time it is lives from then on`() throws {
        var configuration = SlackWorkspace.Configuration()
        let now = 1_795_000_000
        configuration.epoch = Int64(now) * 1_000_000
        try simulated(configuration) { workspace, clock in
            let posted = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "x")]
            )
            #expect(posted["ts"]?.string?.hasPrefix("\(now).") == true)
            try await clock.sleep(for: .seconds(100))
            let scheduled = try await workspace.ask(
                "chat.scheduleMessage",
                [
                    ("channel", "C0GENERAL"), ("text", "x"), ("post_at", .number("\(now + 99)")),
                ]
            )
            #expect(scheduled["error"] == "time_in_past")
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let later = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "y")]
            )
            #expect(later["ts"]?.string?.hasPrefix("\(now + 100).") == true)
        }
    }

    @Test func `A scheduled message comes at its time, unless it is taken back`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let noon = 1_704_110_400
            func schedule(_ text: String, _ seconds: Int) async throws -> JSONValue {
                try await workspace.ask(
                    "chat.scheduleMessage",
                    [
                        ("channel", "C0GENERAL"), ("text", .string(text)),
                        ("post_at", .number("\(noon + seconds)")),
                    ]
                )
            }
            #expect(try await schedule("past", 0)["error"] == "time_in_past")
            let taken = try await schedule("taken back", 60)
            _ = try await schedule("in two minutes", 120)
            let answer = try await workspace.ask(
                "chat.deleteScheduledMessage",
                [
                    ("channel", "C0GENERAL"),
                    ("scheduled_message_id", taken["scheduled_message_id"] ?? .null),
                ]
            )
            #expect(answer["ok"] == true)
            let list = try await workspace.ask("chat.scheduledMessages.list")
            #expect(
                list["scheduled_messages"]?.array?.map { $0["text"] } == ["in two minutes"]
            )
            #expect(try await socket.frame("message")["text"] == "in two minutes")
            #expect(clock.now == .seconds(120) + .milliseconds(5))
        }
    }
}
