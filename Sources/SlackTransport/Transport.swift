public import SlackWire

/// What stands between a bot and Slack: live, recorded, replayed or simulated.
///
/// Everything composes through this protocol: the server is an adapter from sockets to a transport,
/// the recorder is a decorator over one, and a replay is one. What is said here is checked, clause by clause, by
/// `TransportClause` of the room `SlackTransportTesting`, for transports of your own too.
public protocol Transport: Sendable {
    /// Sends a request and returns the whole answer.
    ///
    /// An answer with `"ok":false` or with a status other than 200 is returned, not thrown. Any number of
    /// calls may be in flight. Cancelling the task ends the call with a failure of kind `cancelled`, and
    /// leaves the others alone; a call of a task that is cancelled already does not wait for its answer.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` when there is no answer.
    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer

    /// Sends a request and returns the answer as soon as its head is there; the body flows as it is read.
    ///
    /// What is said of ``call(_:)`` holds for the time until then. A body that breaks off throws where it is read. A transport that does
    /// not say otherwise makes the call and has the whole answer; a decorator passes on what the transport behind it does.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` when there is no answer.
    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer

    /// Opens a WebSocket at a URL that an earlier answer gave.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` when it cannot be opened; of kind `upgradeRefused`, with the
    ///   status, when the server does not let it be one.
    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket

    /// The hosts that stand for Slack behind this transport.
    ///
    /// A bot sends its token to no other, and a server lets links lead through it to no other. Slack's own
    /// where a transport says nothing else; a decorator says what the transport behind it does.
    var hosts: SlackHosts { get }
}

extension Transport {
    /// Makes the call, and has the whole answer.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        StreamedAnswer(try await self.call(call))
    }

    /// Slack's own hosts.
    public var hosts: SlackHosts { .slack }
}

/// An open WebSocket.
///
/// One task receives; any number may send. Messages are sent in the order in which ``send(_:)`` is called.
public protocol TransportSocket: AnyObject, Sendable {
    /// The next thing that happens on the socket, waiting for it if need be.
    ///
    /// After `.closed` every further call returns the same `.closed`. A lost connection is a `.closed`
    /// whose side is `lost`, so that the loop over a socket has one way out.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` of kind `cancelled` when the task is cancelled while it
    ///   waits (the socket stays open, and nothing is lost), or of kind `protocolViolation`: once, and then
    ///   the connection is a lost one.
    func receive() async throws(TransportFailure) -> SocketEvent

    /// Sends a message, and returns when it was handed to the connection.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` of kind `closed` when the socket is closed.
    func send(_ message: SocketMessage) async throws(TransportFailure)

    /// Sends a ping; its pong arrives through ``receive()``.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` of kind `closed` when the socket is closed.
    func ping(_ payload: [UInt8]) async throws(TransportFailure)

    /// Says goodbye and closes. Safe to call twice, and when the task is cancelled.
    ///
    /// What comes out of the socket from then on ends in a `.closed` with this code and reason, by the bot, also
    /// for a task that waits; a socket that was closed before keeps its end.
    func close(code: UInt16, reason: String) async
}

extension TransportSocket {
    /// Closes with code 1000, a normal end.
    public func close() async {
        await close(code: 1000, reason: "")
    }
}
