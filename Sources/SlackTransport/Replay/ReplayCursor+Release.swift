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
    mutating func next(on socket: Int, at now: Duration) -> FrameStep {
        if let event = progress[socket].instant.popFirst() { return .event(event) }
        if case .ended(let close) = progress[socket].state { return .event(.closed(close)) }
        guard case .open = progress[socket].state else { return .blocked }
        var earliest: Duration?
        switch late(on: socket, at: now) {
        case .event(let event): return .event(event)
        case .due(let due): earliest = due
        case .blocked: break
        }
        while let ref = head(of: socket) {
            let frame = timeline.sockets[socket].frames[ref.frame]
            // What was overtaken still comes before the end.
            if frame.role == .ending, !progress[socket].late.isEmpty || owesEvents(before: ref) {
                break
            }
            switch readiness(of: frame, after: progress[socket].latest) {
            case .due(let due) where due > now:
                earliest = min(earliest ?? due, due)
            case .due(let due):
                if isNeedless(frame) {
                    timeline.sockets[socket].frames[ref.frame].state = .dropped
                    continue
                }
                if postpone(ref, on: socket, due: due) {
                    return next(on: socket, at: now)
                }
                progress[socket].latest = (due, frame.at)
                return .event(release(ref, to: socket, arrival: due))
            case .blocked where isUnasked(frame):
                // No more than a sign of life: nothing waits for it.
                timeline.sockets[socket].frames[ref.frame].state = .setAside
                continue
            case .blocked:
                switch overtaking(on: socket, at: now) {
                case .event(let event): return .event(event)
                case .due(let due): earliest = min(earliest ?? due, due)
                case .blocked: break
                }
            }
            break
        }
        return earliest.map(FrameStep.due) ?? .blocked
    }

    /// When a frame may be released, after the frame before it.
    func readiness(
        of frame: RecordedFrame,
        after previous: (arrival: Duration, at: Int64)?
    ) -> Readiness {
        var due = Duration.zero
        if let previous { due = previous.arrival + gap(of: frame, after: previous.at) }
        for cause in frame.causes {
            guard let (actual, recorded) = moment(of: cause) else { return .blocked(cause) }
            due = max(due, actual + gap(of: frame, after: recorded))
        }
        if let reply = frame.reply {
            let send = timeline.sends[reply]
            guard let match = send.matched else { return .blocked(.action(send.action ?? 0)) }
            due = max(due, match.at + gap(of: frame, after: send.at))
        }
        if frame.role == .ending {
            let duties = readiness(ofEnd: frame)
            guard case .due(let done) = duties else { return duties }
            return .due(max(due, done))
        }
        if options.ordering == .strict, frame.actionsBefore > 0 {
            guard frontier.count >= frame.actionsBefore else {
                return .blocked(.action(frontier.count))
            }
            let last = frame.actionsBefore - 1
            let action = timeline.actions[last]
            due = max(due, frontier[last])
            due = max(due, (action.happened ?? .zero) + options.pace.gap(frame.at - action.at))
        }
        return .due(due)
    }

    /// When a cause happened, in this replay and in the recording; `nil` if it has not.
    func moment(of cause: Cause) -> (actual: Duration, recorded: Int64)? {
        switch cause {
        case .action(let action):
            let action = timeline.actions[action]
            return action.happened.map { ($0, action.at) }
        case .answer(let call):
            let call = timeline.calls[call]
            return call.released.map { ($0, call.outcome?.at ?? call.at) }
        case .frame(let ref):
            let frame = timeline.sockets[ref.socket].frames[ref.frame]
            switch frame.state {
            case .released(let arrival): return (arrival, frame.at)
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
    mutating func withholdBlockedFrames() -> Bool {
        var found = false
        var ends: [(entry: Int, ref: FrameRef)] = []
        for socket in progress.indices {
            if deny(socket) { found = true }
            guard case .open = progress[socket].state, let ref = head(of: socket) else { continue }
            let frame = timeline.sockets[socket].frames[ref.frame]
            guard case .blocked = readiness(of: frame, after: nil) else { continue }
            guard frame.role != .ending else {
                ends.append((frame.entry, ref))
                continue
            }
            timeline.sockets[socket].frames[ref.frame].state = .setAside
            aside.append(ref)
            found = true
        }
        if !found, let end = ends.min(by: { $0.entry < $1.entry }) {
            letGo(ofEnd: end.ref)
            found = true
        }
        if found { activity += 1 }
        return found
    }

    /// Ends the wait for a socket that was asked for before the call that gives its URL was made.
    private mutating func deny(_ socket: Int) -> Bool {
        guard case .opening = progress[socket].state,
            let origin = timeline.sockets[socket].origin, moment(of: origin) == nil
        else { return false }
        progress[socket].state = .denied(
            TransportFailure(
                .divergence,
                "\(BotAction.open(timeline.sockets[socket].request).wording) was opened before "
                    + "entry \(entry(of: origin)), which gave its URL; make that call first"
            )
        )
        return true
    }

    /// Looks again at the frames that wait out of their turn.
    mutating func recheckAside() {
        guard !aside.isEmpty else { return }
        var blocked: [FrameRef] = []
        for ref in aside {
            let frame = timeline.sockets[ref.socket].frames[ref.frame]
            guard case .due(let due) = readiness(of: frame, after: nil) else {
                blocked.append(ref)
                continue
            }
            let socket = replySocket(of: frame) ?? ref.socket
            progress[socket].late.insert(
                DueQueue.Item(due: due, entry: frame.entry, frame: ref)
            )
        }
        aside = blocked
    }

    /// The first frame of a socket that is still queued.
    private mutating func head(of socket: Int) -> FrameRef? {
        let frames = timeline.sockets[socket].frames.count
        while progress[socket].head < frames {
            let place = progress[socket].head
            if timeline.sockets[socket].frames[place].state == .queued {
                return FrameRef(socket: socket, frame: place)
            }
            progress[socket].head += 1
        }
        return nil
    }

    /// The first frame that comes out of its turn.
    private mutating func late(on socket: Int, at now: Duration) -> FrameStep {
        guard let item = progress[socket].late.first else { return .blocked }
        guard item.due <= now else { return .due(item.due) }
        progress[socket].late.removeFirst()
        return .event(release(item.frame, to: socket, arrival: item.due))
    }

    /// The first reply that may overtake a frame whose cause has not come.
    private mutating func overtaking(on socket: Int, at now: Duration) -> FrameStep {
        guard options.ordering == .causal, let item = firstReply(on: socket) else {
            return .blocked
        }
        guard item.due <= now else { return .due(item.due) }
        progress[socket].replies.removeFirst()
        return .event(release(item.frame, to: socket, arrival: item.due))
    }

    /// The first reply whose message was sent and that is still queued.
    private mutating func firstReply(on socket: Int) -> DueQueue.Item? {
        while let item = progress[socket].replies.first {
            let frame = timeline.sockets[item.frame.socket].frames[item.frame.frame]
            if frame.state == .queued { return item }
            progress[socket].replies.removeFirst()
        }
        return nil
    }

    /// Whether a frame is the pong of a JSON ping that the bot has not sent.
    private func isUnasked(_ frame: RecordedFrame) -> Bool {
        guard frame.isPong, let ping = frame.reply else { return false }
        return timeline.sends[ping].matched == nil
    }

    /// Whether a frame repeats a delivery that the bot, other than the recorded one, acknowledged.
    private func isNeedless(_ frame: RecordedFrame) -> Bool {
        guard options.redelivery == .unlessAcknowledged,
            let envelope = frame.repeatsUnacknowledged
        else { return false }
        return acknowledged.contains(envelope)
    }

    /// Gives a frame to the bot.
    private mutating func release(
        _ ref: FrameRef,
        to socket: Int,
        arrival: Duration
    ) -> SocketEvent {
        let frame = timeline.sockets[ref.socket].frames[ref.frame]
        timeline.sockets[ref.socket].frames[ref.frame].state = .released(arrival)
        if let envelope = frame.envelope { delivered.insert(envelope) }
        if !frame.isSignOfLife { activity += 1 }
        recheckAside()
        switch frame.event {
        case .closed(let close):
            progress[socket].state = .ended(close)
            return frame.event
        case .message(let message):
            guard let reply = frame.reply, let match = timeline.sends[reply].matched else {
                return frame.event
            }
            let recorded = timeline.sends[reply].reading
            return .message(
                frame.isPong
                    ? ReplyRewriting.pong(message, for: match.reading, recorded: recorded)
                    : ReplyRewriting.acknowledgement(message, for: match.reading)
            )
        case .ping, .pong:
            return frame.event
        }
    }
}
