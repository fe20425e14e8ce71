/// Every field that is read off a frame or an event; one scan finds them all.
///
/// The raw values are the places in the scanner's list.
enum WireField: Int, CaseIterable {
    // Events.
    case type, subtype, channel, user, text, ts, eventTS, threadTS, botID, team, channelType
    case clientMessageID, reaction, hidden, deletedTS
    case channelID, userID, itemChannel, itemTS, messageTS, previousTS, messageThreadTS
    // Commands, interactions, and events that name instead of nesting.
    case command, flatChannelID, flatUserID, flatTeamID, teamID
    case containerChannelID, containerTS, containerThreadTS
    // RTM's answers.
    case replyTo, ok, error, errorCode, errorMessage
    // Socket Mode.
    case envelopeID, reason, acceptsResponse, retryAttempt, retryReason, payload, payloadEvent

    /// The fields that name a message, an event's own first.
    static let mentions: [WireField] = [
        .ts, .threadTS, .itemTS, .messageTS, .messageThreadTS, .previousTS, .deletedTS,
        .containerTS,
        .containerThreadTS,
    ]

    /// Finds all of them.
    static let scanner = JSONFieldScanner(allCases.map(\.path))

    private var path: [String] {
        switch self {
        case .type: ["type"]
        case .subtype: ["subtype"]
        case .channel: ["channel"]
        case .user: ["user"]
        case .text: ["text"]
        case .ts: ["ts"]
        case .eventTS: ["event_ts"]
        case .threadTS: ["thread_ts"]
        case .botID: ["bot_id"]
        case .team: ["team"]
        case .channelType: ["channel_type"]
        case .clientMessageID: ["client_msg_id"]
        case .reaction: ["reaction"]
        case .hidden: ["hidden"]
        case .deletedTS: ["deleted_ts"]
        case .channelID: ["channel", "id"]
        case .userID: ["user", "id"]
        case .itemChannel: ["item", "channel"]
        case .itemTS: ["item", "ts"]
        case .messageTS: ["message", "ts"]
        case .previousTS: ["previous_message", "ts"]
        case .messageThreadTS: ["message", "thread_ts"]
        case .command: ["command"]
        case .flatChannelID: ["channel_id"]
        case .flatUserID: ["user_id"]
        case .flatTeamID: ["team_id"]
        case .teamID: ["team", "id"]
        case .containerChannelID: ["container", "channel_id"]
        case .containerTS: ["container", "message_ts"]
        case .containerThreadTS: ["container", "thread_ts"]
        case .replyTo: ["reply_to"]
        case .ok: ["ok"]
        case .error: ["error"]
        case .errorCode: ["error", "code"]
        case .errorMessage: ["error", "msg"]
        case .envelopeID: ["envelope_id"]
        case .reason: ["reason"]
        case .acceptsResponse: ["accepts_response_payload"]
        case .retryAttempt: ["retry_attempt"]
        case .retryReason: ["retry_reason"]
        case .payload: ["payload"]
        case .payloadEvent: ["payload", "event"]
        }
    }
}
