package import NIOCore
public import SlackWire

/// Where a ``SlackServer`` listens, and what it puts up with.
///
/// Where links lead is not configured: to the hosts that the transport behind the server says stand for
/// Slack (`Transport.hosts`), and nowhere else.
public struct SlackServerConfiguration: Sendable {
    /// The address to listen on: a loopback address, unless ``allowRemote`` is set.
    public var host: String
    /// The port to listen on; 0 takes any free one.
    public var port: Int
    /// Lets ``host`` be an address that other machines can reach.
    ///
    /// The server asks nobody for a password and passes on whatever it is sent, so this must be said in
    /// so many words.
    public var allowRemote = false
    /// The `host:port` to write into links, for clients that reach the server under another name.
    ///
    /// By default it is what the client's own `Host` field says, or else the address it connected to.
    public var publicAuthority: String?
    /// Whether links in answers and frames are made to lead through the server.
    ///
    /// Without it payloads keep their exact bytes, and a client must know by itself how to reach the server
    /// in place of the hosts that links name, as `SlackLiveTransport` does with its `gateway`
    /// (``SlackServerAddress/gateway``).
    public var rewritesLinks = true
    /// What marks the links that the server writes, so that it follows no others: one for each run.
    ///
    /// A client that makes links lead through the server by itself needs it, too
    /// (``SlackServerAddress/gateway``).
    public var linkKey = LinkKey()
    /// Further names of this machine by which clients reach the server, without ports.
    ///
    /// A request whose `Host` names another machine is refused, so that no web page gets here by a name of
    /// its own that leads to this address. The names of the loopback always count, and so do the address
    /// that a client connected to, ``host`` and that of ``publicAuthority``.
    public var names: [String] = []
    /// After how long without a frame sent a WebSocket gets a ping; `nil` for no pings.
    ///
    /// Some clients drop a connection on which Slack has been silent for 30 seconds.
    public var keepAlivePing: Duration? = .seconds(10)
    /// How much a client may send.
    public var limits = Limits()
    /// How long a client may take.
    public var timeouts = Timeouts()

    /// Watches how far clients read what they are sent over WebSockets; `nil` for nobody who wants to know.
    package var reading: ReadingWatch?
    /// Is told of requests that lead to nothing of Slack's.
    package var onRefusal: (@Sendable (RefusedRequest) -> Void)?

    /// Makes the server a proxy that leads nowhere; `nil` for no proxy.
    package var deadEnd: DeadEnd?

    /// Adds what decrypts to a new connection, on its event loop; `nil` for plain text.
    ///
    /// This is the door for a target that knows TLS, which takes minutes to build and stays out of this one.
    package var secure: (@Sendable (any Channel) throws -> Void)?

    /// How much a client may send.
    public struct Limits: Sendable, Hashable {
        /// Bytes of a request line or of a header field, and of all of them; over it the answer is 431.
        public var headerBytes = 64 * 1024
        /// Header fields in a request; over it the answer is 431.
        public var headerFields = 128
        /// Bytes of a form, JSON or a multipart body that are put together before it is passed on; a longer one is passed on as it
        /// comes, like any other body over ``SlackWire/WebAPICall/flowingSize``, and nothing in it is looked at.
        ///
        /// 48 MiB are what one line of a recording takes.
        public var bodyBytes = 48 * 1024 * 1024
        /// Bytes of requests that wait for their answers, over all connections together.
        ///
        /// A large body is not read before there is room for it, in the order in which they came; one that is larger than
        /// this is read alone. What a request takes beside its bytes while it is answered comes on top, a small multiple
        /// of the largest.
        public var waitingBytes = 128 * 1024 * 1024
        /// Connections at one time, WebSockets included; over it the answer is 503.
        ///
        /// Each takes some 200 KB at most, and a WebSocket a few messages more.
        public var connections = 2000
        /// Bytes of a WebSocket message; over it the socket closes with code 1009.
        public var messageBytes = 4 * 1024 * 1024

        /// Limits far above what bots send.
        public init() {}
    }

    /// How long a client may take.
    public struct Timeouts: Sendable, Hashable {
        /// Until a new connection has sent its first request's header.
        public var head = Duration.seconds(30)
        /// Between two pieces of a request's body; and for all of it, where it comes more slowly than
        /// ``SlackServerConfiguration/Timeouts/bodyRate`` beyond that.
        public var body = Duration.seconds(30)
        /// Bytes of a body in a second, at least.
        ///
        /// A client that keeps to this gets its body through however large that is.
        public var bodyRate = 64 * 1024
        /// Between an answer and the next request on the same connection.
        public var idle = Duration.seconds(75)
        /// Between the server's last word and the client's end of the connection.
        public var close = Duration.seconds(2)
        /// Until a client has taken some of what waits for it on a WebSocket; one that does not read so long is left.
        public var write = Duration.seconds(60)

        /// Time-outs far above what bots take.
        public init() {}
    }

    /// Listens on a loopback address.
    public init(host: String = "127.0.0.1", port: Int = 0) {
        self.host = host
        self.port = port
    }
}
