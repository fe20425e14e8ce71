import RepriseFloor
import SlackTransport
import SlackWire

/// The shell around the cursor: a lock, a clock, and the tasks that wait.
final class ReplayState: Sendable {
    private struct State {
        var cursor: ReplayCursor
        var waiting: [Wakeup] = []
        /// Where it is decided which answer comes; otherwise each comes in its time.
        var answers: OutstandingAnswers?
        var activity = Activity()
        /// How many answers were waited for: one call's may be, more than once.
        var tickets = 0

        /// Notes that the cursor may have got on.
        mutating func noteActivity(at now: Duration) {
            guard cursor.progress.activity != activity.count else { return }
            activity = Activity(count: cursor.progress.activity, at: now)
        }
    }

    /// How much has happened, and when the last of it did.
    struct Activity: Sendable {
        var count = 0
        var at = Duration.zero
    }

    private let state: Locked<State>
    let clock: SessionClock

    init(
        _ cursor: ReplayCursor,
        clock: SessionClock,
        pickingAnswers: OutstandingAnswers.Picking? = nil
    ) {
        let answers = pickingAnswers.map { OutstandingAnswers(pick: $0) }
        state = Locked(State(cursor: cursor, answers: answers))
        self.clock = clock
    }

    /// Changes the cursor and wakes whoever waits for a change.
    @discardableResult
    func change<Result: Sendable>(
        _ body: @Sendable (inout ReplayCursor, _ now: Duration) -> Result
    ) -> Result {
        let (result, waiting) = state.withLock { state in
            let now = clock.now
            let result = body(&state.cursor, now)
            state.noteActivity(at: now)
            let waiting = state.waiting
            state.waiting = []
            return (result, waiting)
        }
        for wakeup in waiting { wakeup.wake() }
        return result
    }

    /// How much has happened so far.
    var activity: Activity { state.withLock { $0.activity } }

    /// Looks at the cursor.
    func read<Result: Sendable>(_ body: @Sendable (ReplayCursor) -> Result) -> Result {
        state.withLock { body($0.cursor) }
    }

    /// Returns when `due` has come; with `nil`, only when the task is cancelled.
    ///
    /// - Throws: A failure of kind `cancelled`.
    func wait(until due: Duration?) async throws(TransportFailure) {
        if let due {
            if due <= clock.now { return }
            do {
                try await clock.sleep(until: due)
                return
            } catch {
                throw .cancelled(while: "waiting for an answer")
            }
        }
        await Wakeup().wait()
        throw .cancelled(while: "waiting for an answer that the recording does not have")
    }

    /// Returns when an answer comes; with `nil`, only when the task is cancelled.
    ///
    /// - Returns: When the answer was due.
    /// - Throws: A failure of kind `cancelled`.
    func waitForAnswer(due: Duration?) async throws(TransportFailure) -> Duration {
        let (ticket, isDecided) = state.withLock { state in
            state.tickets += 1
            if let due { state.answers?.add(state.tickets, due: due) }
            return (state.tickets, state.answers != nil)
        }
        guard let due, isDecided else {
            try await wait(until: due)
            return due ?? clock.now
        }
        while true {
            if Task.isCancelled {
                state.withLock { $0.answers?.remove(ticket) }
                throw .cancelled(while: "waiting for an answer")
            }
            let (step, woken) = state.withLock { state in
                state.answers?.step(ticket, at: clock.now) ?? (.comes(due: due), nil)
            }
            woken?.wake()
            switch step {
            case .comes(let due): return due
            case .waits(let due, let wakeup): await wakeup.wait(until: due, on: clock)
            }
        }
    }

    /// Returns when the bot has the socket.
    func waitForOpening(of socket: Int) async throws(TransportFailure) {
        while true {
            let (step, wakeup) = ask { cursor, now in
                cursor.opening(socket, at: now)
            } ifWaiting: {
                $0 == .blocked
            }
            switch step {
            case .opened: return
            case .failure(let failure): throw failure
            case .refused(let due, let failure):
                try await wait(until: due)
                change { cursor, _ in cursor.refuse(socket) }
                throw failure
            case .blocked:
                await wakeup?.wait()
                if Task.isCancelled { throw .cancelled(while: "opening a socket") }
            }
        }
    }

    /// Returns when there is something on the socket.
    func receive(on socket: Int) async throws(TransportFailure) -> SocketEvent {
        while true {
            if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
            let (step, wakeup) = ask { cursor, now in
                cursor.next(on: socket, at: now)
            } ifWaiting: {
                if case .event = $0 { return false }
                return true
            }
            switch step {
            case .event(let event): return event
            case .due(let due): await wakeup?.wait(until: due, on: clock)
            case .blocked: await wakeup?.wait()
            }
            if let wakeup { forget(wakeup) }
        }
    }

    /// Asks the cursor; whoever must wait for a change is registered under the same lock.
    private func ask<Step: Sendable>(
        _ body: @Sendable (inout ReplayCursor, _ now: Duration) -> Step,
        ifWaiting: @Sendable (Step) -> Bool
    ) -> (Step, Wakeup?) {
        let (step, wakeup, others) = state.withLock { state -> (Step, Wakeup?, [Wakeup]) in
            let now = clock.now
            let step = body(&state.cursor, now)
            state.noteActivity(at: now)
            guard !ifWaiting(step) else {
                let wakeup = Wakeup()
                state.waiting.append(wakeup)
                return (step, wakeup, [])
            }
            // A frame that was released may be what another socket waits for.
            let others = state.waiting
            state.waiting = []
            return (step, nil, others)
        }
        for other in others { other.wake() }
        return (step, wakeup)
    }

    private func forget(_ wakeup: Wakeup) {
        state.withLock { state in state.waiting.removeAll { $0 === wakeup } }
    }
}
