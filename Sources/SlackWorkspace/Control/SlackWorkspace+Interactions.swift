public import SlackWire

extension SlackWorkspace {
    /// What reached the app when somebody used a command, a button or a shortcut.
    public struct Interaction: Sendable, Hashable {
        /// The envelope in which it was sent.
        public let envelopeID: String
        /// What a view may be opened with, once within three seconds.
        public let triggerID: String
        /// Where the app may answer, up to five times within 30 minutes.
        public let responseURL: String
    }

    /// Somebody uses a slash command.
    ///
    /// A text in the acknowledgement is shown to that person, or to all with `"response_type":"in_channel"`.
    ///
    /// - Throws: ``ControlError`` when no Socket Mode socket is open, or there is no such person or channel.
    @discardableResult
    public func slashCommand(
        _ command: String,
        text: String = "",
        by user: String,
        in channel: String
    ) throws(ControlError) -> Interaction {
        try enter { (world) throws(ControlError) in
            try world.sendCommand(command, text: text, by: user, in: channel)
        }
    }

    /// Somebody clicks, chooses a shortcut or submits a view.
    ///
    /// A submitted view, if its `view` names the `id` of one that is shown, closes when the app acknowledges
    /// it, or does what the `response_action` in the acknowledgement says.
    ///
    /// - Parameters:
    ///   - payload: The interaction's own members, `type` first: `block_actions`, `shortcut`,
    ///     `view_submission` and so on. What every payload has (token, team, user, `trigger_id`,
    ///     `response_url`) is added where it is missing.
    ///   - user: Who acts.
    ///   - channel: Where, for what happens in a channel.
    ///   - message: The `ts` of the message that is acted upon.
    ///   - acceptsResponsePayload: Whether the acknowledgement may carry an answer; `nil` for what Slack
    ///     documents for the type.
    /// - Throws: ``ControlError`` when no Socket Mode socket is open, or there is no such person.
    @discardableResult
    public func interact(
        _ payload: [JSONMember],
        by user: String,
        in channel: String? = nil,
        message: String? = nil,
        acceptsResponsePayload: Bool? = nil
    ) throws(ControlError) -> Interaction {
        try enter { (world) throws(ControlError) in
            try world.sendInteraction(
                payload,
                by: user,
                in: channel,
                message: message,
                acceptsResponsePayload: acceptsResponsePayload
            )
        }
    }
}

extension World {
    fileprivate mutating func sendCommand(
        _ command: String,
        text: String,
        by user: String,
        in channel: String
    ) throws(SlackWorkspace.ControlError) -> SlackWorkspace.Interaction {
        guard let conversation = conversations[channel] else { throw .unknownChannel(channel) }
        guard let person = people[user] else { throw .unknownPerson(user) }
        let response = ResponseURL(
            channel: channel,
            user: user,
            message: nil,
            expiry: now + ResponseURL.lifetime
        )
        let url = responseURL("commands", response)
        let trigger = mintTrigger(for: user)
        let isDirect = conversation.channel.kind == .directMessage
        let payload: [JSONMember] = [
            JSONMember("token", .string(Self.verificationToken)),
            JSONMember("team_id", .string(team.id)),
            JSONMember("team_domain", .string(team.domain)),
            JSONMember("channel_id", .string(channel)),
            JSONMember(
                "channel_name",
                .string(isDirect ? "directmessage" : conversation.channel.name)
            ),
            JSONMember("user_id", .string(user)), JSONMember("user_name", .string(person.name)),
            JSONMember("command", .string(command)), JSONMember("text", .string(text)),
            JSONMember("api_app_id", .string(configuration.bot.appID)),
            JSONMember("is_enterprise_install", "false"),
            JSONMember("response_url", .string(url)), JSONMember("trigger_id", .string(trigger)),
        ]
        return try send(
            "slash_commands",
            payload,
            acceptsResponsePayload: true,
            trigger: trigger,
            url: url,
            response
        )
    }

    fileprivate mutating func sendInteraction(
        _ given: [JSONMember],
        by user: String,
        in channel: String?,
        message: String?,
        acceptsResponsePayload: Bool?
    ) throws(SlackWorkspace.ControlError) -> SlackWorkspace.Interaction {
        guard let person = people[user] else { throw .unknownPerson(user) }
        if let channel, conversations[channel] == nil { throw .unknownChannel(channel) }
        let response = ResponseURL(
            channel: channel ?? "",
            user: user,
            message: message,
            expiry: now + ResponseURL.lifetime
        )
        let url = responseURL("actions", response)
        let trigger = mintTrigger(for: user)
        let type = given["type"]?.string ?? ""
        var payload = commonMembers(of: type, by: person, trigger)
        payload += place(of: channel, message, url)
        let sent = try send(
            "interactive",
            payload.merging(given),
            acceptsResponsePayload: acceptsResponsePayload
                ?? ["block_actions", "block_suggestion", "view_submission"].contains(type),
            trigger: trigger,
            url: url,
            nil
        )
        if type == "view_submission", let view = given["view"]?["id"]?.string {
            envelopes.submissions[sent.envelopeID] = Submission(user: user, view: view)
        }
        return sent
    }

    private mutating func commonMembers(
        of type: String,
        by person: SlackWorkspace.Person,
        _ trigger: String
    ) -> [JSONMember] {
        let user: JSONValue = [
            "id": .string(person.id), "username": .string(person.name),
            "name": .string(person.name), "team_id": .string(team.id),
        ]
        return [
            JSONMember("type", .string(type)),
            JSONMember("token", .string(Self.verificationToken)),
            JSONMember("action_ts", .string(mintEventTimestamp())),
            JSONMember("team", ["id": .string(team.id), "domain": .string(team.domain)]),
            JSONMember("user", user),
            JSONMember("api_app_id", .string(configuration.bot.appID)),
            JSONMember("is_enterprise_install", false), JSONMember("enterprise", .null),
            JSONMember("trigger_id", .string(trigger)),
        ]
    }

    private func place(of channel: String?, _ message: String?, _ url: String) -> [JSONMember] {
        guard let channel, let conversation = conversations[channel] else { return [] }
        var members = [
            JSONMember(
                "channel",
                ["id": .string(channel), "name": .string(conversation.channel.name)]
            ),
            JSONMember("response_url", .string(url)),
        ]
        if let message, let found = conversation.message(message) {
            members.append(JSONMember("message", messageObject(found, in: conversation)))
            let container: JSONValue = [
                "type": "message", "message_ts": .string(message), "channel_id": .string(channel),
                "is_ephemeral": false,
            ]
            members.append(JSONMember("container", container))
        }
        return members
    }

    private mutating func send(
        _ type: String,
        _ payload: [JSONMember],
        acceptsResponsePayload: Bool,
        trigger: String,
        url: String,
        _ response: ResponseURL?
    ) throws(SlackWorkspace.ControlError) -> SlackWorkspace.Interaction {
        let id = sendEnvelope(
            type: type,
            acceptsResponsePayload: acceptsResponsePayload,
            payload: JSONValue.object(payload).bytes(spelled: .slack)
        )
        guard let id else { throw .noSocket }
        if acceptsResponsePayload { envelopes.responses[id] = response }
        return SlackWorkspace.Interaction(envelopeID: id, triggerID: trigger, responseURL: url)
    }
}
