import SlackWire

/// Conversations as Slack shows them (docs.slack.dev/reference/objects/conversation-object).
extension World {
    /// The whole conversation, as one user sees it.
    func channelObject(
        _ conversation: Conversation,
        for user: String,
        withMemberCount: Bool = false
    ) -> JSONValue {
        let channel = conversation.channel
        if channel.kind == .directMessage { return directMessageObject(conversation, for: user) }
        var members = Self.kindMembers(of: channel)
        members += [
            JSONMember("is_archived", .bool(channel.isArchived)),
            JSONMember("is_general", .bool(channel.isGeneral)),
            JSONMember("unlinked", 0),
            JSONMember("name_normalized", .string(channel.name)),
        ]
        members += sharingMembers
        members += [
            JSONMember("creator", .string(channel.creator)),
            JSONMember("is_member", .bool(conversation.has(user))),
            JSONMember("topic", Self.text(channel.topic, conversation.topicSet)),
            JSONMember("purpose", Self.text(channel.purpose, conversation.purposeSet)),
            JSONMember("previous_names", .strings(conversation.previousNames)),
        ]
        if let lastRead = conversation.lastRead[user] {
            members.append(JSONMember("last_read", .string(lastRead)))
        }
        if withMemberCount {
            members.append(JSONMember("num_members", .integer(channel.members.count)))
        }
        return .object(members)
    }

    private static func kindMembers(of channel: SlackWorkspace.Channel) -> [JSONMember] {
        let kind = channel.kind
        return [
            JSONMember("id", .string(channel.id)),
            JSONMember("name", .string(channel.name)),
            // A private channel whose id begins with C calls itself a channel, an old one a group.
            JSONMember("is_channel", .bool(kind != .groupMessage && channel.id.hasPrefix("C"))),
            JSONMember("is_group", .bool(channel.id.hasPrefix("G"))),
            JSONMember("is_im", false),
            JSONMember("is_mpim", .bool(kind == .groupMessage)),
            JSONMember("is_private", .bool(kind != .publicChannel)),
            JSONMember("created", .integer(channel.created ?? 0)),
        ]
    }

    private var sharingMembers: [JSONMember] {
        [
            JSONMember("is_shared", false),
            JSONMember("is_frozen", false),
            JSONMember("is_org_shared", false),
            JSONMember("is_pending_ext_shared", false),
            JSONMember("pending_shared", []),
            JSONMember("context_team_id", .string(team.id)),
            JSONMember("updated", .integer(Int(epoch / 1_000))),
            JSONMember("parent_conversation", .null),
            JSONMember("is_ext_shared", false),
            JSONMember("shared_team_ids", [.string(team.id)]),
            JSONMember("pending_connected_team_ids", []),
        ]
    }

    private func directMessageObject(_ conversation: Conversation, for user: String) -> JSONValue {
        let partner = conversation.partner(of: user)
        return .object([
            JSONMember("id", .string(conversation.channel.id)),
            JSONMember("created", .integer(conversation.channel.created ?? 0)),
            JSONMember("is_frozen", false),
            JSONMember("is_archived", .bool(conversation.channel.isArchived)),
            JSONMember("is_im", true),
            JSONMember("is_org_shared", false),
            JSONMember("context_team_id", .string(team.id)),
            JSONMember("updated", .integer(Int(epoch / 1_000))),
            JSONMember("user", .string(partner)),
            JSONMember("last_read", .string(conversation.lastRead[user] ?? "0000000000.000000")),
            JSONMember("is_open", .bool(conversation.isOpen)),
            JSONMember("is_user_deleted", .bool(people[partner]?.isDeleted ?? false)),
            JSONMember("priority", 0),
        ])
    }

    private static func text(_ value: String, _ set: (by: String, at: Int)) -> JSONValue {
        [
            "value": .string(value), "creator": .string(set.by), "last_set": .integer(set.at),
        ]
    }
}
