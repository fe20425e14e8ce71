import SlackWire

/// What a recording's calls and sockets show of what goes around it.
///
/// No I/O, no clock.
struct SocketNotices: Sendable {
    /// How long a bot may call before it is said that it asks for no socket: most ask within seconds.
    private static let patience = Duration.seconds(30)

    private var firstCall: Duration?
    private var giver: String?
    private var hasOpened = false
    private var saidNoSocket = false

    /// A method was answered.
    ///
    /// - Returns: What is to be told, if anything.
    mutating func called(_ method: String, givesLink: Bool, at now: Duration) -> String? {
        if givesLink { giver = method }
        let first = firstCall ?? now
        firstCall = first
        guard giver == nil, !hasOpened, !saidNoSocket, now - first >= Self.patience else {
            return nil
        }
        saidNoSocket = true
        return Self.noSocket
    }

    /// A socket was asked for through the recorder.
    mutating func opened() { hasOpened = true }

    /// What is to be told when the recording is over.
    var atEnd: String? {
        if hasOpened { return nil }
        if let giver {
            return
                "\(giver) gave the bot a link to a WebSocket, and nobody opened it through the recorder: "
                + "if the bot was connected, it went around, and what Slack said to it is not in the recording; "
                + "does it follow the link as it stands in the answer?"
        }
        return firstCall == nil || saidNoSocket ? nil : Self.noSocket
    }

    private static let noSocket =
        "the bot asks for no WebSocket, so only what it calls is recorded: what Slack sends to a bot's request "
        + "URL by HTTP does not pass here; to have its events in the recording, connect it by Socket Mode or RTM"
}
