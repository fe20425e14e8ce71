public import SlackWire

/// Something that happened in a bot, and when.
///
/// Activities are told to the observer synchronously, one at a time, in the order in which they took
/// effect: `began` before the handler's first line, `ended` after its last, `called` before the request
/// leaves and `answered` before the handler sees the answer.
public struct BotActivity: Sendable {
    /// Time since the start of the bot's clock.
    public var at: Duration
    /// What happened.
    public var kind: Kind

    /// Makes an activity.
    public init(at: Duration, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }

    /// What happened.
    ///
    /// Events, calls and connections count from 1, each on its own; so do the ids of messages. An
    /// `event` beside a call or a message is the one whose handler made it.
    ///
    /// What is large and seldom stands apart in memory, so that the activities that come with every event are small.
    public enum Kind: Sendable {
        /// Slack said who the bot is.
        indirect case identified(BotIdentity)
        /// A connection is being asked for; `attempt` counts from 1 since the last that lasted.
        case connecting(attempt: Int)
        /// Slack greeted the bot on this connection, and messages go over it from now on.
        case connected(connection: Int)
        /// Slack asked the bot to move to a new connection.
        indirect case leaving(connection: Int, reason: String)
        /// A connection ended.
        indirect case disconnected(connection: Int, SocketClose)
        /// An attempt failed; the next is made after a pause.
        indirect case reconnecting(after: Duration, reason: String)
        /// An event arrived and was taken.
        case received(event: Int, SlackEvent)
        /// An event arrived and was not taken.
        case ignored(SlackEvent, IgnoredReason)
        /// A handler starts on an event.
        case began(event: Int)
        /// A handler returned, or threw what is described.
        case ended(event: Int, error: String?)
        /// An event was dropped because the backlog was full.
        case dropped(event: Int)
        /// An event had not begun when the time to drain was over.
        case abandoned(event: Int)
        /// A call left. Its token is not shown.
        indirect case called(call: Int, event: Int?, WebAPICall)
        /// A call ended.
        indirect case answered(call: Int, event: Int?, CallOutcome)
        /// A message left over the socket.
        case sent(message: Int, event: Int?, SocketMessage)
        /// A message that was to leave has not, or nobody knows.
        indirect case unsent(message: Int, event: Int?, TransportFailure)
        /// Slack answered a message; `isExpected` is false if nobody waits for it (any longer).
        indirect case acknowledged(message: Int?, RTMAcknowledgement, isExpected: Bool)
        /// The acknowledgement of an envelope leaves, with an answer in it or without.
        indirect case acknowledgedEnvelope(Envelope, payload: JSONValue?, event: Int?)
        /// The acknowledgement that was to leave has not, or nobody knows.
        ///
        /// Slack delivers an event again then. It does not do so with a command or an interaction, whose user is told
        /// that the app did not respond.
        indirect case lostAcknowledgement(Envelope, event: Int?, TransportFailure)
        /// A frame was not what Slack sends.
        indirect case unreadable(connection: Int, JSONError, SocketMessage)
        /// Slack reported an error that belongs to no message.
        indirect case slackError(connection: Int, code: Int?, message: String)
        /// The bot takes no more events and finishes what it has.
        case stopping(reason: String)
        /// The bot has ended; nothing comes after this.
        indirect case stopped(BotSummary)
    }

    /// Why an event was not taken.
    public enum IgnoredReason: String, Sendable, Hashable {
        /// The bot posted it.
        case ownMessage
        /// An earlier delivery was handled, or still is.
        case redelivery
        /// The bot is stopping.
        case stopping
    }

    /// How a call ended.
    public enum CallOutcome: Sendable, Hashable {
        /// With an answer: its HTTP status and, for a JSON body, Slack's error code if it said
        /// `"ok":false`.
        case answer(status: Int, error: String?)
        /// Without one.
        case failure(TransportFailure)
    }
}
