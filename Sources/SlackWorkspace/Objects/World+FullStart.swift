import SlackWire

extension World {
    /// What `rtm.start` answered besides the URL before September 2022; slackclient 1.3.2 reads it.
    func fullStart(for user: String) -> [JSONMember] {
        func objects(_ kinds: Set<SlackWorkspace.Channel.Kind>) -> JSONValue {
            .array(
                conversations.values.filter { conversation in
                    kinds.contains(conversation.channel.kind)
                        && (conversation.channel.kind == .publicChannel || conversation.has(user))
                }.map { startObject($0, for: user) }
            )
        }
        let itself: JSONValue = [
            "id": .string(user), "name": .string(people[user]?.name ?? ""),
            "created": .integer(Int(epoch / 1_000_000)), "manual_presence": "active",
            "prefs": .object([]),
        ]
        let group: JSONValue = objects([.privateChannel, .groupMessage])
        return [
            JSONMember("self", itself), JSONMember("team", teamObject),
            JSONMember("users", .array(people.values.map(startObject))),
            JSONMember("channels", objects([.publicChannel])), JSONMember("groups", group),
            JSONMember("mpims", objects([.groupMessage])),
            JSONMember("ims", objects([.directMessage])), JSONMember("bots", [botObject]),
            JSONMember("subteams", ["self": [], "all": []]),
            JSONMember(
                "dnd",
                ["dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1]
            ),
            JSONMember("cache_ts", .integer(wallSeconds)),
            JSONMember("cache_version", "v16-giraffe"),
            JSONMember("cache_ts_version", "v2-bunny"),
            JSONMember("latest_event_ts", .string(Timestamp.text(wallMicroseconds))),
            JSONMember("read_only_channels", []), JSONMember("can_manage_shared_channels", false),
        ]
    }

    private func startObject(_ person: SlackWorkspace.Person) -> JSONValue {
        guard var members = userObject(person).members else { return .null }
        members["presence"] = Self.presence(person.isActive)
        return .object(members)
    }

    private func startObject(_ conversation: Conversation, for user: String) -> JSONValue {
        guard var members = channelObject(conversation, for: user).members else { return .null }
        if conversation.channel.kind != .directMessage {
            members["members"] = .strings(conversation.channel.members)
        }
        members["unread_count"] = 0
        members["latest"] = conversation.messages.last.map { .object($0.content) } ?? .null
        return .object(members)
    }
}
