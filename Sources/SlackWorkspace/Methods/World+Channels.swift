import SlackWire

extension World {
    /// Tells everybody that there is a new channel.
    mutating func tellCreation(of channel: SlackWorkspace.Channel) {
        let object: JSONValue = [
            "id": .string(channel.id), "name": .string(channel.name),
            "created": .integer(channel.created ?? 0), "creator": .string(channel.creator),
            "is_channel": true, "is_shared": false, "is_org_shared": false,
            "context_team_id": .string(team.id),
        ]
        announce(
            Event([
                JSONMember("type", "channel_created"), JSONMember("channel", object),
                JSONMember("event_ts", .string(mintEventTimestamp())),
            ])
        )
    }

    /// Tells everybody that a channel has another name, in an event and in a message.
    mutating func tellRename(
        of channel: SlackWorkspace.Channel,
        to name: String,
        by user: String
    ) {
        let isPublic = channel.kind == .publicChannel
        let object: JSONValue = [
            "id": .string(channel.id), "is_channel": .bool(isPublic), "name": .string(name),
            "created": .integer(channel.created ?? 0),
        ]
        announce(
            Event([
                JSONMember("type", isPublic ? "channel_rename" : "group_rename"),
                JSONMember("channel", object),
                JSONMember("event_ts", .string(mintEventTimestamp())),
            ])
        )
        let wording = "has renamed the channel from \"\(channel.name)\" to \"\(name)\""
        var content = note(isPublic ? "channel_name" : "group_name", by: user, wording)
        content["old_name"] = .string(channel.name)
        content["name"] = .string(name)
        _ = post(content, in: channel.id)
    }

    /// Archives a channel or brings it back, and tells everybody in an event and in a message.
    mutating func setArchived(_ id: String, _ isArchived: Bool, by user: String) {
        guard let channel = conversations[id]?.channel else { return }
        _ = conversations.update(id) { $0.channel.isArchived = isArchived }
        let place = channel.kind == .publicChannel ? "channel" : "group"
        let type = "\(place)_\(isArchived ? "archive" : "unarchive")"
        announce(
            Event([
                JSONMember("type", .string(type)), JSONMember("channel", .string(id)),
                JSONMember("user", .string(user)),
                JSONMember("event_ts", .string(mintEventTimestamp())),
            ])
        )
        let wording = isArchived ? "archived the channel" : "un-archived the channel"
        _ = post(note(type, by: user, wording), in: id)
    }

    /// Sets the topic or the purpose and tells everybody in a message.
    mutating func setText(_ name: String, of id: String, to text: String, by user: String) {
        let moment = wallSeconds
        _ = conversations.update(id) { conversation in
            if name == "topic" {
                conversation.channel.topic = text
                conversation.topicSet = (user, moment)
            } else {
                conversation.channel.purpose = text
                conversation.purposeSet = (user, moment)
            }
        }
        let place = conversations[id]?.channel.kind == .publicChannel ? "channel" : "group"
        var content = note("\(place)_\(name)", by: user, "set the channel \(name): \(text)")
        content[name] = .string(text)
        _ = post(content, in: id)
    }

    /// A message that Slack writes about what somebody did.
    private func note(_ subtype: String, by user: String, _ wording: String) -> [JSONMember] {
        [
            JSONMember("type", "message"), JSONMember("subtype", .string(subtype)),
            JSONMember("user", .string(user)),
            JSONMember("text", .string("<@\(user)> \(wording)")),
        ]
    }
}
