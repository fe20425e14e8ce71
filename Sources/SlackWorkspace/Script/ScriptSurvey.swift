import SlackWire

/// Collects who and what occurs in the frames of a script.
struct ScriptSurvey {
    /// When the first frame with a time of its own says that the script began, in microseconds since 1970.
    private(set) var epoch: Int64?
    /// The team that most messages name first.
    private(set) var team: String?
    /// What stands before `.slack.com` in the script's links.
    private(set) var domain: String?
    private(set) var timestamps: Set<Int64> = []
    private(set) var userIDs: [String] = []
    private(set) var channelIDs: [String] = []

    private var userObjects: [String: JSONValue] = [:]
    private var userProfiles: [String: JSONValue] = [:]
    private var userNames: [String: String] = [:]
    private var channelObjects: [String: JSONValue] = [:]
    private var channelNames: [String: String] = [:]
    private var channelMembers: [String: [String]] = [:]

    /// Reads one frame.
    mutating func read(_ frame: JSONValue, at offset: Duration) {
        if epoch == nil, let moment = frame["event_ts"]?.string ?? frame["ts"]?.string,
            let microseconds = Timestamp.microseconds(moment)
        {
            let passed = offset.components
            epoch =
                microseconds - passed.seconds * 1_000_000
                - passed.attoseconds / 1_000_000_000_000
        }
        walk(frame, name: "")
        if let user = frame["user"]?.string, let profile = frame["user_profile"] {
            userProfiles[user] = userProfiles[user] ?? profile
        }
        if let channel = frame["channel"]?.string, frame["type"]?.string == "message",
            let user = frame["user"]?.string, Self.isUser(user)
        {
            join(channel, user)
        }
    }

    private mutating func walk(_ value: JSONValue, name: String) {
        switch value {
        case .object(let members):
            read(object: value)
            for member in members { walk(member.value, name: member.name) }
        case .array(let elements):
            for element in elements { walk(element, name: name) }
        case .string(let text):
            read(text, named: name)
        case .null, .bool, .number:
            break
        }
    }

    private mutating func read(object: JSONValue) {
        // A command names its place and its person side by side.
        if let channel = object["channel_id"]?.string, let name = object["channel_name"]?.string {
            channelNames[channel] = channelNames[channel] ?? name
        }
        if let user = object["user_id"]?.string, let name = object["user_name"]?.string {
            userNames[user] = userNames[user] ?? name
        }
        guard let id = object["id"]?.string else { return }
        if Self.isUser(id), object["profile"] != nil {
            note(user: id)
            userObjects[id] = userObjects[id] ?? object
        } else if Self.isChannel(id), object["created"] != nil || object["name"] != nil {
            note(channel: id)
            channelObjects[id] = Self.fuller(channelObjects[id], object)
            channelNames[id] = channelNames[id] ?? object["name"]?.string
            for user in object["members"]?.array ?? [] {
                if let user = user.string { join(id, user) }
            }
            if let user = object["user"]?.string { join(id, user) }
        }
    }

    private static func fuller(_ first: JSONValue?, _ second: JSONValue) -> JSONValue {
        (first?.members?.count ?? 0) >= (second.members?.count ?? 0) ? first ?? second : second
    }

    private mutating func read(_ text: String, named name: String) {
        switch name {
        case "user", "user_id", "item_user", "creator", "inviter", "parent_user_id", "users",
            "members":
            if Self.isUser(text) { note(user: text) }
        case "channel", "channel_id", "channels", "groups", "ims":
            if Self.isChannel(text) { note(channel: text) }
        case "ts", "event_ts", "thread_ts", "deleted_ts", "latest", "last_read":
            if let microseconds = Timestamp.microseconds(text) { timestamps.insert(microseconds) }
        case "team", "team_id", "source_team":
            if text.hasPrefix("T") { team = team ?? text }
        default:
            break
        }
        for mention in Mention.all(in: text) {
            if Self.isUser(mention.id) {
                note(user: mention.id)
                userNames[mention.id] = userNames[mention.id] ?? mention.label
            } else if Self.isChannel(mention.id) {
                note(channel: mention.id)
                channelNames[mention.id] = channelNames[mention.id] ?? mention.label
            }
        }
        if domain == nil, text.contains(".slack.com") { domain = Self.domain(in: text) }
    }

