import SlackWire

/// Users as Slack shows them (docs.slack.dev/reference/objects/user-object).
extension World {
    /// The whole user; strict clients refuse one that lacks a member.
    func userObject(_ person: SlackWorkspace.Person) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember("id", .string(person.id)),
            JSONMember("team_id", .string(team.id)),
            JSONMember("name", .string(person.name)),
            JSONMember("deleted", .bool(person.isDeleted)),
            JSONMember("color", .string(Self.color(of: person.id))),
            JSONMember("real_name", .string(person.realName)),
            JSONMember("tz", "America/Los_Angeles"),
            JSONMember("tz_label", "Pacific Standard Time"),
            JSONMember("tz_offset", .number("-28800")),
            JSONMember("profile", .object(profileMembers(person))),
            JSONMember("is_admin", .bool(person.isAdmin)),
            JSONMember("is_owner", .bool(person.isAdmin)),
            JSONMember("is_primary_owner", .bool(person.isAdmin && isFirstAdmin(person))),
            JSONMember("is_restricted", false),
            JSONMember("is_ultra_restricted", false),
            JSONMember("is_bot", .bool(person.isBot)),
            JSONMember("is_app_user", false),
            JSONMember("updated", .integer(Int(epoch / 1_000_000))),
            JSONMember("is_email_confirmed", .bool(!person.isBot)),
            JSONMember("who_can_share_contact_card", "EVERYONE"),
        ]
        if !person.isBot { members.append(JSONMember("has_2fa", false)) }
        for member in person.overrides where member.name != "profile" {
            members[member.name] = member.value
        }
        return .object(members)
    }

    /// The user's profile.
    func profileMembers(_ person: SlackWorkspace.Person) -> [JSONMember] {
        let names = person.realName.split(separator: " ", maxSplits: 1).map(String.init)
        var members: [JSONMember] = [
            JSONMember("title", ""),
            JSONMember("phone", ""),
            JSONMember("skype", ""),
            JSONMember("real_name", .string(person.realName)),
            JSONMember("real_name_normalized", .string(person.realName)),
            JSONMember("display_name", .string(person.isBot ? "" : person.name)),
            JSONMember("display_name_normalized", .string(person.isBot ? "" : person.name)),
            JSONMember("fields", .object([])),
            JSONMember("status_text", ""),
            JSONMember("status_emoji", ""),
            JSONMember("status_emoji_display_info", []),
            JSONMember("status_expiration", 0),
            JSONMember("avatar_hash", .string("g" + Self.digest(of: person.id, width: 11))),
        ]
        if person.isBot { members += botProfileMembers(person) }
        if let email = person.email { members.append(JSONMember("email", .string(email))) }
        members.append(JSONMember("first_name", .string(names.first ?? "")))
        members.append(JSONMember("last_name", .string(names.count > 1 ? names[1] : "")))
        for size in [24, 32, 48, 72, 192, 512] {
            let url =
                "https://secure.gravatar.com/avatar/\(Self.digest(of: person.id, width: 32)).jpg"
                + "?s=\(size)"
            members.append(JSONMember("image_\(size)", .string(url)))
        }
        members.append(JSONMember("status_text_canonical", ""))
        members.append(JSONMember("team", .string(team.id)))
        let overrides = person.overrides.first { $0.name == "profile" }?.value.members
        return members.merging(overrides ?? [])
    }

    private func botProfileMembers(_ person: SlackWorkspace.Person) -> [JSONMember] {
        guard person.id == configuration.bot.userID else { return [] }
        return [
            JSONMember("api_app_id", .string(configuration.bot.appID)),
            JSONMember("always_active", true),
            JSONMember("bot_id", .string(configuration.bot.botID)),
        ]
    }

    private func isFirstAdmin(_ person: SlackWorkspace.Person) -> Bool {
        people.values.first { $0.isAdmin }?.id == person.id
    }

    /// Hexadecimal digits that depend on an id alone.
    static func digest(of id: String, width: Int) -> String {
        let seed = id.utf8.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        var identifiers = Identifiers(seed: seed)
        return String(identifiers.hexadecimal(width: max(width, 16)).prefix(width))
    }

    private static func color(of id: String) -> String { digest(of: id, width: 6) }
}
