import RepriseFloor
import SlackWire

extension ReplayCursor {
    /// What asking for a socket leads to.
    enum OpenStep: Sendable, Hashable {
        /// The bot has it.
        case opened
        /// What gives the socket's URL has not happened: ask again when something has.
        case blocked
        /// It will be refused then.
        case refused(due: Duration, TransportFailure)
        /// Nothing gave its URL, and nothing will.
        case failure(TransportFailure)
    }

    /// The bot asks for a socket; the *n*-th asking for a URL stands for its *n*-th recorded opening.
    ///
    /// A URL that it was given and that the recorded bot did not use is as good as that which the recorded one had from a call
    /// like that.
    ///
    /// - Returns: The socket's index.
    /// - Throws: The divergence, if there is no such opening left.
    mutating func open(
        _ request: SocketRequest,
        at now: Duration
    ) throws(TransportFailure) -> Int {
        guard let socket = unopened(request.url) ?? unopened(inPlaceOf: request.url) else {
            throw diverge(.open(request), at: now)
        }
        progress.openedURLs.insert(request.url)
        let recorded = timeline.sockets[socket]
        note(
            .open(request),
            .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)),
            at: now
        )
        progress.sockets[socket].state = .opening(since: now)
        happened(recorded.action, at: now)
        return socket
    }

    /// Whether the recording was over before the bot could open what it asks for, which never opens then.
    mutating func isBeyondStop(opening request: SocketRequest, at now: Duration) -> Bool {
        guard unopened(request.url) == nil, unopened(inPlaceOf: request.url) == nil,
            let giver = unused(request.url), timeline.isStopped(beforeOpeningOf: giver)
        else { return false }
        progress.openedURLs.insert(request.url)
        note(.open(request), .tolerated, at: now)
        return true
    }

    /// The first recorded opening of a URL that the bot has not asked for.
    private mutating func unopened(_ url: String) -> Int? {
        guard let row = plan.index.opens[url] else { return nil }
        progress.useUp(row, of: plan) { [plan] progress, socket in
            progress.happened(plan.timeline.sockets[socket].action) != nil
        }
        return progress.rest(of: row, of: plan).first
    }

    /// The first recorded opening that may stand for that of a URL which the bot has and has not opened.
    private func unopened(inPlaceOf url: String) -> Int? {
        guard let giver = unused(url) else { return nil }
        return plan.socketURLs.sockets(likeThatOf: giver, in: plan.index).first { socket in
            progress.happened(timeline.sockets[socket].action) == nil
        }
    }

    /// The recorded call that gave the bot a URL which it has not opened.
    private func unused(_ url: String) -> Int? {
        guard let giver = plan.socketURLs.giver(of: url), progress.released(giver) != nil,
            !progress.openedURLs.contains(url)
        else { return nil }
        return giver
    }

    /// How a socket that was asked for stands.
    mutating func opening(_ socket: Int, at now: Duration) -> OpenStep {
        if case .denied(let failure) = progress.sockets[socket].state { return .failure(failure) }
        guard case .opening(let asked) = progress.sockets[socket].state else { return .opened }
        let recorded = timeline.sockets[socket]
        guard let since = start(of: recorded, asked: asked) else { return .blocked }
        if let (due, failure) = refusal(of: recorded, since: since) {
            return .refused(due: due, failure)
        }
        progress.sockets[socket].state = .open
        progress.sockets[socket].latest = (since, recorded.at)
        return .opened
    }

    /// When a socket that was asked for has its URL; `nil` while what gives it has not happened.
    func start(of recorded: RecordedSocket, asked: Duration) -> Duration? {
        guard let origin = recorded.origin else { return asked }
        return moment(of: origin).map { max(asked, $0.actual) }
    }

    /// When and why a socket is refused, if the recorded one was.
    func refusal(
        of recorded: RecordedSocket,
        since: Duration
    ) -> (due: Duration, TransportFailure)? {
        recorded.refusal.map { _, at, failure in
            (since + options.pace.gap(at - recorded.at), failure)
        }
    }

    /// The refusal of a socket has come.
    ///
    /// - Parameter now: When a client over a connection begins to wait if the refusal is silence; `nil` for a bot in process.
    /// - Returns: The number of the silence that has begun, if one has.
    @discardableResult
    mutating func refuse(_ socket: Int, waitingFrom now: Duration? = nil) -> Int? {
        progress.sockets[socket].state = .refused
        progress.gotOn()
        let recorded = timeline.sockets[socket]
        guard let now, let (_, at, failure) = recorded.refusal, failure.kind.isSilence else {
            return nil
        }
        let end = now + .microseconds(at - recorded.at)
        return progress.begin(Silence(end: end, isRepeated: false))
    }

    /// The bot closes a socket; a second time does nothing.
    mutating func close(_ socket: Int, _ close: SocketClose, at now: Duration) {
        guard case .open = progress.sockets[socket].state else { return }
        progress.sockets[socket].state = .ended(close)
        progress.sockets[socket].instant = FIFO()
        let action = BotAction.close(socket: timeline.sockets[socket].number, close)
        let recorded = timeline.sockets[socket].closeAction
        guard let recorded else { return note(action, .tolerated, at: now) }
        let (entry, at) = (timeline.actions[recorded].entry, timeline.actions[recorded].at)
        note(action, .matched(entry: entry, recorded: .microseconds(at)), at: now)
        happened(recorded, at: now)
    }

    /// The bot sends a WebSocket ping: its pong is ready at once, whatever was recorded.
    mutating func ping(_ payload: [UInt8], on socket: Int) throws(TransportFailure) {
        try checkOpen(socket)
        progress.sockets[socket].instant.append(.pong(payload))
    }

    /// - Throws: A failure of kind `closed` unless the bot has the socket.
    func checkOpen(_ socket: Int) throws(TransportFailure) {
        guard case .open = progress.sockets[socket].state else {
            throw TransportFailure(
                .closed,
                "socket \(timeline.sockets[socket].number) of the replay is closed"
            )
        }
    }
}
