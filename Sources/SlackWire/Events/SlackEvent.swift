/// One event of Slack, with its exact bytes.
///
/// It is the same object over RTM, in an envelope of Socket Mode and in an HTTP delivery. Its fields are
/// found in one pass when it is made and read when they are asked for; unknown types and fields pass
/// through untouched in ``json``.
public struct SlackEvent: Sendable {
    /// The event as it was received.
    public let json: JSONText
    private let fields: JSONFields

    /// Takes an event.
    ///
    /// A document that is no object is an event without fields, whose type is empty.
    public init(json: JSONText) {
        self.json = json
        fields =
            (try? WireField.scanner.scan(json.bytes.span.bytes))?.trimmed ?? JSONFields(count: 0)
    }

    /// Takes an event whose fields were found already.
    init(json: JSONText, fields: JSONFields) {
        self.json = json
        self.fields = fields.trimmed
    }

    /// The kind of event, for example `message`; empty if it names none.
    public var type: String { string(.type) ?? "" }
    /// The kind of message, for example `message_changed`; `nil` for an ordinary one.
    public var subtype: String? { string(.subtype) }
    /// The channel's id, wherever the event says it: in `channel`, which may be a whole object, in `channel_id`
    /// (slash commands, `file_shared`), in the `container` of an interaction, or in `item`.
    public var channel: String? {
        string(.channel) ?? string(.channelID) ?? string(.flatChannelID)
            ?? string(.containerChannelID) ?? string(.itemChannel)
    }
    /// The user's id: of `user`, which may be a whole object, or of `user_id`.
    public var user: String? { string(.user) ?? string(.userID) ?? string(.flatUserID) }
    /// The slash command with its slash, for example `/deploy`.
    public var command: String? { string(.command) }
    /// The text, with Slack's own escapes (`&amp;`, `&lt;`, `<@U1>`) as they stand.
    public var text: String? { string(.text) }
    /// The event's own `ts`; for a message its identity.
    public var ts: MessageTimestamp? { timestamp(.ts) }
    /// When the event happened, where that is not ``ts``.
    public var eventTimestamp: MessageTimestamp? { timestamp(.eventTS) }
    /// The `ts` of the thread's first message, for a message in a thread, for an edit of one, and for an
    /// interaction with one.
    public var threadTimestamp: MessageTimestamp? {
        timestamp(.threadTS) ?? thread(.containerThreadTS, of: .containerTS)
            ?? thread(.messageThreadTS, of: .messageTS)
    }
    /// The `ts` of the message that a thread about this event hangs from: the thread's first message where the
    /// event is in a thread, else the message that the event is, or is about.
    public var threadRoot: MessageTimestamp? {
        // An edit's `ts` is that of the editing, and the message stands inside.
        threadTimestamp ?? messageTimestamp ?? timestamp(.containerTS) ?? deletedTimestamp
            ?? itemTimestamp ?? ts
    }
    /// The id of the bot that posted.
    public var botID: String? { string(.botID) }
    /// The workspace's id: of `team`, which may be a whole object, or of `team_id`.
    public var team: String? { string(.team) ?? string(.teamID) ?? string(.flatTeamID) }
    /// `channel`, `group`, `im`, `mpim` or `app_home`; Socket Mode and HTTP only.
    public var channelType: String? { string(.channelType) }
    /// The id that the posting client gave its message.
    public var clientMessageID: String? { string(.clientMessageID) }
    /// The emoji's name, in a reaction.
    public var reaction: String? { string(.reaction) }
    /// Whether a client would not show the message, as with `message_changed`.
    public var isHidden: Bool {
        fields.bool(WireField.hidden.rawValue, in: json.bytes.span.bytes) ?? false
    }
    /// The `ts` of the message that a reaction or a pin is about.
    public var itemTimestamp: MessageTimestamp? { timestamp(.itemTS) }
    /// The `ts` of the message that was changed or replied to.
    public var messageTimestamp: MessageTimestamp? { timestamp(.messageTS) }
    /// The `ts` of the message that was deleted.
    public var deletedTimestamp: MessageTimestamp? { timestamp(.deletedTS) }

    /// Every `ts` of a message that this event is about or belongs to, its own first.
    ///
    /// An event can only come after the call or the send that made one of these.
    public var mentionedTimestamps: [MessageTimestamp] {
        var found: [MessageTimestamp] = []
        for field in WireField.mentions {
            guard let timestamp = timestamp(field), !found.contains(timestamp) else { continue }
            found.append(timestamp)
        }
        return found
    }

    /// The value of a top-level field; `nil` if there is none.
    ///
    /// - Complexity: O(*n*) in the size of the event.
    public subscript(name: String) -> JSONValue? {
        let bytes = json.bytes.span.bytes
        guard let place = bytes.rangeOfMember(name) else { return nil }
        return try? JSONValue(parsing: bytes.extracting(place).withUnsafeBytes { Array($0) })
    }

    /// Whether the event says when it happened or, as a message, when it was posted.
    package var hasTime: Bool {
        if fields.contains(WireField.eventTS.rawValue) { return true }
        guard fields.contains(WireField.ts.rawValue), ts != nil else { return false }
        return type == "message"
    }

    private func string(_ field: WireField) -> String? {
        fields.string(field.rawValue, in: json.bytes.span.bytes)
    }

    private func timestamp(_ field: WireField) -> MessageTimestamp? {
        string(field).map { MessageTimestamp($0) }
    }

    /// The thread of a message inside the event; a thread's own first message is in none.
    private func thread(_ field: WireField, of message: WireField) -> MessageTimestamp? {
        timestamp(field).flatMap { $0 == timestamp(message) ? nil : $0 }
    }
}

extension SlackEvent: Hashable {
    /// Whether two events have the same bytes.
    public static func == (left: SlackEvent, right: SlackEvent) -> Bool { left.json == right.json }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { json.hash(into: &hasher) }
}
