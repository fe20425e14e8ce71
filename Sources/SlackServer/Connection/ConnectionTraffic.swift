import RepriseFloor
import SlackTransport
import SlackWire

/// What a client does, as one connection sees it.
///
/// The end of the stream of events is the end of the connection.
enum ConnectionEvent: Sendable {
    /// A request, whole or with its body on its way.
    case request(IncomingRequest)
    /// A whole message, after the upgrade.
    case message(SocketMessage)
    /// A ping, after the upgrade; its pong is the transport's to give.
    case ping([UInt8])
    /// The end of the WebSocket: the client's close, already answered, or the server's own.
    case closed
}

/// What a client is told.
enum ConnectionCommand: Sendable {
    /// The answer to the oldest request that has none.
    case answer(OutgoingAnswer)
    /// The head of the answer to the oldest request that has none; its body follows in pieces.
    case head(OutgoingAnswer)
    /// A piece of that body, and who wants to know when it is on its way.
    case piece([UInt8], written: OneShot<Result<Void, any Error>>)
    /// The end of that body.
    case endOfBody
    /// Yes to the upgrade that was asked for, and whom to tell how the client's side ends.
    case acceptSocket(OneShot<SocketFarewell>)
    /// A message, and who wants to know when it is on its way.
    case message(SocketMessage, written: OneShot<Result<Void, any Error>>?)
    /// A ping.
    case ping([UInt8])
    /// The answer to a ping, with its payload.
    case pong([UInt8])
    /// A close frame; with no code if `nil`.
    case close(code: UInt16?, reason: String)
    /// No answer to the oldest request that has none: whoever waits for it waits until it has had enough.
    case keepSilent
    /// The end of the connection without a word; by a reset, or as if there were nothing more to say.
    case drop(reset: Bool)
}

/// How the client's side of a WebSocket ended, in the words of a close frame.
struct SocketFarewell: Sendable, Hashable {
    /// The code.
    var code: UInt16 = 1001
    /// The reason.
    var reason = "the client's connection was lost"
}

/// What becomes of a client's request.
enum ExchangeOutcome: Sendable {
    /// It is answered.
    case answer(OutgoingAnswer)
    /// It is answered with this head, and a body that flows.
    case flow(OutgoingAnswer, any BodyPieces)
    /// The connection is lost before an answer; by a reset, or by its end.
    case lost(reset: Bool)
    /// Nothing comes, until the client has had enough.
    case silence

    /// Whether the answer comes piece by piece, maybe while its request still does.
    var flows: Bool {
        guard case .flow = self else { return false }
        return true
    }
}

/// One HTTP request: whole, or with a body that flows.
struct IncomingRequest: Sendable, Hashable {
    /// The verb.
    var method: HTTPMethod
    /// The request line's target, as it was.
    var target: String
    /// All header fields, names in lower case.
    var headers: HTTPHeaders
    /// The body, without any transfer coding; empty if it flows.
    var body: [UInt8]
    /// The body that is on its way.
    var flow: FlowingBody?
    /// Whether the client asks for a WebSocket.
    var wantsSocket: Bool
    /// The second number of HTTP's version.
    var minorVersion = 1
}

/// One HTTP answer.
struct OutgoingAnswer: Sendable, Hashable {
    /// The status.
    var status: Int
    /// Header fields, without those that only frame the message.
    var headers: HTTPHeaders
    /// The body.
    var body: [UInt8]

    init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A refusal as one line of JSON, shaped like Slack's own errors.
    init(status: Int, error: String, message: String, headers: HTTPHeaders = [:]) {
        self.init(status: status, headers: headers)
        self.headers["content-type"] = "application/json; charset=utf-8"
        let json: JSONValue = ["ok": false, "error": .string(error), "message": .string(message)]
        body = json.compactBytes
    }
}
