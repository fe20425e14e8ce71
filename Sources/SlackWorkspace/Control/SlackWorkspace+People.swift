import SlackWire

/// What people do in the workspace, and what the app sees of it.
extension SlackWorkspace {
    /// Somebody writes a message.
    ///
    /// - Parameters:
    ///   - text: The text, as Slack stores it: mentions as `<@U1>`.
    ///   - user: Who writes.
    ///   - channel: Where.
    ///   - thread: The `ts` of the message that it answers.
    /// - Returns: The message's `ts`.
    /// - Throws: ``ControlError`` when there is no such person or channel.
    @discardableResult
    public func post(
        _ text: String,
        by user: String,
        in channel: String,
        thread: String? = nil
    ) throws(ControlError) -> String {
        try enter { (world) throws(ControlError) in
            try world.check(channel: channel, user: user)
            var content = world.authored(by: user, text: text)
            content["client_msg_id"] = .string(world.identifiers.uuid())
            content["blocks"] = RichText.blocks(for: text)
            return world.post(content, in: channel, thread: thread).ts
        }
    }

    /// Somebody changes a message.
    ///
    /// - Throws: ``ControlError`` when there is no such message.
    public func edit(
        _ ts: String,
        in channel: String,
        by user: String,
        to text: String
    ) throws(ControlError) {
        try enter { (world) throws(ControlError) in
            try world.check(channel: channel, user: user)
            let changes = [
                JSONMember("text", .string(text)),
                JSONMember("blocks", RichText.blocks(for: text)),
            ]
            do throws(MethodError) {
                _ = try world.edit(ts, in: channel, by: user, changes: changes)
            } catch {
                throw ControlError.unknownMessage(channel: channel, ts: ts)
            }
        }
    }

    /// Somebody deletes a message.
    ///
    /// - Throws: ``ControlError`` when there is no such message.
    public func delete(_ ts: String, in channel: String) throws(ControlError) {
        try enter { (world) throws(ControlError) in
            try world.check(channel: channel, message: ts)
            world.erase(ts, in: channel)
        }
    }

    /// Somebody puts an emoji under a message, or takes it away.
    ///
    /// - Returns: Whether that changed anything.
    /// - Throws: ``ControlError`` when there is no such message or person.
    @discardableResult
    public func react(
        _ name: String,
        by user: String,
        to ts: String,
        in channel: String,
        isAdded: Bool = true
    ) throws(ControlError) -> Bool {
        try enter { (world) throws(ControlError) in
            try world.check(channel: channel, user: user)
            try world.check(channel: channel, message: ts)
            return world.react(name, by: user, to: ts, in: channel, isAdded: isAdded)
        }
    }

    /// Somebody begins to write.
    ///
    /// - Throws: ``ControlError`` when there is no such person or channel.
    public func type(by user: String, in channel: String) throws(ControlError) {
        try enter { (world) throws(ControlError) in
            try world.check(channel: channel, user: user)
            world.publish(
                Event([
                    JSONMember("type", "user_typing"), JSONMember("channel", .string(channel)),
                    JSONMember("user", .string(user)),
                ])
            )
        }
    }

    /// Somebody comes or goes; sockets that subscribed to it are told.
    ///
    /// - Throws: ``ControlError`` when there is no such person.
    public func setPresence(of user: String, isActive: Bool) throws(ControlError) {
        try enter { (world) throws(ControlError) in
            guard world.people[user] != nil else { throw ControlError.unknownPerson(user) }
            world.setPresence(of: user, isActive: isActive)
        }
    }

    /// Somebody new is there.
    public func add(_ person: Person) {
        enter { $0.people[person.id] = person }
    }

    /// There is a new channel; the bot is in it only if it is among the members.
    public func add(_ channel: Channel) {
        enter { world in
            var channel = channel
            channel.created = channel.created ?? world.wallSeconds
            world.conversations[channel.id] = Conversation(channel)
        }
    }
}

extension World {
    fileprivate func check(channel: String, user: String) throws(SlackWorkspace.ControlError) {
        guard conversations[channel] != nil else { throw .unknownChannel(channel) }
        guard people[user] != nil else { throw .unknownPerson(user) }
    }

    fileprivate func check(channel: String, message: String) throws(SlackWorkspace.ControlError) {
        guard let conversation = conversations[channel] else { throw .unknownChannel(channel) }
        guard conversation.message(message) != nil else {
            throw .unknownMessage(channel: channel, ts: message)
        }
    }
}
