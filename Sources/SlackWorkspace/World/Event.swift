import SlackWire

/// Something that happened, on its way to the sockets.
struct Event: Sendable {
    /// The event's bytes: the script's own, or the workspace's in Slack's spelling.
    var json: JSONText
    /// The event's type.
    var type: String
    /// The channel it is about, if any.
    var channel: String?
    /// The message's text, to find who is mentioned; `nil` for anything but a plain message.
    var text: String?
    /// The author of a message.
    var author: String?
    /// The one socket that does not get it, because it caused it.
    var except: String?
    /// Only sockets of these users get it; `nil` for all.
    var audience: Set<String>?
    /// Whether apps do not get it over the Events API although they get others of its type.
    var isOnlyRTM = false

    /// Wraps an event that the workspace itself has to tell.
    init(_ members: [JSONMember], except: String? = nil, audience: Set<String>? = nil) {
        self.init(
            json: JSONText(uncheckedBytes: JSONValue.object(members).bytes(spelled: .slack)),
            value: .object(members)
        )
        self.except = except
        self.audience = audience
    }

    /// Wraps an event with the bytes it has.
    init(json: JSONText, value: JSONValue) {
        self.json = json
        type = value["type"]?.string ?? ""
        channel =
            value["channel"]?.string ?? value["channel_id"]?.string
            ?? value["item"]?["channel"]?.string
        if type == "message", value["hidden"]?.bool != true {
            text = value["text"]?.string
            author = value["user"]?.string ?? value["bot_id"]?.string
        }
    }

    /// Types that only RTM has (docs.slack.dev/reference/events and the old RTM catalogue); all others
    /// reach apps over the Events API too.
    static let onlyRTM: Set<String> = [
        "", "hello", "goodbye", "pong", "error", "reconnect_url", "team_migration_started",
        "user_typing", "presence_change", "manual_presence_change", "desktop_notification",
        "update_thread_state", "channel_joined", "channel_marked", "group_joined", "group_marked",
        "im_marked", "mpim_joined", "mpim_open", "mpim_close", "mpim_marked", "group_join",
        "bot_added", "bot_changed", "pref_change", "accounts_changed", "commands_changed",
        "team_pref_change", "team_profile_change", "thread_marked", "file_comment_added",
        "file_comment_edited", "file_comment_deleted",
    ]
}
