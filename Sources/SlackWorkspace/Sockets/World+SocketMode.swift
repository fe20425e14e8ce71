import SlackWire

/// Envelopes and their acknowledgements (docs.slack.dev/apis/events-api/using-socket-mode).
extension World {
    /// How long an app has to acknowledge.
    static let acknowledgementTime: Duration = .seconds(3)
    /// When an event that was not acknowledged is sent again, after the attempt before: at once when the
    /// time for the acknowledgement is over, then after one minute, then after five.
    static let retryDelays: [Duration] = [acknowledgementTime, .seconds(60), .seconds(300)]

    /// The Socket Mode sockets that are open, in the order in which they were opened.
    var appSockets: [String] {
        connections.ids.filter { id in
            connections[id].map { $0.isSocketMode && $0.isOpen } ?? false
        }
    }

    /// Hands an event to the app, with an `app_mention` beside a message that names the bot.
    ///
    /// An event for an app without an open socket counts as a failed attempt and is sent again later, as
    /// Slack does.
    ///
    /// - Returns: Whether the app has Socket Mode and wants such events.
    mutating func deliverToApp(_ event: Event) -> Bool {
        guard envelopes.isInUse, !Event.onlyRTM.contains(event.type), !event.isOnlyRTM,
            event.audience?.contains(configuration.bot.userID) ?? true
        else { return false }
        var isWanted = false
        if isSubscribed(to: event) {
            isWanted = true
            deliver(Self.completed(event.json.bytes, of: event, kind: kind(of: event)), event.type)
        }
        if isMention(event), configuration.subscriptions?.contains("app_mention") ?? true {
            isWanted = true
            var mention = event.json.bytes
            if let type = mention.span.bytes.rangeOfMember("type") {
                mention.replaceSubrange(type, with: "\"app_mention\"".utf8)
            }
            mention = Self.completed(mention, of: event, kind: nil)
            deliver(mention, "app_mention")
        }
        return isWanted
    }

    private func kind(of event: Event) -> SlackWorkspace.Channel.Kind? {
        guard event.type == "message" else { return nil }
        return event.channel.flatMap { conversations[$0]?.channel.kind }
    }

    private func isSubscribed(to event: Event) -> Bool {
        guard let subscriptions = configuration.subscriptions else { return true }
        if subscriptions.contains(event.type) { return true }
        guard let kind = kind(of: event) else { return false }
        return subscriptions.contains("message.\(kind.eventSuffix)")
    }

    private func isMention(_ event: Event) -> Bool {
        guard let text = event.text, let channel = event.channel, event.author != nil,
            event.author != configuration.bot.userID, event.author != configuration.bot.botID,
            conversations[channel]?.channel.kind != .directMessage
        else { return false }
        return text.contains("<@\(configuration.bot.userID)>")
            || text.contains("<@\(configuration.bot.userID)|")
    }

    /// The event's bytes with what the Events API adds to a message: `event_ts` and `channel_type`.
    private static func completed(
        _ bytes: [UInt8],
        of event: Event,
        kind: SlackWorkspace.Channel.Kind?
    ) -> [UInt8] {
        var completed = bytes
        if event.type == "message",
            bytes.span.bytes.rangeOfMember("event_ts") == nil,
            let ts = bytes.span.bytes.rangeOfMember("ts")
        {
            completed.removeLast()
            completed += ",\"event_ts\":".utf8 + bytes[ts] + "}".utf8
        }
        if let kind, bytes.span.bytes.rangeOfMember("channel_type") == nil {
            completed.removeLast()
            completed += ",\"channel_type\":\"\(kind.channelType)\"}".utf8
        }
        return completed
    }

    private mutating func deliver(_ event: [UInt8], _ type: String) {
        let key = identifiers.next("Ev")
        let payload = eventCallback(id: key, event, type)
        envelopes.add(EnvelopeLedger.Delivery(payload: payload), key: key)
        attempt(key, again: false)
    }

    private func eventCallback(id: String, _ event: [UInt8], _ type: String) -> [UInt8] {
        let bot = configuration.bot
        let before: [JSONMember] = [
            JSONMember("token", .string(Self.verificationToken)),
            JSONMember("team_id", .string(team.id)),
            JSONMember("api_app_id", .string(bot.appID)),
        ]
        let authorization: JSONValue = [
            "enterprise_id": .null, "team_id": .string(team.id), "user_id": .string(bot.userID),
            "is_bot": true, "is_enterprise_install": false,
        ]
        let after: [JSONMember] = [
            JSONMember("type", "event_callback"), JSONMember("event_id", .string(id)),
            JSONMember("event_time", .integer(wallSeconds)),
            JSONMember("authorizations", [authorization]),
            JSONMember("is_ext_shared_channel", false),
            JSONMember("event_context", .string("1-\(type)-\(team.id)-\(bot.appID)")),
        ]
        var bytes = JSONValue.object(before).bytes(spelled: .slack)
        bytes.removeLast()
        bytes += ",\"event\":".utf8 + event + ",".utf8
        return bytes + JSONValue.object(after).bytes(spelled: .slack).dropFirst()
    }

