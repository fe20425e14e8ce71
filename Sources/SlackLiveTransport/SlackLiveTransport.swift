import RepriseFloor
public import SlackTransport
public import SlackWire

/// Slack itself, over libcurl: the Web API and WebSockets.
///
/// All connections of a transport live on one thread of its own, and are reused. HTTP/2 is used where
/// the server offers it, except for uploads. Redirects are answers like any other and never followed:
/// a token that is meant for one host cannot reach another, and a recording shows what happened.
///
/// The system's certificates are trusted, or those in `SSL_CERT_FILE` and `SSL_CERT_DIR`. Proxies come
/// from `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`.
///
/// End a transport with ``close()``. One that is let go without it ends by itself, in the background,
/// with the last of its sockets.
public final class SlackLiveTransport: Transport {
    private let configuration: Configuration
    private let base: Result<BaseURL, TransportFailure>
    private let connection: LiveConnection?
    private let lastID = Locked(0)

    /// Slack's own hosts, and those of the base URL and of the gateway.
    public let hosts: SlackHosts

    /// Makes a transport and starts its thread; nothing is connected yet.
    ///
    /// A base URL that cannot be used makes every call of a method fail with kind `invalidRequest`.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        hosts = SlackHosts(
            upstreams: [WebAddress(configuration.baseURL), configuration.gateway?.address]
                .compactMap(
                    \.self
                )
        )
        base = Result { () throws(TransportFailure) in try BaseURL(configuration.baseURL) }
        connection = LiveConnection(EngineSettings(configuration))
    }

    /// Makes a transport for another base URL than Slack's, for example `http://127.0.0.1:8080/api/`.
    public convenience init(baseURL: String) {
        self.init(Configuration(baseURL: baseURL))
    }

    /// Sends a request and returns the whole answer, its body decoded.
    ///
    /// `content-type` is set from the body where the call has none. Fields that belong to one connection,
    /// such as `host` and `content-length`, are the transport's own; the call's are left out.
    ///
    /// - Throws: ``SlackWire/TransportFailure``, of kind `closed` once the transport is closed.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        if case .flowing = call.body {
            return try await stream(call).whole(limit: configuration.limits.answerBytes)
        }
        let request = try prepared(call)
        let connection = try usableConnection(for: request.place)
        return try await answer(to: request, nextID(), inbox: nil, over: connection).answer()
    }

    /// Sends a request and returns the answer as soon as its head is there.
    ///
    /// The body is taken off the network as it is read: when ``Limits/streamBytes`` wait, the connection is no longer read. It has no
    /// limit on its length. The limits on the time of a whole call and on silence hold for the head: how long a body flows is up to who
    /// reads it, and events may be far between.
    ///
    /// A body that flows (``SlackWire/WebAPICall/Body/flowing(_:)``) is asked for when the connection stands, and as fast as the peer
    /// takes it; with a length that its sender knows, else in chunks. What broke it off, and whoever goes away, breaks the connection
    /// off: the peer sees that it is not whole. An answer that comes before its end is given at once. The limits on time count from
    /// when it was sent.
    ///
    /// What is downloaded from a link has a connection to itself (HTTP/1.1): libcurl 7.88 holds all streams of an HTTP/2 connection
    /// back while one of them is not read.
    ///
    /// - Throws: ``SlackWire/TransportFailure``, of kind `closed` once the transport is closed.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        let request = try prepared(call)
        let connection = try usableConnection(for: request.place)
        let inbox = PieceInbox(capacity: configuration.limits.streamBytes)
        let id = nextID()
        let raw = try await answer(to: request, id, inbox: inbox, over: connection)
        if raw.isWhole { return StreamedAnswer(raw.answer()) }
        return StreamedAnswer(
            status: raw.status,
            headers: raw.headers,
            body: .flowing(
                LiveBody(id, of: request.endpoint.origin, inbox: inbox, connection: connection)
            )
        )
    }

    private func prepared(_ call: WebAPICall) throws(TransportFailure) -> PreparedRequest {
        try PreparedRequest(dialled(call), base: base, userAgent: configuration.userAgent)
    }

    private func answer(
        to request: PreparedRequest,
        _ id: Int,
        inbox: PieceInbox?,
        over connection: LiveConnection
    ) async throws(TransportFailure) -> RawAnswer {
        let cancelled = CallFailures.cancelled(request.place)
        if Task.isCancelled {
            request.upload?.end()
            throw cancelled
        }
        request.upload?.onBytes { connection.thread.post { $0.resumeSending(id) } }
        let pending = Pending<RawAnswer>()
        guard connection.thread.post({ $0.start(request, id, pending, inbox) }) else {
            request.upload?.end()
            throw CallFailures.closed(request.place)
        }
        let key = request.endpoint.origin
        return try await pending.get(orWhenCancelled: cancelled) {
            connection.thread.post { $0.cancel(id, key: key) }
        }
    }

    /// Opens a WebSocket at a `ws` or `wss` URL.
    ///
    /// Fields of the request go into the upgrade, except those that make up the handshake itself.
    ///
    /// - Throws: ``SlackWire/TransportFailure``; of kind `upgradeRefused`, with the status, when the server
    ///   answers anything but 101.
    public func open(
        _ request: SocketRequest
    ) async throws(TransportFailure) -> any TransportSocket {
        var dialled = request
        dialled.url = configuration.gateway?.leading(request.url) ?? request.url
        let request = try PreparedSocket(dialled, userAgent: configuration.userAgent)
        let connection = try usableConnection(for: request.place)
        let cancelled = SocketFailures.cancelled(request.place, "opening")
        if Task.isCancelled { throw cancelled }
        let id = nextID()
        let pending = Pending<SocketInbox>()
        guard connection.thread.post({ $0.open(request, id, pending) }) else {
            throw CallFailures.closed(request.place)
        }
        let inbox = try await pending.get(orWhenCancelled: cancelled) {
            connection.thread.post { $0.abandon(id) }
        }
        return LiveSocket(id: id, place: request.place, inbox: inbox, connection: connection)
    }

    /// Ends everything: calls in flight fail with kind `closed`, open sockets are told goodbye (1001),
    /// connections are closed and the thread is gone.
    ///
    /// Does not wait for peers. Safe to call twice, and when the task is cancelled.
    public func close() async {
        await connection?.close()
    }

    /// The call as it goes out: with its URL led through the gateway, if there is one.
    private func dialled(_ call: WebAPICall) -> WebAPICall {
        guard case .url(let url) = call.target, let led = configuration.gateway?.leading(url) else {
            return call
        }
        var call = call
        call.target = .url(led)
        return call
    }

    private func usableConnection(
        for place: String
    ) throws(TransportFailure) -> LiveConnection {
        if let connection { return connection }
        throw TransportFailure(
            .io,
            "\(place) was not sent: the system has no thread or no memory for it; try again later"
        )
    }

    private func nextID() -> Int {
        lastID.withLock { id in
            id += 1
            return id
        }
    }
}