    // MARK: Results

    /// A person as the script shows them first.
    func person(_ id: String) -> SlackWorkspace.Person {
        let object = userObjects[id]
        let profile = object?["profile"] ?? userProfiles[id]
        let fallback = id == "USLACKBOT" ? "slackbot" : id.lowercased()
        return SlackWorkspace.Person(
            id: id,
            name: object?["name"]?.string ?? profile?["name"]?.string ?? userNames[id] ?? fallback,
            realName: profile?["real_name"]?.string,
            email: profile?["email"]?.string,
            isBot: object?["is_bot"]?.bool ?? false,
            isAdmin: object?["is_admin"]?.bool ?? false,
            isDeleted: object?["deleted"]?.bool ?? false,
            isActive: object?["presence"]?.string != "away",
            overrides: object?.members?.filter { $0.name != "presence" && $0.name != "name" }
                ?? profile.map { [JSONMember("profile", $0)] } ?? []
        )
    }

    /// A channel as the script shows it at its fullest.
    func channel(_ id: String) -> SlackWorkspace.Channel {
        let object = channelObjects[id]
        let kind = Self.kind(of: id, object)
        let name = channelNames[id] ?? id.lowercased()
        let created = object?["created"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } }
        return SlackWorkspace.Channel(
            id: id,
            name: kind == .directMessage ? "" : name,
            kind: kind,
            members: channelMembers[id] ?? [],
            creator: object?["creator"]?.string ?? channelMembers[id]?.first ?? "",
            created: created,
            topic: object?["topic"]?["value"]?.string ?? "",
            purpose: object?["purpose"]?["value"]?.string ?? "",
            isGeneral: kind == .publicChannel && name == "general"
        )
    }

    // MARK: Ids

    /// Whether a text has the form of a user's id.
    static func isUser(_ text: String) -> Bool { isID(text, "UW") }

    /// Whether a text has the form of a channel's id.
    static func isChannel(_ text: String) -> Bool { isID(text, "CDG") }

    private static func isID(_ text: String, _ initials: String) -> Bool {
        guard let initial = text.first, initials.contains(initial), text.utf8.count >= 2 else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }

    /// What kind of channel an id or an object stands for.
    static func kind(of id: String, _ object: JSONValue?) -> SlackWorkspace.Channel.Kind {
        if object?["is_mpim"]?.bool == true { return .groupMessage }
        if object?["is_im"]?.bool == true || id.hasPrefix("D") { return .directMessage }
        if object?["is_private"]?.bool == true || object?["is_group"]?.bool == true {
            return .privateChannel
        }
        return id.hasPrefix("G") ? .privateChannel : .publicChannel
    }

    private static func domain(in text: String) -> String? {
        var rest = text[...]
        while let start = rest.firstRange(of: "https://") {
            rest = rest[start.upperBound...]
            let host = rest.prefix { $0 != "/" && $0 != "|" && $0 != ">" && $0 != " " }
            guard host.hasSuffix(".slack.com") else { continue }
            let name = host.dropLast(".slack.com".count)
            if !["files", "hooks", "api", "app", "my", "status"].contains(String(name)) {
                return String(name)
            }
        }
        return nil
    }

    private mutating func note(user: String) {
        if !userIDs.contains(user) { userIDs.append(user) }
    }

    private mutating func note(channel: String) {
        if !channelIDs.contains(channel) { channelIDs.append(channel) }
    }

    private mutating func join(_ channel: String, _ user: String) {
        note(channel: channel)
        note(user: user)
        if channelMembers[channel]?.contains(user) != true {
            channelMembers[channel, default: []].append(user)
        }
    }
}
