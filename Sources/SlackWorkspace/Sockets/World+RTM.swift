import SlackWire

/// What clients say over RTM (docs.slack.dev/legacy/legacy-rtm-api).
extension World {
    /// The largest frame a client may send, in bytes; beyond it Slack disconnects.
    static let frameLimit = 16 * 1024
    /// The longest text a client may send, in characters.
    static let socketTextLimit = 4_000

    /// Takes a frame from an RTM client.
    ///
    /// `id` may be missing and may repeat: real clients do both. A frame that is no JSON object, or too
    /// large, ends the socket; the close codes are those of RFC 6455, since Slack documents none.
    mutating func receiveRTM(_ message: SocketMessage, from id: String, _ rtm: Connection.RTM) {
        if message.bytes.count > Self.frameLimit {
            return end(id, SocketClose(code: 1009, reason: "message too big", by: .peer))
        }
        guard let frame = try? JSONValue(parsing: message.bytes), frame.members != nil else {
            return end(id, SocketClose(code: 1007, reason: "invalid payload", by: .peer))
        }
        switch frame["type"]?.string {
        case "message": receiveMessage(frame, from: id, rtm)
        case "typing": receiveTyping(frame, from: id, rtm)
        case "ping": enqueuePong(frame, to: id)
        case "presence_sub": subscribe(frame, from: id)
        case "presence_query": sendPresence(of: Self.ids(in: frame), to: id, rtm)
        default: break
        }
    }

    private mutating func receiveMessage(
        _ frame: JSONValue,
        from id: String,
        _ rtm: Connection.RTM
    ) {
        guard let text = frame["text"]?.string, !text.isEmpty else {
            return refuse(frame, on: id, code: 2, "message text is missing")
        }
        guard text.unicodeScalars.count <= Self.socketTextLimit else {
            return refuse(frame, on: id, code: 2, "message text is too long")
        }
        guard let channel = frame["channel"]?.string, let found = conversations[channel],
            !found.channel.isArchived, found.has(rtm.user)
        else { return refuse(frame, on: id, code: 2, "channel not found") }
        guard mayConnectionSend(id, rtm) else { return }
        let message = post(
            authored(by: rtm.user, text: text),
            in: channel,
            thread: frame["thread_ts"]?.string,
            isBroadcast: frame["reply_broadcast"]?.bool ?? false,
            except: id
        )
        acknowledge(
            frame,
            on: id,
            [JSONMember("ts", .string(message.ts)), JSONMember("text", .string(text))]
        )

        /// Counts the message against the limit, and answers it when it is one too many.
        func mayConnectionSend(_ id: String, _ rtm: Connection.RTM) -> Bool {
            guard let limit = configuration.sendLimit else { return true }
            var rtm = rtm
            rtm.sent.removeAll { $0 + limit.period <= now }
            let isAllowed = rtm.sent.count < limit.messages
            if isAllowed { rtm.sent.append(now) }
            rtm.refusals = isAllowed ? 0 : rtm.refusals + 1
            _ = connections.update(id) { $0.kind = .rtm(rtm) }
            if isAllowed { return true }
            refuse(frame, on: id, code: -1, "slow down, too many messages...")
            if rtm.refusals >= limit.patience {
                end(id, SocketClose(code: 1008, reason: "too many messages", by: .peer))
            }
            return false
        }
    }

    private mutating func receiveTyping(
        _ frame: JSONValue,
        from id: String,
        _ rtm: Connection.RTM
    ) {
        guard let channel = frame["channel"]?.string, let found = conversations[channel] else {
            return refuse(frame, on: id, code: 2, "channel not found")
        }
        let others = Set(found.channel.members).subtracting([rtm.user])
        let event: [JSONMember] = [
            JSONMember("type", "user_typing"), JSONMember("channel", .string(channel)),
            JSONMember("user", .string(rtm.user)),
        ]
        publish(Event(event, except: id, audience: others))
    }

    /// A pong repeats every flat member of its ping, and says which ping it answers.
    private mutating func enqueuePong(_ frame: JSONValue, to id: String) {
        var pong = [JSONMember("type", "pong")]
        if let number = frame["id"] { pong.append(JSONMember("reply_to", number)) }
        for member in frame.members ?? [] where member.name != "type" && member.name != "id" {
            switch member.value {
            case .array, .object: continue
            default: pong.append(member)
            }
        }
        reply(pong, on: id)
    }

    private mutating func subscribe(_ frame: JSONValue, from id: String) {
        let wanted = Array(Self.ids(in: frame).prefix(500))
        guard case .rtm(var rtm)? = connections[id]?.kind else { return }
        rtm.presence = wanted
        _ = connections.update(id) { $0.kind = .rtm(rtm) }
        sendPresence(of: wanted, to: id, rtm)
    }

    private static func ids(in frame: JSONValue) -> [String] {
        frame["ids"]?.array?.compactMap(\.string) ?? []
    }

    // MARK: Replies

    private mutating func acknowledge(_ frame: JSONValue, on id: String, _ members: [JSONMember]) {
        var reply = [JSONMember("ok", true)]
        if let number = frame["id"] { reply.append(JSONMember("reply_to", number)) }
        self.reply(reply + members, on: id)
    }

    private mutating func refuse(_ frame: JSONValue, on id: String, code: Int, _ wording: String) {
        var reply = [JSONMember("ok", false)]
        if let number = frame["id"] { reply.append(JSONMember("reply_to", number)) }
        let error: JSONValue = ["code": .integer(code), "msg": .string(wording)]
        self.reply(reply + [JSONMember("error", error)], on: id)
    }

    private mutating func reply(_ members: [JSONMember], on id: String) {
        let latency = identifiers.duration(within: configuration.ackLatency)
        guard latency > .zero else { return sendJSON(members, to: id) }
        let message = SocketMessage(bytes: JSONValue.object(members).bytes(spelled: .slack))
        timers.schedule(.send(message, to: id), at: now + latency)
    }
}
