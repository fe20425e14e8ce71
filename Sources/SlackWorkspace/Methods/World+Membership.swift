import SlackWire

extension World {
    /// Puts somebody into a channel and tells everybody, in an event and in a message.
    mutating func add(_ user: String, to channel: String, by inviter: String?) {
        _ = conversations.update(channel) { $0.channel.members.append(user) }
        tellMembership("member_joined_channel", user, channel, inviter)
        writeMembership("join", user, channel, "has joined", inviter)
    }

    /// Takes somebody out of a channel and tells everybody, in an event and in a message.
    mutating func remove(_ user: String, from channel: String) {
        writeMembership("leave", user, channel, "has left", nil)
        _ = conversations.update(channel) { $0.channel.members.removeAll { $0 == user } }
        tellMembership("member_left_channel", user, channel, nil)
    }

    private mutating func tellMembership(
        _ type: String,
        _ user: String,
        _ channel: String,
        _ inviter: String?
    ) {
        var event = [
            JSONMember("type", .string(type)), JSONMember("user", .string(user)),
            JSONMember("channel", .string(channel)),
            JSONMember("channel_type", .string(String(channel.prefix(1)))),
            JSONMember("team", .string(team.id)),
        ]
        if let inviter { event.append(JSONMember("inviter", .string(inviter))) }
        event.append(JSONMember("event_ts", .string(mintEventTimestamp())))
        announce(Event(event))
    }

    private mutating func writeMembership(
        _ what: String,
        _ user: String,
        _ channel: String,
        _ wording: String,
        _ inviter: String?
    ) {
        let isPrivate = conversations[channel]?.channel.kind == .privateChannel
        let place = isPrivate ? "group" : "channel"
        var content = [
            JSONMember("type", "message"), JSONMember("subtype", .string("\(place)_\(what)")),
            JSONMember("user", .string(user)),
            JSONMember("text", .string("<@\(user)> \(wording) the \(place)")),
        ]
        if let inviter { content.append(JSONMember("inviter", .string(inviter))) }
        _ = post(content, in: channel)
    }

    /// The direct message among several, made if it is not there.
    mutating func openGroupMessage(of members: [String]) -> String {
        let wanted = Set(members)
        for conversation in conversations.values
        where conversation.channel.kind == .groupMessage
            && Set(conversation.channel.members) == wanted
        {
            return conversation.channel.id
        }
        let names = members.map { people[$0]?.name ?? $0 }
        let channel = SlackWorkspace.Channel(
            id: identifiers.next("C"),
            name: "mpdm-\(names.joined(separator: "--"))-1",
            kind: .groupMessage,
            members: members,
            creator: members.first ?? "",
            created: wallSeconds,
            topic: "Group messaging",
            purpose: "Group messaging with: \(names.map { "@" + $0 }.joined(separator: " "))"
        )
        var conversation = Conversation(channel)
        conversation.isOpen = false
        conversations[channel.id] = conversation
        return channel.id
    }
}
