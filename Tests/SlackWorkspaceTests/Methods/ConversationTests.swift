import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct ConversationTests {
    private func names(_ answer: JSONValue) -> [String] {
        answer["channels"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test func `Pages are followed by their cursors to the end`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.channels = (0..<25).map { index in
            SlackWorkspace.Channel(id: "C\(100 + index)", name: "c\(index)")
        }
        try simulated(configuration) { workspace, _ in
            var found: [String] = []
            var sizes: [Int] = []
            var cursor = JSONValue.string("")
            repeat {
                let page = try await workspace.ask(
                    "conversations.list",
                    [("limit", 10), ("cursor", cursor)]
                )
                sizes.append(names(page).count)
                found += names(page)
                cursor = page["response_metadata"]?["next_cursor"] ?? ""
            } while cursor != ""
            #expect(sizes == [10, 10, 5])
            #expect(found == (0..<25).map { "c\($0)" })
            let first = try await workspace.ask("conversations.list", [("limit", 1)])
            // The base64 of "team:C101", as Slack's cursors are of ids.
            #expect(first["response_metadata"]?["next_cursor"] == "dGVhbTpDMTAx")
            let bad = try await workspace.ask("conversations.list", [("cursor", "bm9wZQ==")])
            #expect(bad["error"] == "invalid_cursor")
            let wide = try await workspace.ask("conversations.list", [("limit", 1_001)])
            #expect(wide["error"] == "invalid_limit")
        }
    }

    @Test func `Kinds, archives and membership decide what is listed`() throws {
        var configuration = SlackWorkspace.Configuration()
        let bot = "U0REPRISE"
        configuration.channels = [
            .init(id: "C1", name: "open"), .init(id: "C2", name: "mine", members: [bot]),
            .init(id: "C3", name: "old", members: [bot], isArchived: true),
            .init(id: "C4", name: "closed", kind: .privateChannel),
            .init(id: "C5", name: "inner", kind: .privateChannel, members: [bot]),
            .init(id: "D1", kind: .directMessage, members: [bot, "U1"]),
        ]
        configuration.people = [.init(id: "U1", name: "ann")]
        try simulated(configuration) { workspace, _ in
            let all = try await workspace.ask("conversations.list")
            #expect(names(all) == ["open", "mine", "old"])
            #expect(all["channels"]?[1]?["is_member"] == true)
            #expect(all["channels"]?[0]?["is_member"] == false)
            #expect(all["channels"]?[1]?["num_members"] == 1)
            let live = try await workspace.ask(
                "conversations.list",
                [("exclude_archived", true), ("types", "public_channel, private_channel,im")]
            )
            #expect(
                live["channels"]?.array?.map { $0["id"] } == ["C1", "C2", "C5", "D1"]
            )
            let mine = try await workspace.ask("users.conversations")
            #expect(names(mine) == ["mine", "old"])
            let bad = try await workspace.ask("conversations.list", [("types", "rooms")])
            #expect(bad["error"] == "invalid_types")
            let hidden = try await workspace.ask("conversations.info", [("channel", "C4")])
            #expect(hidden["error"] == "channel_not_found")
            let history = try await workspace.ask("conversations.history", [("channel", "C1")])
            #expect(history["error"] == "not_in_channel")
        }
    }

    @Test func `A channel object is whole`() throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask("conversations.info", [("channel", "C0GENERAL")])
            let names = Set(answer["channel"]?.members?.map(\.name) ?? [])
            let documented: Set<String> = [
                "id", "name", "is_channel", "is_group", "is_im", "is_mpim", "is_private", "created",
                "is_archived", "is_general", "unlinked", "name_normalized", "is_shared",
                "is_org_shared", "is_pending_ext_shared", "pending_shared", "context_team_id",
                "updated", "parent_conversation", "creator", "is_ext_shared", "shared_team_ids",
                "pending_connected_team_ids", "is_member", "topic", "purpose", "previous_names",
            ]
            #expect(documented.subtracting(names) == [])
            #expect(answer["channel"]?["topic"] == ["value": "", "creator": "", "last_set": 0])
        }
    }

    @Test func `History goes back in pages and within bounds`() throws {
        try simulated { workspace, _ in
            var stamps: [String] = []
            for index in 0..<5 {
                stamps.append(try workspace.post("\(index)", by: "U0ALICE00", in: "C0GENERAL"))
            }
            func texts(_ more: [(String, JSONValue)]) async throws -> ([String], JSONValue) {
                let answer = try await workspace.ask(
                    "conversations.history",
                    [("channel", "C0GENERAL")] + more
                )
                return (answer["messages"]?.array?.compactMap { $0["text"]?.string } ?? [], answer)
            }
            let (first, answer) = try await texts([("limit", 2)])
            #expect(first == ["4", "3"] && answer["has_more"] == true)
            let cursor = try #require(answer["response_metadata"]?["next_cursor"])
            let (second, _) = try await texts([("limit", 2), ("cursor", cursor)])
            #expect(second == ["2", "1"])
            let oldest = JSONValue.string(stamps[1])
            let latest = JSONValue.string(stamps[3])
            let (within, last) = try await texts([("oldest", oldest), ("latest", latest)])
            #expect(within == ["2"] && last["has_more"] == false)
            let bounds: [(String, JSONValue)] = [("oldest", oldest), ("latest", latest)]
            let (inclusive, _) = try await texts(bounds + [("inclusive", true)])
            #expect(inclusive == ["3", "2", "1"])
            let (_, bad) = try await texts([("oldest", "yesterday")])
            #expect(bad["error"] == "invalid_ts_oldest")
        }
    }

    @Test func `Channels are made, renamed, described and archived, and everybody hears of it`()
        throws
    {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let made = try await workspace.ask("conversations.create", [("name", "news")])
            let id = try #require(made["channel"]?["id"])
            #expect(made["channel"]?["creator"] == "U0REPRISE")
            #expect(try await socket.frame("channel_created")["channel"]?["name"] == "news")
            let taken = try await workspace.ask("conversations.create", [("name", "news")])
            #expect(taken["error"] == "name_taken")
            let shouted = try await workspace.ask("conversations.create", [("name", "News!")])
            #expect(shouted["error"] == "invalid_name_specials")
            let renamed = try await workspace.ask(
                "conversations.rename",
                [("channel", id), ("name", "olds")]
            )
            #expect(renamed["channel"]?["previous_names"] == ["news"])
            #expect(try await socket.frame("channel_rename")["channel"]?["name"] == "olds")
            let topic = try await workspace.ask(
                "conversations.setTopic",
                [("channel", id), ("topic", "all of it")]
            )
            #expect(topic["channel"]?["topic"]?["value"] == "all of it")
            #expect(topic["channel"]?["topic"]?["creator"] == "U0REPRISE")
            let told = try await socket.frame("message")
            #expect(told["subtype"] == "channel_name" && told["old_name"] == "news")
            #expect(try await socket.frame("message")["topic"] == "all of it")
            #expect(
                try await workspace.ask("conversations.archive", [("channel", id)])["ok"] == true
            )
            let again = try await workspace.ask("conversations.archive", [("channel", id)])
            #expect(again["error"] == "already_archived")
            let mute = try await workspace.ask(
                "chat.postMessage",
                [("channel", id), ("text", "x")]
            )
            #expect(mute["error"] == "is_archived")
            let back = try await workspace.ask("conversations.unarchive", [("channel", id)])
            #expect(back["ok"] == true)
            let general = try await workspace.ask(
                "conversations.archive",
                [("channel", "C0GENERAL")]
            )
            #expect(general["error"] == "cant_archive_general")
        }
    }

    @Test func `People come and go, and only who is there hears what is said`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.people = [.init(id: "U1", name: "ann"), .init(id: "U2", name: "ben")]
        configuration.channels = [.init(id: "C1", name: "one", members: ["U1"])]
        try simulated(configuration) { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try workspace.post("unheard", by: "U1", in: "C1")
            let joined = try await workspace.ask("conversations.join", [("channel", "C1")])
            #expect(joined["channel"]?["is_member"] == true)
            let event = try await socket.frame()
            #expect(event["type"] == "member_joined_channel" && event["channel_type"] == "C")
            #expect(try await socket.frame()["subtype"] == "channel_join")
            let again = try await workspace.ask("conversations.join", [("channel", "C1")])
            #expect(again["warning"] == "already_in_channel")
            let invited = try await workspace.ask(
                "conversations.invite",
                [("channel", "C1"), ("users", "U2")]
            )
            #expect(invited["ok"] == true)
            #expect(try await socket.frame()["inviter"] == "U0REPRISE")
            let members = try await workspace.ask("conversations.members", [("channel", "C1")])
            #expect(members["members"] == ["U1", "U0REPRISE", "U2"])
            let kicked = try await workspace.ask(
                "conversations.kick",
                [("channel", "C1"), ("user", "U2")]
            )
            #expect(kicked["ok"] == true)
            #expect(
                try await workspace.ask("conversations.leave", [("channel", "C1")])["ok"] == true
            )
            let left = try await workspace.ask("conversations.leave", [("channel", "C1")])
            #expect(left["not_in_channel"] == true)
        }
    }

    @Test func `Direct messages are opened, found again and closed`() throws {
        try simulated { workspace, _ in
            let known = try await workspace.ask("conversations.open", [("users", "U0ALICE00")])
            #expect(known["channel"] == ["id": "D0ALICE00"] && known["already_open"] == true)
            let group = try await workspace.ask(
                "conversations.open",
                [("users", "U0ALICE00,U0BOB0000"), ("return_im", true)]
            )
            #expect(group["channel"]?["is_mpim"] == true && group["already_open"] == nil)
            #expect(group["channel"]?["name"] == "mpdm-reprise--alice--bob-1")
            let place: [(String, JSONValue)] = [("channel", group["channel"]?["id"] ?? .null)]
            #expect(try await workspace.ask("conversations.open", place)["already_open"] == true)
            #expect(try await workspace.ask("conversations.close", place)["no_op"] == nil)
            #expect(try await workspace.ask("conversations.close", place)["already_closed"] == true)
            let nobody = try await workspace.ask("conversations.open", [("users", "U9")])
            #expect(nobody["error"] == "user_not_found")
            let none = try await workspace.ask("conversations.open")
            #expect(none["error"] == "users_list_not_supplied")
        }
    }
}
