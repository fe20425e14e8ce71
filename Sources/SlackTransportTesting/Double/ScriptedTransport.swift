import RepriseFloor
public import SlackTransport
public import SlackWire

/// A transport whose every answer a test decides, and which remembers what it was asked.
///
///     let slack = ScriptedTransport()
///     slack.answer("users.info", with: WebAPIAnswer(json: ["ok": true]))
///     // … run a bot over it …
///     let socket = try await slack.socket(1)
///     socket.say(#"{"type":"hello"}"#)
///     let said = try await socket.waitForSent(1)
///
/// Answers that were queued for a method come first, each once; then the closure is asked. Nothing here sleeps:
/// whoever waits goes on when what it waits for is so. Safe to use from any number of tasks.
public final class ScriptedTransport: Transport {
    /// Answers a call.
    public typealias Answering =
        @Sendable (WebAPICall) async throws(TransportFailure) -> WebAPIAnswer
    /// Answers a call with a body that may flow; `nil` leaves it to the others.
    public typealias Streaming =
        @Sendable (WebAPICall) async throws(TransportFailure) -> StreamedAnswer?
    /// Opens a socket.
    public typealias Opening =
        @Sendable (SocketRequest) async throws(TransportFailure) -> any TransportSocket

    private struct State {
        var calls: [WebAPICall] = []
        var opens: [SocketRequest] = []
        var sockets: [ScriptedSocket] = []
        var queued: [WebAPICall.Target: [Result<WebAPIAnswer, TransportFailure>]] = [:]
    }

    /// What stands for Slack.
    public let hosts: SlackHosts
    private let answering: Answering
    private let streaming: Streaming
    private let opening: Opening
    private let state = Locked(State())
    private let changes = Signal()

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - hosts: What stands for Slack.
    ///   - answering: Answers what no answer was queued for; `{"ok":true}` if the test does not care.
    ///   - streaming: Answers with bodies that flow, and is asked before the others.
    ///   - opening: Opens sockets: each a new and silent ``ScriptedSocket`` if the test does not say.
    public init(
        hosts: SlackHosts = .slack,
        answering: @escaping Answering = { (_) throws(TransportFailure) in
            WebAPIAnswer(json: ["ok": true])
        },
        streaming: @escaping Streaming = { (_) throws(TransportFailure) in nil },
        opening: @escaping Opening = { (_) throws(TransportFailure) in ScriptedSocket() }
    ) {
        self.hosts = hosts
        self.answering = answering
        self.streaming = streaming
        self.opening = opening
    }

    /// A transport that opens this socket, whatever the URL.
    public convenience init(socket: any TransportSocket) {
        self.init(opening: { (_) throws(TransportFailure) in socket })
    }

    // MARK: What is answered

    /// Queues an answer to the next call of a method that has none queued yet.
    public func answer(_ method: String, with answer: WebAPIAnswer) {
        state.withLock { $0.queued[.method(method), default: []].append(.success(answer)) }
    }

    /// Queues a failure of the next call of a method that has no answer queued yet.
    public func fail(_ method: String, with failure: TransportFailure) {
        state.withLock { $0.queued[.method(method), default: []].append(.failure(failure)) }
    }

    // MARK: What was asked

    /// Every call, in the order in which they began.
    public var calls: [WebAPICall] { state.withLock { $0.calls } }

    /// Every request for a socket, refused ones included, in the order in which they came.
    public var opens: [SocketRequest] { state.withLock { $0.opens } }

    /// The scripted sockets that were opened, in the order in which they were.
    public var sockets: [ScriptedSocket] { state.withLock { $0.sockets } }

    /// Waits until so many calls have begun.
    ///
    /// - Returns: All calls until then.
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    public func waitForCalls(_ count: Int) async throws(CancellationError) -> [WebAPICall] {
        try await changes.wait { [state] in
            state.withLock { $0.calls.count >= count ? $0.calls : nil }
        }
    }

    /// The scripted socket of that number, counted from 1, as soon as it is open.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func socket(_ number: Int) async throws(CancellationError) -> ScriptedSocket {
        try await changes.wait { [state] in
            state.withLock { $0.sockets.count >= number ? $0.sockets[number - 1] : nil }
        }
    }

    // MARK: Transport

    /// Remembers the call, and answers it as the test said.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        try await stream(call).whole()
    }

    /// Remembers the call, its body being all there, and answers it as the test said; the answer flows if the test lets it.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        let call = try await call.withWholeBody()
        let queued = state.withLock { state -> Result<WebAPIAnswer, TransportFailure>? in
            state.calls.append(call)
            guard state.queued[call.target]?.isEmpty == false else { return nil }
            return state.queued[call.target]?.removeFirst()
        }
        changes.raise()
        if let queued { return StreamedAnswer(try queued.get()) }
        if let answer = try await streaming(call) { return answer }
        return StreamedAnswer(try await answering(call))
    }

    /// Remembers the request, and opens a socket or fails as the test said.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        state.withLock { $0.opens.append(request) }
        let socket = try await opening(request)
        if let scripted = socket as? ScriptedSocket {
            state.withLock { $0.sockets.append(scripted) }
            changes.raise()
        }
        return socket
    }
}

extension Signal {
    /// Looks at every change until something is there.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    func wait<Found: Sendable>(
        for look: () -> Found?
    ) async throws(CancellationError) -> Found {
        while true {
            let seen = generation
            if let found = look() { return found }
            if Task.isCancelled { throw CancellationError() }
            await wait(since: seen)
        }
    }
}
