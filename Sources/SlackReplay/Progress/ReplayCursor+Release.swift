import RepriseFloor
import SlackWire

extension ReplayCursor {
    /// What asking for the next frame of a socket leads to.
    enum FrameStep: Sendable, Hashable {
        /// The bot has it.
        case event(SocketEvent)
        /// The next one is due then, unless something happens before.
        case due(Duration)
        /// Nothing comes until something happens.
        case blocked
    }

    /// When a frame may be released.
    enum Readiness: Sendable, Hashable {
        /// Then: every cause has happened.
        case due(Duration)
        /// Not before this has happened.
        case blocked(Cause)
    }

    /// The bot asks for the next frame of a socket.
    ///
    /// Of several whose time has come the one comes that was due first, however late the bot asks.
    mutating func next(on socket: Int, at now: Duration) -> FrameStep {
        if let event = progress.sockets[socket].instant.popFirst() { return .event(event) }
        if case .ended(let close) = progress.sockets[socket].state { return .event(.closed(close)) }
        guard case .open = progress.sockets[socket].state else { return .blocked }
        let inTurn = inTurn(on: socket, at: now)
        if case .event = inTurn { return inTurn }
        guard let late = late(on: socket) else { return inTurn }
        guard late.due > now else {
            progress.sockets[socket].late.removeFirst()
            return .event(release(late.frame, to: socket, arrival: late.due))
        }
        guard case .due(let due) = inTurn else { return .due(late.due) }
        return .due(min(due, late.due))
    }

    /// When asking for the next frame of a socket will lead to one, as far as is known: for what may be had already a
    /// time that has come; `nil` if not before something happens.
    ///
    /// Frames that do not come, or not in their turn, are passed over as by asking; none is released.
    mutating func outlook(on socket: Int, at now: Duration) -> Duration? {
        if !progress.sockets[socket].instant.isEmpty { return now }
        if case .ended = progress.sockets[socket].state { return now }
        guard case .open = progress.sockets[socket].state else { return nil }
        let inTurn = inTurn(on: socket, at: now, isTaken: false)
        let late = late(on: socket)?.due
        guard case .due(let due) = inTurn else { return late }
        return min(due, late ?? due)
    }

    /// The first frame that comes in its turn, unless one out of its turn was due before it.
    ///
    /// - Parameter isTaken: Whether it is released; otherwise it is only told when it was due.
    private mutating func inTurn(
        on socket: Int,
        at now: Duration,
        isTaken: Bool = true
    ) -> FrameStep {
        while let ref = progress.head(of: socket) {
            let frame = look(at: ref)
            if frame.role == .ending {
                // What was overtaken still comes before the end.
                if late(on: socket) != nil { return .blocked }
                if owesEvents(before: ref) { return .blocked }
            }
            let latest = progress.sockets[socket].latest
            switch readiness(of: ref, frame, after: latest) {
            case .due(let due):
                if due > now { return .due(due) }
                if isLate(on: socket, before: due, frame.entry) { return .due(due) }
                if isNeedless(frame) {
                    progress.drop(ref, of: plan)
                    recheckAside(after: .frame(ref))
                    continue
                }
                if let postponement = policy.postponement(of: frame) {
                    postpone(ref, frame, by: postponement, due: due)
                    continue
                }
                guard isTaken else { return .due(due) }
                progress.sockets[socket].latest = (due, frame.at)
                return .event(release(ref, to: socket, arrival: due))
            case .blocked:
                guard isUnasked(frame) else {
                    return overtaking(on: socket, at: now, isTaken: isTaken)
                }
                // No more than a sign of life: nothing waits for it.
                progress.takeOut(ref)
            }
        }
        return .blocked
    }

    /// Whether a frame out of its turn was due before then.
    private mutating func isLate(on socket: Int, before due: Duration, _ entry: Int) -> Bool {
        guard let late = late(on: socket) else { return false }
        return late.due == due ? late.entry < entry : late.due < due
    }

    /// What must have happened before a frame may be released, its place in the queue apart.
    func causes(of ref: FrameRef, _ frame: RecordedFrame) -> [Cause] {
        let predecessors = policy.predecessors(of: ref)
        let causes = timeline.causes(of: frame)
        return predecessors.isEmpty ? causes : causes + predecessors.map { .frame($0) }
    }

    /// When a frame may be released, after the frame before it.
    func readiness(
        of ref: FrameRef,
        _ frame: RecordedFrame,
        after previous: (arrival: Duration, at: Int64)?
    ) -> Readiness {
        let readiness = readiness(of: frame, causes(of: ref, frame), after: previous)
        // Also what is about the bot: who presses its button has read what it did since it posted that.
        guard case .due(let due) = readiness, options.ordering == .recorded, frame.role == .movable
        else {
            return readiness
        }
        if let missing = progress.missing(before: frame, of: plan) { return .blocked(missing) }
        return .due(max(due, momentOfReading(before: frame)))
    }

