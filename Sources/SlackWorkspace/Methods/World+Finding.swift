import SlackWire

extension World {
    /// The conversation that a call names, if the caller may know of it.
    func conversation(
        _ id: String,
        for user: String
    ) throws(MethodError) -> Conversation {
        guard let conversation = conversations[id],
            conversation.channel.kind == .publicChannel || conversation.has(user)
        else { throw .channelNotFound }
        return conversation
    }

    /// The conversation that a call names, if the caller is in it.
    func joinedConversation(
        _ id: String,
        for user: String
    ) throws(MethodError) -> Conversation {
        let conversation = try conversation(id, for: user)
        guard conversation.has(user) else { throw .notInChannel }
        return conversation
    }

    /// The message that a call names by its channel and `ts`.
    func message(
        _ ts: String,
        in channel: String,
        for user: String
    ) throws(MethodError) -> Message {
        let conversation = try conversation(channel, for: user)
        guard Conversation.isTimestamp(ts) else { throw MethodError("bad_timestamp") }
        guard let message = conversation.message(ts) else { throw .messageNotFound }
        return message
    }

    /// The person that a call names.
    func person(_ id: String) throws(MethodError) -> SlackWorkspace.Person {
        guard let person = people[id] else { throw .userNotFound }
        return person
    }
}
