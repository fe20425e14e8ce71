public import SlackWire

/// One line of a recorded session: something that passed the transport, and when.
public struct SessionEntry: Sendable, Hashable {
    /// What passed the transport.
    public enum Kind: Sendable, Hashable {
        /// The bot made a call. Ids count from 1 in the order of the calls.
        case call(id: Int, WebAPICall)
        /// Slack answered the call of that id.
        case answer(call: Int, WebAPIAnswer)
        /// Slack began to answer the call of that id: the head of an answer whose body then flows, without that.
        ///
        /// The answer as a whole follows when it is whole.
        case head(call: Int, WebAPIAnswer)
        /// So much of that body came.
        case chunk(call: Int, BodyChunk)
        /// All that came of a body that broke off; the call's `failure` follows.
        case part(call: Int, [UInt8])
        /// The same, in a file of its own: there is much of it.
        case partFile(call: Int, BodyFile)
        /// The call of that id got no answer, or not all of it.
        case failure(call: Int, TransportFailure)
        /// The bot asked for a socket. Sockets count from 1; `call` is the one whose answer gave the URL.
        ///
        /// If nothing went wrong the socket's frames follow; if something did, `refused` does.
        case open(socket: Int, SocketRequest, call: Int?)
        /// The socket of that id could not be opened.
        case refused(socket: Int, TransportFailure)
        /// A message from Slack.
        case receive(socket: Int, SocketMessage)
        /// A message from the bot.
        case send(socket: Int, SocketMessage)
        /// A WebSocket ping.
        case ping(socket: Int, by: SocketClose.Side, [UInt8])
        /// A WebSocket pong.
        case pong(socket: Int, by: SocketClose.Side, [UInt8])
        /// The socket's end.
        case close(socket: Int, SocketClose)
        /// A variable of the environment in which the recorder started the bot held a token of Slack's, and nothing else.
        case environment(variable: String, token: String)
        /// Something happened to the bot's process.
        case process(ProcessEvent)
        /// Words for people.
        case note(String)
        /// A kind from a newer version of the format: the whole line, as it stood.
        case unknown(name: String, JSONText)
    }

    /// Whole microseconds since the session's start, from a monotonic clock.
    public var at: Int64
    /// What passed the transport.
    public var kind: Kind
    /// Members of the line that a newer version of the format added.
    public var extraFields: [ExtraField]

    /// Makes an entry.
    public init(at microseconds: Int64, _ kind: Kind, extraFields: [ExtraField] = []) {
        self.at = microseconds
        self.kind = kind
        self.extraFields = extraFields
    }

    /// Time since the session's start.
    public var offset: Duration { .microseconds(at) }
}
