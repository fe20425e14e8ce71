import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct UserTests {
    @Test func `A user object is whole`() throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask("users.list")
            let documented: Set<String> = [
                "id", "team_id", "name", "deleted", "color", "real_name", "tz", "tz_label",
                "tz_offset", "profile", "is_admin", "is_owner", "is_primary_owner", "is_restricted",
                "is_ultra_restricted", "is_bot", "is_app_user", "updated", "is_email_confirmed",
            ]
            let profile: Set<String> = [
                "avatar_hash", "status_text", "status_emoji", "status_expiration", "real_name",
                "display_name", "real_name_normalized", "display_name_normalized", "image_24",
                "image_32", "image_48", "image_72", "image_192", "image_512", "team", "title",
                "phone", "skype", "first_name", "last_name",
            ]
            let people = try #require(answer["members"]?.array)
            #expect(people.map { $0["name"] } == ["alice", "bob", "reprise"])
            for person in people {
                #expect(documented.subtracting(person.members?.map(\.name) ?? []) == [])
                let found = person["profile"]?.members?.map(\.name) ?? []
                #expect(profile.subtracting(found) == [])
            }
            #expect(people[2]["profile"]?["bot_id"] == "B0REPRISE" && people[2]["is_bot"] == true)
        }
    }

    @Test func `People are found by id and by address`() throws {
        try simulated { workspace, _ in
            let found = try await workspace.ask(
                "users.lookupByEmail",
                [("email", "Alice@example.com")]
            )
            #expect(found["user"]?["id"] == "U0ALICE00")
            let unknown = try await workspace.ask("users.lookupByEmail", [("email", "x@y.z")])
            #expect(unknown["error"] == "users_not_found")
            let nobody = try await workspace.ask("users.info", [("user", "U9")])
            #expect(nobody["error"] == "user_not_found")
            let profile = try await workspace.ask("users.profile.get", [("user", "U0BOB0000")])
            #expect(profile["profile"]?["first_name"] == "Bob")
            let page = try await workspace.ask("users.list", [("limit", 2)])
            let next = page["response_metadata"]?["next_cursor"]
            let rest = try await workspace.ask("users.list", [("cursor", next ?? "")])
            #expect(rest["members"]?.array?.map { $0["name"] } == ["reprise"])
        }
    }

    @Test func `Presence can be read and set`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            let own = try await workspace.ask("users.getPresence")
            #expect(own["presence"] == "active" && own["connection_count"] == 1)
            #expect(
                try await workspace.ask("users.setPresence", [("presence", "away")])["ok"] == true
            )
            #expect(try await workspace.ask("users.getPresence")["manual_away"] == true)
            let wrong = try await workspace.ask("users.setPresence", [("presence", "busy")])
            #expect(wrong["error"] == "invalid_presence")
            await socket.close()
        }
    }

    @Test func `The team, its bots and its emoji answer`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.emoji = ["parrot": "https://a.example/p.gif"]
        configuration.team = .init(id: "T1", name: "Team One", domain: "one")
        try simulated(configuration) { workspace, _ in
            let team = try await workspace.ask("team.info")["team"]
            #expect(team?["id"] == "T1" && team?["url"] == "https://one.slack.com/")
            let bot = try await workspace.ask("bots.info", [("bot", "B0REPRISE")])["bot"]
            #expect(bot?["app_id"] == "A0REPRISE" && bot?["user_id"] == "U0REPRISE")
            #expect(
                try await workspace.ask("bots.info", [("bot", "B9")])["error"] == "bot_not_found"
            )
            let emoji = try await workspace.ask("emoji.list")["emoji"]
            #expect(emoji == ["parrot": "https://a.example/p.gif"])
        }
    }
}
