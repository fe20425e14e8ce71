import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct ReactionTests {
    private func arguments(_ name: String, _ ts: String) -> [(String, JSONValue)] {
        [("channel", "C0GENERAL"), ("timestamp", .string(ts)), ("name", .string(name))]
    }

    @Test func `A reaction is told to all, once, and can be taken back`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let ts = try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            let added = try await workspace.ask("reactions.add", arguments(":eyes:", ts))
            #expect(added == ["ok": true])
            let event = try await socket.frame("reaction_added")
            #expect(event["reaction"] == "eyes" && event["user"] == "U0REPRISE")
            #expect(event["item_user"] == "U0ALICE00")
            #expect(event["item"]?["ts"]?.string == ts && event["item"]?["type"] == "message")
            let again = try await workspace.ask("reactions.add", arguments("eyes", ts))
            #expect(again["error"] == "already_reacted")
            try workspace.react("eyes", by: "U0BOB0000", to: ts, in: "C0GENERAL")
            let got = try await workspace.ask("reactions.get", arguments("", ts))
            let reaction = got["message"]?["reactions"]?[0]
            #expect(reaction?["count"] == 2)
            #expect(reaction?["users"] == ["U0REPRISE", "U0BOB0000"])
            let removed = try await workspace.ask("reactions.remove", arguments("eyes", ts))
            #expect(removed["ok"] == true)
            #expect(try await socket.frame("reaction_removed")["user"] == "U0REPRISE")
            let gone = try await workspace.ask("reactions.remove", arguments("eyes", ts))
            #expect(gone["error"] == "no_reaction")
            let mine = try await workspace.ask("reactions.list")
            #expect(mine["items"] == [])
            let bobs = try await workspace.ask("reactions.list", [("user", "U0BOB0000")])
            #expect(bobs["items"]?[0]?["message"]?["ts"]?.string == ts)
        }
    }

    @Test func `A reaction to nothing is refused in Slack's words`() throws {
        try simulated { workspace, _ in
            let ts = try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            func error(_ arguments: [(String, JSONValue)]) async throws -> String? {
                try await workspace.ask("reactions.add", arguments)["error"]?.string
            }
            #expect(try await error(arguments("eyes", "1.000001")) == "message_not_found")
            #expect(try await error(arguments("eyes", "x")) == "bad_timestamp")
            #expect(try await error(arguments("not a name", ts)) == "invalid_name")
            #expect(try await error([("name", "eyes")]) == "no_item_specified")
            #expect(try await error([]) == "invalid_arguments")
        }
    }

    @Test func `A pinned message says where, and is listed`() throws {
        try simulated { workspace, _ in
            let ts = try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            let place = arguments("", ts)
            #expect(try await workspace.ask("pins.add", place)["ok"] == true)
            #expect(try await workspace.ask("pins.add", place)["error"] == "already_pinned")
            let list = try await workspace.ask("pins.list", [("channel", "C0GENERAL")])
            #expect(list["items"]?[0]?["message"]?["text"] == "x")
            #expect(workspace.messages(in: "C0GENERAL").first?["pinned_to"] == ["C0GENERAL"])
            #expect(try await workspace.ask("pins.remove", place)["ok"] == true)
            #expect(try await workspace.ask("pins.remove", place)["error"] == "no_pin")
        }
    }
}
