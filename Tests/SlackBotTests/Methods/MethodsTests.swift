import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

/// What the everyday methods send, and what they return.
@Suite struct `Everyday methods` {
    /// Lets a handler make calls, all answered so, and returns them as `method name=value …`.
    private static func calls(
        _ answer: JSONValue = ["ok": true],
        _ body: @escaping @Sendable (BotContext) async throws -> Void
    ) throws -> [String] {
        let slack = ScriptedTransport(answer: { call, before in
            call.methodName == "rtm.connect"
                ? await ScriptedTransport.usual(call, before) : .json(answer)
        })
        return try simulate(slack) { world in
            let failure = Locked<String?>(nil)
            let bot = Bot(.rtm) { _, context in
                do { try await body(context) } catch { failure.withLock { $0 = "\(error)" } }
            }
            _ = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(failure.withLock { $0 } == nil)
            return slack.calls.dropFirst().map { call in
                let arguments = call.arguments.members.map { member in
                    "\(member.name)=\(call.arguments.text(member.name) ?? "")"
                }
                return ([call.methodName ?? ""] + arguments).joined(separator: " ")
            }
        }
    }

    @Test func `messages are posted, changed, deleted, whispered and scheduled`() throws {
        let answer: JSONValue = [
            "ok": true, "channel": "C9", "ts": "5.0", "scheduled_message_id": "Q1",
        ]
        let calls = try Self.calls(answer) { context in
            let posted = try await context.postMessage(
                "a",
                to: "C1",
                ["username": "x", "text": "b"]
            )
            #expect(posted == PostedMessage(channel: "C9", ts: "5.0"))
            let blocks: JSONValue = [["type": "divider"]]
            try await context.postMessage("a", to: "C1", thread: "1.0", blocks: blocks)
            try await context.updateMessage(posted, to: "c")
            try await context.deleteMessage(posted)
            try await context.postEphemeral("d", to: "U1", in: "C1")
            let id = try await context.scheduleMessage("e", to: "C1", at: 1_700_000_000)
            #expect(id == "Q1")
        }
        #expect(
            calls == [
                "chat.postMessage channel=C1 text=b username=x",
                #"chat.postMessage blocks=[{"type":"divider"}] channel=C1 text=a thread_ts=1.0"#,
                "chat.update channel=C9 text=c ts=5.0", "chat.delete channel=C9 ts=5.0",
                "chat.postEphemeral channel=C1 text=d user=U1",
                "chat.scheduleMessage channel=C1 post_at=1700000000 text=e",
            ]
        )
    }

    @Test func `emoji are put and taken away`() throws {
        let calls = try Self.calls { context in
            try await context.addReaction("eyes", to: "1.0", in: "C1")
            try await context.removeReaction("eyes", from: "1.0", in: "C1")
        }
        #expect(
            calls == [
                "reactions.add channel=C1 name=eyes timestamp=1.0",
                "reactions.remove channel=C1 name=eyes timestamp=1.0",
            ]
        )
    }

    @Test func `views are opened, laid on each other, changed and published`() throws {
        let answer: JSONValue = ["ok": true, "view": ["id": "V1", "hash": "h"]]
        let calls = try Self.calls(answer) { context in
            let view = try await context.openView(["type": "modal"], trigger: "t")
            #expect(view.id == "V1")
            try await context.pushView(["type": "modal"], trigger: "t")
            try await context.updateView(view, to: ["type": "modal"])
            try await context.updateView(view, to: ["type": "modal"], ignoringChanges: true)
            try await context.publishView(["type": "home"], to: "U1")
        }
        #expect(
            calls == [
                #"views.open trigger_id=t view={"type":"modal"}"#,
                #"views.push trigger_id=t view={"type":"modal"}"#,
                #"views.update hash=h view={"type":"modal"} view_id=V1"#,
                #"views.update view={"type":"modal"} view_id=V1"#,
                #"views.publish user_id=U1 view={"type":"home"}"#,
            ]
        )
    }

    @Test func `conversations and people are looked up`() throws {
        let answer: JSONValue = [
            "ok": true, "channel": ["id": "D1"], "user": ["name": "ann"], "channels": [],
            "members": [], "messages": [],
        ]
        let calls = try Self.calls(answer) { context in
            #expect(try await context.openConversation(with: "U1", "U2") == "D1")
            #expect(try await context.conversationInfo("C1")["id"] == "D1")
            #expect(try await context.userInfo("U1", ["include_locale": true])["name"] == "ann")
            for try await _ in context.conversations(types: ["im"], excludingArchived: true) {}
            for try await _ in context.members(of: "C1") {}
            for try await _ in context.history(of: "C1", after: "1.0") {}
            for try await _ in context.replies(in: "1.0", of: "C1") {}
            for try await _ in context.users() {}
        }
        #expect(
            calls == [
                "conversations.open users=U1,U2", "conversations.info channel=C1",
                "users.info include_locale=true user=U1",
                "conversations.list exclude_archived=true limit=200 types=im",
                "conversations.members channel=C1 limit=200",
                "conversations.history channel=C1 limit=200 oldest=1.0",
                "conversations.replies channel=C1 limit=200 ts=1.0", "users.list limit=200",
            ]
        )
    }
}
