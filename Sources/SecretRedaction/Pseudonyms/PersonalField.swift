import SlackWire

/// What a string in Slack's JSON says of a person or a team, by where it stands.
enum PersonalField {
    case fullName, givenName, familyName, userName, authorName, groupName, email, phone, avatar,
        words,
        teamName, text, other

    /// A string and what is around it.
    struct Place {
        var field: PersonalField
        /// The id of the person that it is about, if one stands beside it.
        var person: String?
        /// Whether it is about a bot, as far as one knows.
        var isOfBot = false
    }

    /// Objects of these names are about a person.
    private static let personObjects: Set<String> = [
        "user", "users", "members", "self", "profile", "user_profile", "creator", "inviter",
        "actor",
        "authed_user", "submitter", "bot_profile",
    ]

    /// What stands at each string of a document, in the order of the strings.
    static func places(in value: JSONValue) -> [Place] {
        var places: [Place] = []
        visit(value, name: nil, around: Surroundings(), &places)
        return places
    }

    /// What a field of a form or a query of that name says.
    static func field(named name: String, _ value: String) -> PersonalField {
        field(name, value, Surroundings())
    }

    private struct Surroundings {
        var name: String?
        var person: String?
        var isPerson = false
        var isBot = false
        var isTeam = false
    }

    private static func visit(
        _ value: JSONValue,
        name: String?,
        around: Surroundings,
        _ places: inout [Place]
    ) {
        switch value {
        case .string(let text):
            let field = name.map { Self.field($0, text, around) } ?? .other
            places.append(Place(field: field, person: around.person, isOfBot: around.isBot))
        case .array(let elements):
            for element in elements { visit(element, name: name, around: around, &places) }
        case .object(let members):
            let inner = surroundings(of: value, name, around)
            for member in members { visit(member.value, name: member.name, around: inner, &places) }
        case .null, .bool, .number: break
        }
    }

    private static func surroundings(
        of value: JSONValue,
        _ name: String?,
        _ around: Surroundings
    ) -> Surroundings {
        let ids = ["id", "user_id", "user"].lazy.compactMap { value[$0]?.string }
        let isTeam = name == "team" || value["email_domain"] != nil
        let isPerson =
            !isTeam
            && (name.map(personObjects.contains) == true || value["profile"] != nil
                || value["real_name"] != nil)
        // A profile is about the person around it.
        let outer =
            isPerson || name == "profile" ? around.person ?? value["real_name"]?.string : nil
        let isBot =
            name == "bot_profile" || value["is_bot"] == true
            || value["bot_id"]?.string?.isEmpty == false
        return Surroundings(
            name: name,
            person: ids.first(where: isUserID) ?? outer,
            isPerson: isPerson,
            isBot: isBot || (isPerson || name == "profile") && around.isBot,
            isTeam: isTeam
        )
    }

    private static func field(_ name: String, _ value: String, _ around: Surroundings)
        -> PersonalField
    {
        switch name {
        case "real_name", "real_name_normalized", "full_name": .fullName
        case "first_name", "given_name": .givenName
        case "last_name", "family_name": .familyName
        case "display_name", "display_name_normalized", "user_name", "username": .userName
        case "author_name": .authorName
        case "author_icon" where value.contains("avatar"): .avatar
        case "name" where around.isPerson: .userName
        case "name" where isGroup(value), "name_normalized" where isGroup(value),
            "channel_name" where isGroup(value):
            .groupName
        case "name" where around.isTeam: .teamName
        case "user" where !isUserID(value): .userName
        case "email": .email
        case "phone": .phone
        case "skype": .userName
        case "avatar_hash": .avatar
        case "picture": .avatar
        case let name where name.hasPrefix("image_") && isSize(name.dropFirst(6)): .avatar
        case "title" where around.isPerson, "status_text" where around.isPerson: .words
        case "team_domain", "domain", "email_domain", "team_name": .teamName
        case "team" where !isTeamID(value): .teamName
        case "text", "fallback", "pretext", "alt_text", "title", "value", "topic", "purpose": .text
        default: .other
        }
    }

    /// How the name of a direct message of several people begins.
    static let groupPrefix = "mpdm-"

    private static func isGroup(_ name: String) -> Bool {
        name.hasPrefix(groupPrefix) && name.utf8.last.map(ASCII.isDigit) == true
            && name.utf8.count > groupPrefix.utf8.count + 2
    }

    private static func isSize(_ text: Substring) -> Bool {
        text.hasPrefix("original") || text.utf8.allSatisfy(ASCII.isDigit)
    }

    private static func isUserID(_ text: String) -> Bool { isID(text, "UW") }
    private static func isTeamID(_ text: String) -> Bool { isID(text, "TE") }

    private static func isID(_ text: String, _ initials: String) -> Bool {
        guard let first = text.first, initials.contains(first), text.utf8.count > 1 else {
            return false
        }
        return text.utf8.allSatisfy {
            ASCII.isDigit($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        }
    }
}
