import SlackWire

extension World {
    /// The members of a message by a user, as Slack writes them; a bot's message also names the bot.
    func authored(by user: String, text: String, isFromApp: Bool = false) -> [JSONMember] {
        var members = [
            JSONMember("type", "message"), JSONMember("user", .string(user)),
            JSONMember("text", .string(text)), JSONMember("team", .string(team.id)),
        ]
        let bot = configuration.bot
        if user == bot.userID {
            members.append(JSONMember("bot_id", .string(bot.botID)))
            if isFromApp {
                members.append(JSONMember("app_id", .string(bot.appID)))
                members.append(JSONMember("bot_profile", botProfile))
            }
        }
        return members
    }

    /// Puts a message into a channel and tells everybody, save the socket that sent it.
    ///
    /// - Parameters:
    ///   - content: The message's members, without `ts`.
    ///   - ts: The `ts` that was minted for it before; `nil` for a fresh one.
    ///   - thread: The `ts` of the message that it answers.
    ///   - isBroadcast: Whether an answer is also shown in the channel.
    mutating func post(
        _ content: [JSONMember],
        in channel: String,
        as ts: String? = nil,
        thread: String? = nil,
        isBroadcast: Bool = false,
        except socket: String? = nil
    ) -> Message {
        let ts = ts ?? mintTimestamp(in: channel)
        var content = content
        content["ts"] = .string(ts)
        if let thread {
            content["thread_ts"] = .string(thread)
            if isBroadcast { content["subtype"] = "thread_broadcast" }
        }
        let message = Message(ts: ts, content: content, threadTimestamp: thread)
        _ = conversations.update(channel) { conversation in
            conversation.insert(message)
            if let thread { _ = conversation.update(thread) { $0.threadTimestamp = thread } }
        }
        var event = Event(eventMembers(of: message, in: channel))
        event.except = socket
        announce(event)
        if let thread { announceReply(to: thread, in: channel) }
        return message
    }

    /// A message as an event tells it.
    func eventMembers(of message: Message, in channel: String) -> [JSONMember] {
        message.content.merging([
            JSONMember("channel", .string(channel)), JSONMember("event_ts", .string(message.ts)),
        ])
    }

    /// Over RTM the root of a thread tells of its new answer.
    private mutating func announceReply(to root: String, in channel: String) {
        guard let conversation = conversations[channel], let message = conversation.message(root)
        else { return }
        var event = Event([
            JSONMember("type", "message"), JSONMember("subtype", "message_replied"),
            JSONMember("hidden", true), JSONMember("channel", .string(channel)),
            JSONMember("message", .object(threadRoot(message, in: conversation))),
            JSONMember("event_ts", .string(mintEventTimestamp())),
            JSONMember("ts", .string(mintTimestamp(in: channel))),
        ])
        event.isOnlyRTM = true
        announce(event)
    }

    /// The root of a thread with what is known of its answers.
    func threadRoot(_ message: Message, in conversation: Conversation) -> [JSONMember] {
        let replies = conversation.replies(to: message.ts)
        var users: [String] = []
        for user in replies.compactMap({ $0.user ?? $0.botID }) where !users.contains(user) {
            users.append(user)
        }
        return message.content.merging([
            JSONMember("thread_ts", .string(message.ts)),
            JSONMember("reply_count", .integer(replies.count)),
            JSONMember("reply_users_count", .integer(users.count)),
            JSONMember("latest_reply", .optional(replies.last?.ts)),
            JSONMember("reply_users", .strings(users)),
            JSONMember(
                "replies",
                .array(
                    replies.map { ["user": .optional($0.user ?? $0.botID), "ts": .string($0.ts)] }
                )
            ),
            JSONMember("is_locked", false), JSONMember("subscribed", false),
        ])
    }

    /// The channel that a call means, when the caller may speak there.
    ///
    /// A user's id stands for the direct message with that user, as in Slack.
    mutating func channelToPost(_ name: String, by user: String) throws(MethodError) -> String {
        var id = name
        if people[name] != nil {
            id = openDirectMessage(of: user, with: name)
        } else if let found = conversations.values.first(where: {
            !name.isEmpty && ($0.channel.name == name || "#" + $0.channel.name == name)
        }) {
            id = found.channel.id
        }
        guard let conversation = conversations[id] else { throw .channelNotFound }
        let isOpenToAll =
            conversation.channel.kind == .publicChannel
            && configuration.scopes.contains("chat:write.public")
        guard conversation.has(user) || isOpenToAll else {
            throw conversation.channel.kind == .publicChannel ? .notInChannel : .channelNotFound
        }
        if conversation.channel.isArchived { throw .isArchived }
        return id
    }

    /// The direct message between two, made if it is not there.
    mutating func openDirectMessage(of user: String, with other: String) -> String {
        let pair: Set<String> = [user, other]
        for conversation in conversations.values
        where conversation.channel.kind == .directMessage
            && Set(conversation.channel.members) == pair
        {
            return conversation.channel.id
        }
        let channel = SlackWorkspace.Channel(
            id: identifiers.next("D"),
            kind: .directMessage,
            members: user == other ? [user] : [user, other],
            creator: user,
            created: wallSeconds
        )
        conversations[channel.id] = Conversation(channel)
        return channel.id
    }
}
