import RepriseFloor
public import SlackTransport
public import SlackWire

/// A small stateful Slack in memory.
///
/// It plays a script of real frames at their times, gives each message its own `ts`, tells every socket
/// what happens, and answers the Web API with whole objects. It is the default for whoever has no
/// account, and stands behind the loopback server in the demo.
///
///     let workspace = SlackWorkspace(script: try WorkspaceScript(contentsOf: path))
///     let bot = Bot(transport: workspace, …)
///
/// All time passes on the session's clock, and nothing is random: the same script and the same calls in
/// the same order give the same answers, ids and `ts`. The workspace has no tasks of its own; what is
/// due happens when somebody looks. Its URLs are Slack's own; a server in front of it rewrites them.
///
/// Safe to use from any number of tasks.
public final class SlackWorkspace: Transport {
    /// How long an announced end of a socket takes to come.
    static let closeDelay: Duration = .seconds(10)

    private struct State {
        var world: World
        var signals: [String: Signal] = [:]
        /// The deadline that waiting receivers know of.
        var announced: Duration?
    }

    private let state: Locked<State>
    private let clock: SessionClock

    /// Makes a workspace.
    ///
    /// - Parameters:
    ///   - script: What Slack says by itself; it begins when the first socket opens.
    ///   - configuration: Who is there, and how Slack behaves.
    ///   - clock: What all time passes on.
    public init(
        script: WorkspaceScript = .empty,
        configuration: Configuration = Configuration(),
        clock: SessionClock = SessionClock(ContinuousClock())
    ) {
        self.clock = clock
        state = Locked(State(world: World(script: script, configuration: configuration)))
    }

    /// Answers a Web API call, an upload, a download, a webhook or a `response_url`.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` when the workspace has nothing at that address, when a
    ///   failure was asked for, or of kind `cancelled`.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let call = try await call.withWholeBody()
        try await pause { $0.callLatency }
        return try enter { (world) throws(TransportFailure) in try world.answer(call) }
    }

    /// Opens an RTM or Socket Mode socket.
    ///
    /// A bad RTM ticket opens a socket that says so and ends, as at Slack. A bad Socket Mode ticket is
    /// refused with status 408.
    ///
    /// - Throws: ``SlackWire/TransportFailure`` of kind `upgradeRefused` or `invalidRequest`.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        let id = try enter { (world) throws(TransportFailure) in try world.open(request) }
        let signal = Signal()
        state.withLock { $0.signals[id] = signal }
        return WorkspaceSocket(id: id, workspace: self, signal: signal)
    }

    // MARK: Time

    /// Enters the world at the time that it is, and wakes those who have something to receive or to wait
    /// for.
    func enter<Value: Sendable, Failure: Error>(
        _ body: (inout World) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let now = clock.now
        let (result, signals) = state.withLock { state in
            state.world.advance(to: now)
            let result = Result { () throws(Failure) in try body(&state.world) }
            return (result, Self.takeSignals(&state))
        }
        for signal in signals { signal.raise() }
        return try result.get()
    }

    /// Who has to look again: sockets with something new, or all when the next deadline came nearer.
    private static func takeSignals(_ state: inout State) -> [Signal] {
        let deadline = state.world.nextDeadline
        let isNearer = deadline.map { new in state.announced.map { new < $0 } ?? true } ?? false
        state.announced = deadline
        defer { state.world.woken = [] }
        if isNearer { return Array(state.signals.values) }
        return state.world.woken.compactMap { state.signals[$0] }
    }

    private func pause(
        _ latency: @Sendable (Configuration) -> Latency
    ) async throws(TransportFailure) {
        let duration = state.withLock { state in
            state.world.identifiers.duration(within: latency(state.world.configuration))
        }
        guard duration > .zero else { return }
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw TransportFailure(.cancelled, "the call was cancelled before Slack answered")
        }
    }

    /// Waits for a signal to be raised after `generation`, or until something is due.
    func wait(for signal: Signal, since generation: Int, until deadline: Duration?) async {
        if let deadline {
            await signal.wait(since: generation, until: deadline, on: clock)
        } else {
            await signal.wait(since: generation)
        }
    }

    /// Forgets a socket whose client is gone.
    func release(_ id: String) {
        state.withLock { state in
            state.signals[id] = nil
            state.world.forget(id)
        }
    }
}
