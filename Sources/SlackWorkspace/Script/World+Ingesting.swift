import SlackWire

/// What the script says also happens: a bot can react to its messages, read its history, find its people.
extension World {
    /// Takes over what a frame of the script says.
    mutating func ingest(_ frame: JSONValue) {
        switch frame["type"]?.string {
        case "message": ingestMessage(frame)
        case "reaction_added": ingestReaction(frame, isAdded: true)
        case "reaction_removed": ingestReaction(frame, isAdded: false)
        case "team_join", "user_change": ingestUser(frame["user"])
        case "presence_change", "manual_presence_change": ingestPresence(frame)
        case "channel_rename", "group_rename": ingestRename(frame["channel"])
        case "channel_archive", "group_archive": setArchived(frame["channel"], true)
        case "channel_unarchive", "group_unarchive": setArchived(frame["channel"], false)
        case "channel_deleted", "group_deleted":
            if let id = frame["channel"]?.string { conversations[id] = nil }
        case "file_deleted":
            if let id = frame["file_id"]?.string { files[id] = nil }
        case "member_joined_channel": ingestMember(frame, isHere: true)
        case "member_left_channel": ingestMember(frame, isHere: false)
        default: break
        }
    }

    private mutating func ingestMessage(_ frame: JSONValue) {
        guard let channel = frame["channel"]?.string else { return }
        switch frame["subtype"]?.string {
        case "message_changed":
            guard let ts = frame["message"]?["ts"]?.string, let changed = frame["message"]?.members
            else { return }
            _ = conversations.update(channel) { conversation in
                conversation.update(ts) { $0.content = $0.content.merging(changed) }
            }
        case "message_deleted":
            guard let ts = frame["deleted_ts"]?.string else { return }
            _ = conversations.update(channel) { $0.remove(ts) }
        case "message_replied":
            break
        default:
            guard let ts = frame["ts"]?.string, Conversation.isTimestamp(ts),
                var content = frame.members
            else { return }
            for name in ["channel", "event_ts", "channel_type", "hidden"] { content[name] = nil }
            let thread = frame["thread_ts"]?.string
            _ = conversations.update(channel) { conversation in
                conversation.insert(Message(ts: ts, content: content, threadTimestamp: thread))
                if let thread {
                    _ = conversation.update(thread) { $0.threadTimestamp = thread }
                }
            }
            ingestTopic(frame, in: channel)
            ingestFiles(frame)
            switch frame["subtype"]?.string {
            case "channel_join", "group_join": ingestMember(frame, isHere: true)
            case "channel_leave", "group_leave": ingestMember(frame, isHere: false)
            default: break
            }
        }
    }

    private mutating func ingestTopic(_ frame: JSONValue, in channel: String) {
        let moment = wallSeconds
        let user = frame["user"]?.string ?? ""
        _ = conversations.update(channel) { conversation in
            if let topic = frame["topic"]?.string {
                conversation.channel.topic = topic
                conversation.topicSet = (user, moment)
            }
            if let purpose = frame["purpose"]?.string {
                conversation.channel.purpose = purpose
                conversation.purposeSet = (user, moment)
            }
        }
    }

    private mutating func ingestFiles(_ frame: JSONValue) {
        for file in (frame["files"]?.array ?? []) + [frame["file"]].compactMap({ $0 }) {
            guard let id = file["id"]?.string, let members = file.members else { continue }
            files[id] = StoredFile(id: id, object: members)
        }
    }

    private mutating func ingestReaction(_ frame: JSONValue, isAdded: Bool) {
        guard let channel = frame["item"]?["channel"]?.string,
            let ts = frame["item"]?["ts"]?.string, let user = frame["user"]?.string,
            let name = frame["reaction"]?.string
        else { return }
        _ = conversations.update(channel) { conversation in
            conversation.update(ts) { message in
                _ = isAdded ? message.add(name, by: user) : message.remove(name, by: user)
            }
        }
    }

    private mutating func ingestUser(_ object: JSONValue?) {
        guard let object, let id = object["id"]?.string, let members = object.members else {
            return
        }
        var person = people[id] ?? SlackWorkspace.Person(id: id, name: id.lowercased())
        person.name = object["name"]?.string ?? person.name
        person.realName = object["profile"]?["real_name"]?.string ?? person.realName
        person.email = object["profile"]?["email"]?.string ?? person.email
        person.isDeleted = object["deleted"]?.bool ?? person.isDeleted
        person.overrides = person.overrides.merging(
            members.filter { $0.name != "presence" && $0.name != "name" }
        )
        people[id] = person
    }

    private mutating func ingestPresence(_ frame: JSONValue) {
        let users = frame["users"]?.array?.compactMap(\.string) ?? []
        for user in users + [frame["user"]?.string].compactMap({ $0 }) {
            _ = people.update(user) { $0.isActive = frame["presence"]?.string == "active" }
        }
    }

    private mutating func ingestRename(_ object: JSONValue?) {
        guard let id = object?["id"]?.string, let name = object?["name"]?.string else { return }
        _ = conversations.update(id) { $0.rename(to: name) }
    }

    private mutating func setArchived(_ channel: JSONValue?, _ isArchived: Bool) {
        guard let id = channel?.string else { return }
        _ = conversations.update(id) { $0.channel.isArchived = isArchived }
    }

    private mutating func ingestMember(_ frame: JSONValue, isHere: Bool) {
        guard let id = frame["channel"]?.string, let user = frame["user"]?.string else { return }
        _ = conversations.update(id) { conversation in
            conversation.channel.members.removeAll { $0 == user }
            if isHere { conversation.channel.members.append(user) }
        }
    }
}

extension Message {
    /// Adds somebody's reaction; false when it was there.
    mutating func add(_ name: String, by user: String) -> Bool {
        guard let index = reactions.firstIndex(where: { $0.name == name }) else {
            reactions.append(Reaction(name: name, users: [user]))
            return true
        }
        if reactions[index].users.contains(user) { return false }
        reactions[index].users.append(user)
        return true
    }

    /// Takes somebody's reaction away; false when there was none.
    mutating func remove(_ name: String, by user: String) -> Bool {
        guard let index = reactions.firstIndex(where: { $0.name == name }),
            let position = reactions[index].users.firstIndex(of: user)
        else { return false }
        reactions[index].users.remove(at: position)
        if reactions[index].users.isEmpty { reactions.remove(at: index) }
        return true
    }
}