    private mutating func attempt(_ key: String, again: Bool) {
        let envelope = identifiers.uuid()
        guard let delivery = envelopes.attempt(key, in: envelope, again: again) else { return }
        if let socket = envelopes.choose(from: appSockets) {
            let retry: [JSONMember] = [
                JSONMember("retry_attempt", .integer(delivery.attempt)),
                JSONMember("retry_reason", delivery.attempt == 0 ? "" : "timeout"),
            ]
            let bytes = Self.envelope(
                envelope,
                type: "events_api",
                acceptsResponsePayload: false,
                retry: retry,
                payload: delivery.payload
            )
            enqueue(.message(SocketMessage(bytes: bytes)), to: socket)
        }
        if delivery.attempt < Self.retryDelays.count {
            let delay = Self.retryDelays[delivery.attempt]
            timers.schedule(.redeliver(key), at: now + delay)
        } else {
            envelopes.abandon(key)
        }
    }

    /// Sends an event again that was not acknowledged in time.
    mutating func redeliver(_ key: String) {
        attempt(key, again: true)
    }

    /// The bytes of an envelope.
    static func envelope(
        _ id: String,
        type: String,
        acceptsResponsePayload: Bool,
        retry: [JSONMember] = [],
        payload: [UInt8]
    ) -> [UInt8] {
        let members: [JSONMember] = [
            JSONMember("envelope_id", .string(id)), JSONMember("type", .string(type)),
            JSONMember("accepts_response_payload", .bool(acceptsResponsePayload)),
        ]
        var bytes = JSONValue.object(members + retry).bytes(spelled: .slack)
        bytes.removeLast()
        return bytes + ",\"payload\":".utf8 + payload + "}".utf8
    }

    /// Sends an envelope that Slack sends once: a command, a click, a shortcut.
    ///
    /// - Returns: The envelope's id; `nil` when no socket is open, and then nobody gets it.
    mutating func sendEnvelope(
        type: String,
        acceptsResponsePayload: Bool,
        payload: [UInt8]
    ) -> String? {
        guard let socket = envelopes.choose(from: appSockets) else { return nil }
        let id = identifiers.uuid()
        let bytes = Self.envelope(
            id,
            type: type,
            acceptsResponsePayload: acceptsResponsePayload,
            payload: payload
        )
        enqueue(.message(SocketMessage(bytes: bytes)), to: socket)
        return id
    }

    /// Sends an envelope of the script as it is, to one socket.
    mutating func deliverEnvelopeVerbatim(_ json: JSONText, _ value: JSONValue) {
        if let event = value["payload"]?["event"] { ingest(event) }
        if let payload = value["payload"] { honour(payload) }
        guard let socket = envelopes.choose(from: appSockets) else { return }
        enqueue(.message(SocketMessage(bytes: json.bytes)), to: socket)
    }

    /// Takes an acknowledgement: any number of times, for any envelope, in any order.
    ///
    /// One that is too large ends the socket, as it does at Slack, in Slack's words.
    mutating func receiveAcknowledgement(_ message: SocketMessage, from id: String) {
        let limit = EnvelopeAcknowledgement.sizeLimit
        guard message.bytes.count <= limit else {
            let reason = "Max frame length of \(limit) has been exceeded."
            return end(id, SocketClose(code: 1009, reason: reason, by: .peer))
        }
        guard let frame = try? JSONValue(parsing: message.bytes),
            let envelope = frame["envelope_id"]?.string
        else { return }
        let acknowledgement = SlackWorkspace.Acknowledgement(
            envelopeID: envelope,
            payload: frame["payload"].map { JSONText($0) },
            at: now
        )
        if let key = envelopes.acknowledge(acknowledgement) { timers.cancelRedelivery(of: key) }
        if let submission = envelopes.submissions.removeValue(forKey: envelope) {
            finish(submission, with: frame["payload"])
        }
        if let payload = frame["payload"] { respond(to: envelope, with: payload) }
    }

    /// What old apps compare to know that Slack calls; no secret here.
    static let verificationToken = "verification-token"
}

extension SlackWorkspace.Channel.Kind {
    /// What a message event calls the kind of its channel.
    var channelType: String {
        switch self {
        case .publicChannel: "channel"
        case .privateChannel: "group"
        case .directMessage: "im"
        case .groupMessage: "mpim"
        }
    }

    /// How subscriptions to messages are called: `message.` and this.
    var eventSuffix: String {
        switch self {
        case .publicChannel: "channels"
        case .privateChannel: "groups"
        case .directMessage: "im"
        case .groupMessage: "mpim"
        }
    }
}
