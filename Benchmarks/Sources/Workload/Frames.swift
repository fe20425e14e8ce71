/// Slack's frames and answers, spelled as Slack spells them today.
struct Frames {
    let team: String
    let bot: String
    let botID: String

    /// A message of a person, with its rich text.
    func message(_ message: Message, id: String, block: String) -> String {
        """
        {"client_msg_id":"\(id)",\(body(of: message, block: block)),"channel":"\(message.channel)",\
        "event_ts":"\(message.ts)","suppress_notification":false}
        """
    }

    /// What a person's message has inside an edit, too.
    private func body(of message: Message, block: String) -> String {
        """
        "type":"message","text":"\(message.text)","user":"\(message.user)","ts":"\(message.ts)",\
        "team":"\(team)","source_team":"\(team)","user_team":"\(team)",\
        "blocks":[\(richText(message.text, block: block))]
        """
    }

    private func richText(_ text: String, block: String) -> String {
        """
        {"type":"rich_text","block_id":"\(block)","elements":[{"type":"rich_text_section",\
        "elements":[{"type":"text","text":"\(text)"}]}]}
        """
    }

    /// An edit: the message as it is and as it was.
    func edit(of old: Message, to text: String, at ts: String, block: String) -> String {
        let new = Message(channel: old.channel, user: old.user, text: text, ts: old.ts)
        return """
            {"type":"message","subtype":"message_changed","message":{\(body(of: new, block: block)),\
            "edited":{"user":"\(old.user)","ts":"\(ts)"}},\
            "previous_message":{\(body(of: old, block: block))},"channel":"\(old.channel)",\
            "hidden":true,"ts":"\(ts)","event_ts":"\(ts)"}
            """
    }

    /// A reaction to a message.
    func reaction(_ name: String, by user: String, to item: Message, at ts: String) -> String {
        """
        {"type":"reaction_added","user":"\(user)","reaction":"\(name)","item":{"type":"message",\
        "channel":"\(item.channel)","ts":"\(item.ts)"},"item_user":"\(item.user)","event_ts":"\(ts)"}
        """
    }

    /// What the bot posted by the Web API, as everybody sees it.
    func echo(_ message: Message, block: String) -> String {
        """
        {"subtype":"bot_message","text":"\(message.text)","type":"message","bot_id":"\(botID)",\
        "app_id":"A0BENCH001","team":"\(team)","blocks":[\(richText(message.text, block: block))],\
        "channel":"\(message.channel)","ts":"\(message.ts)","event_ts":"\(message.ts)"}
        """
    }

    /// The answer to `chat.postMessage`.
    func posted(_ message: Message, block: String) -> String {
        """
        {"ok":true,"channel":"\(message.channel)","ts":"\(message.ts)","message":{\
        "user":"\(bot)","type":"message","ts":"\(message.ts)","bot_id":"\(botID)",\
        "app_id":"A0BENCH001","text":"\(message.text)","team":"\(team)",\
        "blocks":[\(richText(message.text, block: block))]}}
        """
    }

    /// The answer to `rtm.connect`.
    func connected(url: String) -> String {
        """
        {"ok":true,"url":"\(url)","team":{"id":"\(team)","name":"Bench","domain":"bench"},\
        "self":{"id":"\(bot)","name":"bench"}}
        """
    }
}

/// A message's parts, its text spelled as in JSON.
struct Message {
    let channel: String
    let user: String
    let text: String
    let ts: String
}