    /// When a frame may be released, the one before it apart.
    func readiness(of ref: FrameRef) -> Readiness {
        readiness(of: ref, timeline[ref], after: nil)
    }

    /// How long whoever writes needs at least to read what was said: time for the bot to take in the answers to what
    /// it did, for example the `ts` of what it posted.
    private static var readingTime: Duration { .milliseconds(20) }

    /// When whoever caused an event has read what the bot had said.
    private func momentOfReading(before frame: RecordedFrame) -> Duration {
        guard let said = progress.latest(before: frame, of: plan) else { return .zero }
        // What was answered after the frame had come, and before the bot went about it, it took in first as well.
        guard frame.at >= said.recorded else { return said.actual + Self.readingTime }
        let gap = Duration.microseconds(frame.at - said.recorded)
        return said.actual + min(gap, Self.readingTime)
    }

    /// When a frame may be released, whatever else the bot has to do before it.
    private func readiness(
        of frame: RecordedFrame,
        _ causes: [Cause],
        after previous: (arrival: Duration, at: Int64)?
    ) -> Readiness {
        var due = Duration.zero
        if let previous { due = policy.due(of: frame, after: previous.arrival, previous.at) }
        for cause in causes {
            guard let (actual, recorded) = moment(of: cause) else { return .blocked(cause) }
            due = max(due, policy.due(of: frame, after: actual, recorded))
        }
        if let reply = frame.reply {
            let send = timeline.sends[reply]
            guard let sending = progress.sending(of: reply) else {
                return .blocked(.action(send.action ?? 0))
            }
            due = max(due, policy.due(of: frame, after: sending.at, send.at))
        }
        if frame.role == .ending {
            let duties = readiness(ofEnd: frame)
            guard case .due(let done) = duties else { return duties }
            return .due(max(due, done))
        }
        if options.ordering == .strict, frame.actionsBefore > 0 {
            let frontier = progress.frontier
            guard frontier.count >= frame.actionsBefore else {
                return .blocked(.action(frontier.count))
            }
            let last = frame.actionsBefore - 1
            let happened = progress.happened(last) ?? .zero
            due = max(due, frontier[last] ?? .zero)
            due = max(due, happened + options.pace.gap(frame.at - timeline.actions[last].at))
        }
        return .due(due)
    }

    /// When a cause happened, in this replay and in the recording; `nil` if it has not.
    func moment(of cause: Cause) -> (actual: Duration, recorded: Int64)? {
        switch cause {
        case .action(let action):
            return progress.happened(action).map { ($0, timeline.actions[action].at) }
        case .answer(let index):
            return progress.released(index).map { released in
                let call = timeline.calls[index]
                return (released, call.outcome?.at ?? call.at)
            }
        case .frame(let ref):
            switch progress.state(of: ref) {
            case .released(let arrival): return (arrival, timeline[ref].at)
            // It was not needed, and nothing counts its time from it.
            case .dropped: return (.zero, .max)
            case .queued, .setAside: return nil
            }
        }
    }

    /// Lets go of the frames that stand at the head of a socket and whose causes have not come, so that
    /// those behind them need not wait; each still comes should its cause come.
    ///
    /// An end is not withheld but comes: the earliest one, and only where there is nothing else to let go.
    /// To be asked when nothing else can happen. Returns whether there were any.
    mutating func withholdBlockedFrames(at now: Duration) -> Bool {
        var found = false
        var ends: [(entry: Int, ref: FrameRef)] = []
        for socket in progress.sockets.indices {
            if deny(socket) { found = true }
            guard case .open = progress.sockets[socket].state,
                let ref = progress.head(of: socket)
            else { continue }
            let frame = timeline[ref]
            guard case .blocked = readiness(of: ref) else { continue }
            guard frame.role != .ending else {
                ends.append((frame.entry, ref))
                continue
            }
            found = true
            let byCauses = readiness(of: frame, causes(of: ref, frame), after: nil)
            guard case .blocked = byCauses else {
                progress.giveUp(before: frame, of: plan, at: now)
                continue
            }
            progress.withhold(ref)
            lookAgain(at: ref)
        }
        if !found, let end = ends.min(by: { $0.entry < $1.entry }) {
            letGo(ofEnd: end.ref, at: now)
            found = true
        }
        if found { progress.gotOn() }
        return found
    }

    /// Ends the wait for a socket that was asked for before the call that gives its URL was made.
    private mutating func deny(_ socket: Int) -> Bool {
        guard case .opening = progress.sockets[socket].state,
            let origin = timeline.sockets[socket].origin, moment(of: origin) == nil
        else { return false }
        progress.sockets[socket].state = .denied(
            TransportFailure(
                .divergence,
                "\(BotAction.open(timeline.sockets[socket].request).wording) was opened before "
                    + "entry \(timeline.entry(of: origin)), which gave its URL; make that call first"
            )
        )
        return true
    }

