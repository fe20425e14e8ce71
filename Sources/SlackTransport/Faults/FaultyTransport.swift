import RepriseFloor
public import SlackWire

/// Lets things go wrong between a bot and any other transport, as a plan says.
///
/// What stands behind stays as it is. A call that a fault swallows does not reach it, so the call's
/// repetition is the first that does. A socket that a fault ends stays open behind: the next connection of
/// the bot is answered and opened here, greeted with the same hello, and spliced to it, so that a
/// recording goes on where it was. An event of Socket Mode that the bot got and could not acknowledge comes
/// again on the new connection, as from Slack (docs.slack.dev/apis/events-api, three seconds).
public final class FaultyTransport: Transport {
    private let inner: any Transport
    private let clock: SessionClock
    private let schedule: Locked<FaultSchedule>
    private let lines = Locked(FaultyLines())
    /// Until when calls are refused after one was, by their names.
    private let limits = Locked<[String: Duration]>([:])

    /// Decorates `inner`.
    ///
    /// - Parameters:
    ///   - inner: The transport that does the work.
    ///   - plan: What goes wrong, resolved against the recording if it names entries of one.
    ///   - clock: What delays are measured on.
    public init(_ inner: any Transport, plan: FaultPlan, clock: SessionClock) {
        self.inner = inner
        self.clock = clock
        schedule = Locked(FaultSchedule(plan))
    }

    /// Those of the inner transport.
    public var hosts: SlackHosts { inner.hosts }

    /// Which faults have happened so far, and which have not.
    public func report() -> FaultReport {
        schedule.withLock { $0.report }
    }

    /// Makes the call, unless a fault says otherwise.
    ///
    /// - Throws: Also what a fault throws: a failure of kind `timeout`, or `io` for a lost answer.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let fault = fault(of: call)
        if let answer = fault?.ownAnswer { return answer }
        let answer = try await whole(call, fault)
        try await finish(call, fault)
        return answer
    }

    /// Makes the call, unless a fault says otherwise; the body flows.
    ///
    /// - Throws: As ``call(_:)`` does.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        let fault = fault(of: call)
        if let answer = fault?.ownAnswer { return StreamedAnswer(answer) }
        let isWhole = fault?.givesNoAnswer == true || call.opensSocket
        let answer =
            isWhole
            ? StreamedAnswer(try await whole(call, fault)) : try await inner.stream(call)
        try await finish(call, fault)
        return answer
    }

    private func fault(of call: WebAPICall) -> CallFault? {
        let now = clock.now
        let fault = schedule.withLock { schedule in
            let fault = schedule.call(call)
            if let fault { schedule.happened(fault.place, at: now) }
            return fault?.effect
        }
        return limits.withLock { limits in
            if case .rateLimited(let seconds) = fault {
                limits[call.faultName] = now + .seconds(seconds)
            }
            guard fault == nil, let end = limits[call.faultName] else { return fault }
            // Who does not wait as long as it was told is refused again, as by Slack.
            guard end - now > Self.impatience else {
                limits[call.faultName] = nil
                return nil
            }
            return .rateLimited(retryAfter: Int((end - now) / .seconds(1) + 0.999))
        }
    }

    /// How much less than it was told a client may wait: it measures from when it had the answer, by a clock of its own.
    private static let impatience = Duration.milliseconds(100)

    /// The answer of the transport behind; what no fault lets through has none, or gets it in vain.
    private func whole(
        _ call: WebAPICall,
        _ fault: CallFault?
    ) async throws(TransportFailure) -> WebAPIAnswer {
        if case .unanswered(let duration) = fault {
            try await pause(duration)
            throw TransportFailure(.timeout, "\(call.faultName) was not answered, as planned")
        }
        let answer = try await answer(to: call)
        if case .answerLost = fault, call.opensSocket, let method = call.methodName {
            lines.withLock { $0.lose(answer, by: method, call.token) }
        }
        return answer
    }

    /// What a fault does to an answer that has come.
    private func finish(_ call: WebAPICall, _ fault: CallFault?) async throws(TransportFailure) {
        switch fault {
        case .slow(let duration): try await pause(duration)
        case .answerLost:
            throw TransportFailure(.io, "the answer to \(call.faultName) was lost, as planned")
        default: break
        }
    }

    /// Opens the socket, or splices the connection to one whose last was ended by a fault.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        if let line = lines.withLock({ $0.line(for: request.url) }) { return connection(to: line) }
        let socket = try await inner.open(request)
        let line = lines.withLock { lines in
            lines.add(socket, url: request.url, schedule: schedule, clock: clock)
        }
        return connection(to: line)
    }

    private func connection(to line: FaultyLine) -> FaultyConnection {
        let elders = lines.withLock { $0.elders(of: line) }
        return FaultyConnection(
            .init(line: line, id: line.connect()),
            elders: elders.map { .init(line: $0, id: $0.standBy()) }
        )
    }

    private func answer(to call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        guard let method = call.methodName, call.opensSocket else {
            return try await inner.call(call)
        }
        let known = lines.withLock { lines in
            lines.takeLost(by: method, call.token) ?? lines.reconnection(by: method, call.token)
        }
        if let known { return known }
        let answer = try await inner.call(call)
        if let url = answer.socketURL(from: method) {
            lines.withLock { $0.granted(url, by: method, call.token, answer) }
        }
        return answer
    }

    private func pause(_ duration: Duration) async throws(TransportFailure) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw .cancelled(while: "waiting for an answer")
        }
    }
}

extension WebAPICall {
    /// Whether its answer gives a link to a socket.
    fileprivate var opensSocket: Bool { methodName.map(LinkFields.socketMethods.contains) ?? false }
}

extension CallFault {
    /// Whether the bot gets no answer.
    fileprivate var givesNoAnswer: Bool {
        switch self {
        case .unanswered, .answerLost: true
        case .rateLimited, .status, .slow: false
        }
    }

    /// What is answered in place of the transport behind; `nil` for a fault that asks it.
    fileprivate var ownAnswer: WebAPIAnswer? {
        switch self {
        case .rateLimited(let seconds): .rateLimited(retryAfter: seconds)
        case .status(let status): .gateway(status)
        default: nil
        }
    }
}

extension WebAPIAnswer {
    /// Slack's rate limit.
    fileprivate static func rateLimited(retryAfter seconds: Int) -> WebAPIAnswer {
        var answer = WebAPIAnswer(json: ["ok": false, "error": "ratelimited"])
        answer.status = 429
        answer.headers["retry-after"] = String(seconds)
        return answer
    }

    /// A page of the gateway's.
    fileprivate static func gateway(_ status: Int) -> WebAPIAnswer {
        let page = "<html><head><title>\(status)</title></head><body>\(status)</body></html>"
        return WebAPIAnswer(
            status: status,
            headers: ["content-type": "text/html; charset=utf-8"],
            body: Array(page.utf8)
        )
    }
}
