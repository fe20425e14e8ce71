/// What stands at the front of a line: enough to dispatch it, without decoding the rest.
public struct EntryRecord: Sendable, Hashable {
    /// The kind of a line.
    public enum Kind: Sendable, Hashable {
        /// The bot made a call.
        case call
        /// Slack answered.
        case answer
        /// Slack began to answer.
        case head
        /// Something of a body came.
        case chunk
        /// What came of a body that broke off.
        case part
        /// A call got no answer.
        case failure
        /// The bot asked for a socket.
        case open
        /// A socket could not be opened.
        case refused
        /// A message from Slack.
        case receive
        /// A message from the bot.
        case send
        /// A WebSocket ping.
        case ping
        /// A WebSocket pong.
        case pong
        /// A socket's end.
        case close
        /// A token in the bot's environment.
        case environment
        /// Something happened to the bot's process.
        case process
        /// Words for people.
        case note
        /// A kind from a newer version.
        case unknown
    }

    /// How a payload is spelled.
    public enum PayloadSpelling: Sendable, Hashable {
        /// The line has no payload.
        case none
        /// JSON, verbatim: the range holds its exact bytes.
        case json
        /// A JSON string: the range holds it with its quotes and escapes.
        case text
        /// A JSON string of base64, with its quotes.
        case base64
        /// A JSON string that names content by its hash, with its quotes.
        case file
    }

    /// Whole microseconds since the session's start.
    public internal(set) var at: Int64 = 0
    /// The kind of the line.
    public internal(set) var kind = Kind.unknown
    /// The id of the call or socket; 0 for what happened to the process, a note, and an unknown kind.
    public internal(set) var id = 0
    /// Where in the line the payload stands.
    public internal(set) var payload = 0..<0
    /// How the payload is spelled.
    public internal(set) var spelling = PayloadSpelling.none
    /// Whether the payload is followed by white space that the line states in another member.
    public internal(set) var hasTail = false
    /// Whether the message's type is binary.
    public internal(set) var isBinary = false
    /// For `open`: the call whose answer gave the URL.
    public internal(set) var openingCall: Int?

    /// How many members the line has.
    var memberCount = 0

    /// An empty record.
    init() {}

    /// The front of an entry.
    init(_ entry: SessionEntry) {
        at = entry.at
        switch entry.kind {
        case .call(let id, _): (kind, self.id) = (.call, id)
        case .answer(let call, _): (kind, id) = (.answer, call)
        case .head(let call, _): (kind, id) = (.head, call)
        case .chunk(let call, _): (kind, id) = (.chunk, call)
        case .part(let call, _), .partFile(let call, _): (kind, id) = (.part, call)
        case .failure(let call, _): (kind, id) = (.failure, call)
        case .open(let socket, _, let call): (kind, id, openingCall) = (.open, socket, call)
        case .refused(let socket, _): (kind, id) = (.refused, socket)
        case .receive(let socket, _): (kind, id) = (.receive, socket)
        case .send(let socket, _): (kind, id) = (.send, socket)
        case .ping(let socket, _, _): (kind, id) = (.ping, socket)
        case .pong(let socket, _, _): (kind, id) = (.pong, socket)
        case .close(let socket, _): (kind, id) = (.close, socket)
        case .environment: kind = .environment
        case .process: kind = .process
        case .note: kind = .note
        case .unknown: kind = .unknown
        }
    }
}
