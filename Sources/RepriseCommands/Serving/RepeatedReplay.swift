import RepriseFloor
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire

/// Serves a session again and again: each run of a client gets it from its start.
///
/// A run begins with a client's first call. It is over when no socket is open, no call under way, and either
/// everything recorded has happened or the client has left early, as it does when it is stopped. One
/// client runs at a time; two at once share a run.
final class RepeatedReplay: Transport {
    private struct State {
        var current: ReplayRun?
        var count = 0
    }

    private let plan: ReplayPlan
    private let faults: FaultPlan
    private let state = Locked(State())
    private let onEnd: @Sendable (_ number: Int, ReplayReport) -> Void

    /// - Parameters:
    ///   - session: What is served.
    ///   - options: How it is matched and how fast it goes.
    ///   - faults: What goes wrong in each run.
    ///   - onEnd: Told of each run that is over; called once for each.
    /// - Throws: `ReplayError` when the session contradicts itself.
    init(
        _ session: Session,
        options: ReplayOptions,
        faults: FaultPlan = [],
        onEnd: @escaping @Sendable (_ number: Int, ReplayReport) -> Void
    ) throws(ReplayError) {
        plan = try ReplayPlan(session, options: options)
        self.faults = faults
        self.onEnd = onEnd
    }

    var hosts: SlackHosts { plan.hosts }

    /// Where the session breaks off; `nil` if it is whole.
    var truncation: Truncation? { plan.truncation }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let run = enter { $0.isIdle && !$0.transport.expects(call) && $0.hasBegun }
        defer { leave(run) }
        return try await run.served.call(call)
    }

    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        let run = enter { $0.isIdle && !$0.transport.expects(call) && $0.hasBegun }
        do throws(TransportFailure) {
            var answer = try await run.served.stream(call)
            if case .flowing(let pieces) = answer.body {
                // The call is under way until its answer is.
                answer.body = .flowing(WatchedPieces(pieces) { self.leave(run) })
            } else {
                leave(run)
            }
            return answer
        } catch {
            leave(run)
            throw error
        }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        let run = enter { _ in false }
        defer { leave(run) }
        let socket = try await run.served.open(request)
        run.opened()
        return ServedSocket(socket) { byClient in
            run.closed(byClient: byClient)
            self.endIfOver(run)
        }
    }

    /// Ends the run that goes on, if any; the report of a session that nobody played otherwise.
    func end() -> ReplayReport? {
        let (run, count) = state.withLock { state in
            defer { state.current = nil }
            return (state.current, state.count)
        }
        if let run {
            onEnd(run.number, run.transport.report())
            return nil
        }
        guard count == 0 else { return nil }
        return ReplayTransport(plan, clock: SessionClock(ContinuousClock())).report()
    }

    /// The run that goes on, or a new one if there is none or if `isOver` says so of it.
    private func enter(unless isOver: (ReplayRun) -> Bool) -> ReplayRun {
        let (entered, ended) = state.withLock { state in
            let former = state.current
            if let former, !isOver(former) {
                former.entered()
                return (former, nil as ReplayRun?)
            }
            state.count += 1
            let run = makeRun(state.count)
            state.current = run
            run.entered()
            return (run, former)
        }
        if let ended { onEnd(ended.number, ended.transport.report()) }
        return entered
    }

    private func makeRun(_ number: Int) -> ReplayRun {
        let clock = SessionClock(ContinuousClock())
        let transport = ReplayTransport(plan, clock: clock)
        let faulty = FaultyTransport(transport, plan: faults, clock: clock)
        return ReplayRun(number, transport, served: faults.faults.isEmpty ? transport : faulty)
    }

    private func leave(_ run: ReplayRun) {
        run.left()
        endIfOver(run)
    }

    private func endIfOver(_ run: ReplayRun) {
        let isOver = state.withLock { state in
            guard state.current === run, run.isOver else { return false }
            state.current = nil
            return true
        }
        if isOver { onEnd(run.number, run.transport.report()) }
    }
}
