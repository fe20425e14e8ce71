import RepriseFloor
import SlackTransport
import SlackWire

/// The shell around the cursor: a lock, a clock, and the tasks that wait.
final class ReplayState: Sendable {
    /// A task that waits for a change.
    private struct Waiting {
        let wakeup: Wakeup
        /// The socket whose next frame it waits for, if it is woken only when there is one.
        var socket: Int?
        /// When it will be woken, as things stand, and what takes that back.
        var due: Duration?
        var takeBack: (@Sendable () -> Void)?
    }

    private struct State {
        var cursor: ReplayCursor
        var waiting: [Waiting] = []
        /// Where it is decided which answer comes; otherwise each comes in its time.
        var answers: OutstandingAnswers?
        var activity = Activity()
        /// How many answers were waited for: one call's may be, more than once.
        var tickets = 0

        /// Notes that the cursor may have got on.
        mutating func noteActivity(at now: Duration) {
            guard cursor.progress.activity != activity.count else { return }
            (activity.count, activity.at) = (cursor.progress.activity, now)
            let steps = activity.count - cursor.progress.rereading
            guard steps != activity.steps else { return }
            (activity.steps, activity.stepAt) = (steps, now)
        }
    }

    /// How much has happened, and when the last of it did.
    struct Activity: Sendable {
        var count = 0
        var at = Duration.zero
        /// The same without reads that only repeat others: a bot that polls is never quiet.
        var steps = 0
        var stepAt = Duration.zero
    }

    private let state: Locked<State>
    private let plan: ReplayPlan
    let clock: SessionClock

    init(
        _ cursor: ReplayCursor,
        clock: SessionClock,
        pickingAnswers: OutstandingAnswers.Picking? = nil
    ) {
        plan = cursor.plan
        let answers = pickingAnswers.map { OutstandingAnswers(pick: $0) }
        state = Locked(State(cursor: cursor, answers: answers))
        self.clock = clock
    }

    /// Changes the cursor and wakes whoever waits for a change.
    @discardableResult
    func change<Result: Sendable>(
        _ body: @Sendable (inout ReplayCursor, _ now: Duration) -> Result
    ) -> Result {
        let (result, woken) = state.withLock { state in
            let now = clock.now
            let result = body(&state.cursor, now)
            state.noteActivity(at: now)
            return (result, changed(&state, at: now))
        }
        for wakeup in woken { wakeup.wake() }
        return result
    }

    /// Who is to be woken after a change.
    ///
    /// Whoever waits for a frame that is not there yet sleeps on, if on another alarm: most of what a bot does brings
    /// no frame at once, and to wake a task for nothing costs more than to look.
    private func changed(_ state: inout State, at now: Duration) -> [Wakeup] {
        guard !state.waiting.isEmpty else { return [] }
        var woken: [Wakeup] = []
        var left: [Waiting] = []
        for var waiting in state.waiting {
            guard let socket = waiting.socket else {
                woken.append(waiting.wakeup)
                continue
            }
            let due = state.cursor.outlook(on: socket, at: now)
            if let due, due <= now {
                waiting.takeBack?()
                woken.append(waiting.wakeup)
            } else {
                if due != waiting.due { arm(&waiting, at: due) }
                left.append(waiting)
            }
        }
        state.waiting = left
        return woken
    }

    private func arm(_ waiting: inout Waiting, at due: Duration?) {
        waiting.takeBack?()
        waiting.due = due
        let wakeup = waiting.wakeup
        waiting.takeBack = due.flatMap { clock.alarm(at: $0) { wakeup.wake() } }
    }

    /// Whether something that this rests on cannot be read any more: then nothing happens any more, and there is no verdict.
    var isLost: Bool { plan.loss != nil }

    /// Returns what came of a step, unless what it was taken by is lost: then only when the task is cancelled.
    ///
    /// - Throws: A failure of kind `cancelled`.
    func unlessLost<Value>(_ value: Value) async throws(TransportFailure) -> Value {
        if isLost { try await wait(until: nil) }
        return value
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
                let exchange = ServedExchange.current
                let silence = change { cursor, now in
                    cursor.refuse(socket, waitingFrom: exchange == nil ? nil : now)
                }
                end(silence, with: exchange)
                throw failure
            case .blocked:
                await wakeup?.wait()
                if Task.isCancelled { throw .cancelled(while: "opening a socket") }
            }
        }
    }

    /// Ends a silence when the client has had enough of it, which only its exchange knows.
    func end(_ silence: Int?, with exchange: ServedExchange?) {
        guard let silence, let exchange else { return }
        exchange.whenOver { [self] in
            change { cursor, _ in cursor.progress.endSilence(silence) }
        }
    }

    /// Returns when there is something on the socket.
    func receive(on socket: Int) async throws(TransportFailure) -> SocketEvent {
        while true {
            if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
            let (step, wakeup) = ask(by: socket) { cursor, now in
                cursor.next(on: socket, at: now)
            } ifWaiting: {
                if case .event = $0 { return false }
                return true
            } until: {
                if case .due(let due) = $0 { return due }
                return nil
            }
            switch step {
            case .event(let event): return try await unlessLost(event)
            case .due(let due) where !clock.hasAlarms:
                await wakeup?.wait(until: due, on: clock)
            case .due, .blocked: await wakeup?.wait()
            }
            if let wakeup { forget(wakeup) }
        }
    }

    /// Asks the cursor; whoever must wait for a change is registered under the same lock.
    ///
    /// - Parameters:
    ///   - socket: The socket whose next frame is asked for, if it is one.
    ///   - until: When there will be one.
    private func ask<Step: Sendable>(
        by socket: Int? = nil,
        _ body: @Sendable (inout ReplayCursor, _ now: Duration) -> Step,
        ifWaiting: @Sendable (Step) -> Bool,
        until: @Sendable (Step) -> Duration? = { _ in nil }
    ) -> (Step, Wakeup?) {
        let (step, wakeup, others) = state.withLock { state -> (Step, Wakeup?, [Wakeup]) in
            let now = clock.now
            let step = body(&state.cursor, now)
            state.noteActivity(at: now)
            guard !ifWaiting(step) else {
                var waiting = Waiting(wakeup: Wakeup())
                if clock.hasAlarms, let socket {
                    waiting.socket = socket
                    if let due = until(step) { arm(&waiting, at: due) }
                }
                state.waiting.append(waiting)
                return (step, waiting.wakeup, [])
            }
            // A frame that was released may be what another socket waits for.
            return (step, nil, changed(&state, at: now))
        }
        for other in others { other.wake() }
        return (step, wakeup)
    }

    private func forget(_ wakeup: Wakeup) {
        let takeBack = state.withLock { state -> (@Sendable () -> Void)? in
            guard let place = state.waiting.firstIndex(where: { $0.wakeup === wakeup }) else {
                return nil
            }
            return state.waiting.remove(at: place).takeBack
        }
        takeBack?()
    }
}