    /// Looks again at the frames that wait out of their turn for a cause, which has happened.
    ///
    /// - Complexity: O(1) for each of those that wait for it.
    mutating func recheckAside(after cause: Cause) {
        guard !progress.aside.isEmpty else { return }
        // What waits for all earlier actions does not say for which in particular.
        let refs =
            options.ordering == .causal
            ? progress.takeWaiting(for: cause) : Array(progress.aside)
        for ref in refs { lookAgain(at: ref) }
    }

    /// Lets a frame that was set aside come when it is due, or wait for what is missing.
    ///
    /// It waits for its causes only: that others have passed it says that nothing else could go on.
    mutating func lookAgain(at ref: FrameRef) {
        let frame = timeline[ref]
        switch readiness(of: frame, causes(of: ref, frame), after: nil) {
        case .blocked(let cause):
            if options.ordering == .causal { progress.wait(ref, for: cause) }
        case .due(let due):
            progress.takeBack(ref)
            progress.sockets[replySocket(of: frame) ?? ref.socket].late.insert(
                DueQueue.Item(due: due, entry: frame.entry, frame: ref)
            )
        }
    }

    /// Lets others pass a frame whose time has come.
    private mutating func postpone(
        _ ref: FrameRef,
        _ frame: RecordedFrame,
        by postponement: Duration,
        due: Duration
    ) {
        progress.takeOut(ref)
        progress.sockets[ref.socket].latest = (due, frame.at)
        progress.sockets[ref.socket].late.insert(
            DueQueue.Item(due: due + postponement, entry: frame.entry, frame: ref)
        )
    }

    /// The first frame that comes out of its turn.
    private mutating func late(on socket: Int) -> DueQueue.Item? {
        // A reply may stand there twice: when its message was sent, and when it had been set aside before.
        while let item = progress.sockets[socket].late.first {
            guard progress.state(of: item.frame).isReleased else { return item }
            progress.sockets[socket].late.removeFirst()
        }
        return nil
    }

    /// The first reply that may overtake a frame whose cause has not come.
    private mutating func overtaking(
        on socket: Int,
        at now: Duration,
        isTaken: Bool
    ) -> FrameStep {
        guard options.ordering != .strict, let item = firstReply(on: socket) else {
            return .blocked
        }
        guard item.due <= now, !isLate(on: socket, before: item.due, item.entry) else {
            return .due(item.due)
        }
        guard isTaken else { return .due(item.due) }
        progress.sockets[socket].replies.removeFirst()
        return .event(release(item.frame, to: socket, arrival: item.due))
    }

    /// The first reply whose message was sent and that is still queued.
    private mutating func firstReply(on socket: Int) -> DueQueue.Item? {
        while let item = progress.sockets[socket].replies.first {
            if progress.state(of: item.frame) == .queued { return item }
            progress.sockets[socket].replies.removeFirst()
        }
        return nil
    }

    /// Whether a frame is the pong of a JSON ping that the bot has not sent.
    private func isUnasked(_ frame: RecordedFrame) -> Bool {
        guard frame.isPong, let ping = frame.reply else { return false }
        return progress.sending(of: ping) == nil
    }

    /// Whether a frame repeats a delivery that the bot, other than the recorded one, acknowledged.
    private func isNeedless(_ frame: RecordedFrame) -> Bool {
        guard frame.repeatsUnacknowledged, options.redelivery == .unlessAcknowledged,
            let envelope = timeline.delivery(of: frame)?.repeatsUnacknowledged
        else { return false }
        return progress.isAcknowledged(envelope)
    }

    /// Gives a frame to the bot.
    private mutating func release(
        _ ref: FrameRef,
        to socket: Int,
        arrival: Duration
    ) -> SocketEvent {
        let plan = plan
        let frame = look(at: ref)
        progress.release(ref, frame, at: arrival, of: plan)
        recheckAside(after: .frame(ref))
        let event = plan.timeline.event(of: ref, by: reader)
        switch event {
        case .closed(let close):
            progress.sockets[socket].state = .ended(close)
            return event
        case .message(var message):
            if !exchanged.isEmpty {
                message = SocketMessage(kind: message.kind, bytes: exchanged.actual(message.bytes))
            }
            guard let reply = frame.reply, let spelling = progress.takeSpelling(of: reply) else {
                return .message(message)
            }
            guard frame.isPong else {
                return .message(ReplyRewriting.acknowledgement(message, for: spelling.id))
            }
            let recorded = plan.timeline.reading(of: reply, by: reader)
            return .message(
                ReplyRewriting.pong(message, for: SentMessage(spelling.message), recorded: recorded)
            )
        case .ping, .pong:
            return event
        }
    }
}
