import RepriseFloor
public import SlackTransport
public import SlackWire

/// A socket whose other end is a test: it is fed events, and keeps what was done to it.
///
/// What was fed comes in order, then the end, again and again. Safe to use from any number of tasks; one receives.
public final class ScriptedSocket: TransportSocket {
    /// What was done to the socket.
    public enum Action: Sendable, Hashable {
        /// A message was sent.
        case send(SocketMessage)
        /// A ping was sent.
        case ping([UInt8])
        /// It was closed from this side, the first time or again.
        case close(UInt16, String)
    }

    /// Gets each message before it counts as sent, and may wait or refuse it.
    public typealias Sending =
        @Sendable (SocketMessage, ScriptedSocket) async throws(TransportFailure) -> Void

    private struct State {
        var events = FIFO<SocketEvent>()
        var failure: TransportFailure?
        var end: SocketClose?
        var refusal: TransportFailure?
        var actions: [Action] = []
        /// How many of the actions ``nextAction()`` has handed out.
        var shown = 0
        var receivedCount = 0
    }

    private let state = Locked(State())
    private let arrivals = Signal()
    private let activity = Signal()
    private let answersPings: Bool
    private let sending: Sending

    /// Makes an open socket.
    ///
    /// - Parameters:
    ///   - events: What waits to be received; a `.closed` among them ends it.
    ///   - answersPings: Whether a ping is followed by its pong.
    ///   - sending: Gets each message.
    public init(
        _ events: [SocketEvent] = [],
        answersPings: Bool = true,
        sending: @escaping Sending = { (_, _) throws(TransportFailure) in }
    ) {
        self.answersPings = answersPings
        self.sending = sending
        for event in events { give(event) }
    }

    /// A socket that says what was said to it.
    public static func echoing() -> ScriptedSocket {
        ScriptedSocket(sending: { (message, socket) throws(TransportFailure) in
            socket.give(.message(message))
        })
    }

    // MARK: What happens

    /// Lets something happen; nothing comes behind the end.
    public func give(_ event: SocketEvent) {
        state.withLock { state in
            guard state.end == nil, state.failure == nil else { return }
            if case .closed(let close) = event {
                state.end = close
            } else {
                state.events.append(event)
            }
        }
        arrivals.raise()
    }

    /// Lets a text message come.
    public func say(_ text: String) {
        give(.message(SocketMessage(text)))
    }

    /// Ends the socket, behind what was fed before; of several ends the first counts.
    public func end(_ close: SocketClose) {
        give(.closed(close))
    }

    /// Lets ``receive()`` fail once, behind what was fed before, and ends the socket as a lost one.
    public func fail(_ failure: TransportFailure) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.failure = failure
            state.end = SocketClose(reason: failure.message, by: .lost)
        }
        arrivals.raise()
    }

    /// Lets every further send and ping fail; the socket stays open.
    public func refuse(with failure: TransportFailure) {
        state.withLock { $0.refusal = failure }
    }

    // MARK: What was done

    /// Everything that was done to the socket, in order.
    public var actions: [Action] { state.withLock { $0.actions } }

    /// The messages that were sent, in order.
    public var sent: [SocketMessage] { Self.sent(actions) }

    /// How many events were received, the end not counted.
    public var receivedCount: Int { state.withLock { $0.receivedCount } }

    /// How the socket ended, if it has.
    public var ending: SocketClose? { state.withLock { $0.end } }

    /// The next thing that is done to the socket, or was and nobody asked for.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func nextAction() async throws(CancellationError) -> Action {
        try await activity.wait { [state] in
            state.withLock { state in
                guard state.shown < state.actions.count else { return nil }
                state.shown += 1
                return state.actions[state.shown - 1]
            }
        }
    }

    /// Waits until so many messages were sent.
    ///
    /// - Returns: All messages until then.
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    public func waitForSent(_ count: Int) async throws(CancellationError) -> [SocketMessage] {
        try await activity.wait { [self] in
            let sent = sent
            return sent.count >= count ? sent : nil
        }
    }

    private static func sent(_ actions: [Action]) -> [SocketMessage] {
        actions.compactMap { action in
            guard case .send(let message) = action else { return nil }
            return message
        }
    }

    private func note(_ action: Action) {
        state.withLock { $0.actions.append(action) }
        activity.raise()
    }

    // MARK: TransportSocket

    /// What was fed next, waiting for it if need be.
    public func receive() async throws(TransportFailure) -> SocketEvent {
        while true {
            let seen = arrivals.generation
            if let next = state.withLock({ Self.next(&$0) }) { return try next.get() }
            if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
            await arrivals.wait(since: seen)
        }
    }

    private static func next(_ state: inout State) -> Result<SocketEvent, TransportFailure>? {
        if let event = state.events.popFirst() {
            state.receivedCount += 1
            return .success(event)
        }
        if let failure = state.failure.take() { return .failure(failure) }
        return state.end.map { .success(.closed($0)) }
    }

    /// Keeps the message, once the test has had it.
    public func send(_ message: SocketMessage) async throws(TransportFailure) {
        try checkOpen()
        try await sending(message, self)
        note(.send(message))
    }

    /// Keeps the ping, and answers it.
    public func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try checkOpen()
        note(.ping(payload))
        if answersPings { give(.pong(payload)) }
    }

    /// Ends the socket.
    public func close(code: UInt16, reason: String) async {
        note(.close(code, reason))
        end(SocketClose(code: code, reason: reason, by: .bot))
    }

    private func checkOpen() throws(TransportFailure) {
        let failure = state.withLock { state in
            state.end.map { _ in
                TransportFailure(.closed, "the socket is closed; connect again before sending")
            } ?? state.refusal
        }
        if let failure { throw failure }
    }
}
