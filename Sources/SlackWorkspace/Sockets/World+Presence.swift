import SlackWire

/// Who is there; told only to those who asked, as Slack does since January 2018.
extension World {
    /// Tells one socket about the presence of some people; who is unknown is left out.
    mutating func sendPresence(of users: [String], to id: String, _ rtm: Connection.RTM) {
        let known = users.filter { people[$0] != nil }
        for isActive in [true, false] {
            let group = known.filter { people[$0]?.isActive == isActive }
            if rtm.isBatchPresenceAware, group.count > 1 {
                sendJSON(
                    [
                        JSONMember("type", "presence_change"), JSONMember("users", .strings(group)),
                        JSONMember("presence", Self.presence(isActive)),
                    ],
                    to: id
                )
            } else {
                for user in group { sendJSON(presenceChange(of: user), to: id) }
            }
        }
    }

    /// Changes somebody's presence and tells the sockets that subscribed to it.
    mutating func setPresence(of user: String, isActive: Bool) {
        let hasChanged = people.update(user) { person in
            defer { person.isActive = isActive }
            return person.isActive != isActive
        }
        guard hasChanged == true else { return }
        for id in connections.ids {
            guard let connection = connections[id], connection.isOpen,
                case .rtm(let rtm) = connection.kind, rtm.presence.contains(user)
            else { continue }
            sendJSON(presenceChange(of: user), to: id)
        }
    }

    /// The word for a presence.
    static func presence(_ isActive: Bool) -> JSONValue { isActive ? "active" : "away" }

    private func presenceChange(of user: String) -> [JSONMember] {
        [
            JSONMember("type", "presence_change"), JSONMember("user", .string(user)),
            JSONMember("presence", Self.presence(people[user]?.isActive ?? false)),
        ]
    }
}
