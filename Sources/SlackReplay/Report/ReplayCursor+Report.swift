import RepriseFloor
import SlackWire

extension ReplayCursor {
    /// What has happened so far, against what was recorded.
    func report() -> ReplayReport {
        var settled = self
        settled.settleDoubts()
        return settled.settledReport()
    }

    private func settledReport() -> ReplayReport {
        var report = ReplayReport()
        report.truncation = plan.truncation
        report.plan = PlanReference(plan: plan)
        (report.actions, report.divergences) = told()
        report.overdue = overdue
        report.reversed = reversedChanges()
        report.missing = pendingActions(limit: .max)
        for index in report.missing.indices.prefix(Self.sliceLimit) {
            report.missing[index].slice = slice(toEntry: report.missing[index].entry)
        }
        report.omittedReads = omittedReads()
        report.beyondEnd = beyondEnd
        (report.givenEvents, report.precedingEvents) = countGivenEvents()
        for socket in timeline.sockets.indices {
            for (place, frame) in timeline.sockets[socket].frames.enumerated() {
                let ref = FrameRef(socket: socket, frame: place)
                guard let reason = reason(for: ref) else { continue }
                var unreleased = UnreleasedFrame(
                    entry: frame.entry,
                    recorded: .microseconds(frame.at),
                    socket: timeline.sockets[socket].number,
                    event: timeline.event(of: ref, by: reader),
                    reason: reason
                )
                unreleased.isNews = frame.isNews
                switch reason {
                case .causeNeverCame, .acknowledged: report.withheld.append(unreleased)
                case .neverOpened, .closed, .notTaken: report.unreleased.append(unreleased)
                }
            }
        }
        report.withheld.sort { $0.entry < $1.entry }
        report.unreleased.sort { $0.entry < $1.entry }
        return report
    }

    /// The recorded actions that have not happened; closing a socket is nobody's duty.
    func pendingActions(limit: Int) -> [MissingAction] {
        var pending: [MissingAction] = []
        let owed = progress.owedActions(of: plan)
        // What is owed counts as done, so it may stand anywhere.
        let before = owed.prefix { $0 < progress.frontier.count }
        let rest = (progress.frontier.count..<timeline.actions.count).lazy.filter { index in
            progress.happened(index) == nil || owed.contains(index)
        }
        for index in [AnySequence(before), AnySequence(rest)].joined() {
            let action = timeline.actions[index]
            guard !progress.isExcused(index, of: plan) else { continue }
            guard pending.count < limit else { break }
            pending.append(
                MissingAction(
                    entry: action.entry,
                    recorded: .microseconds(action.at),
                    action: botAction(action.content)
                )
            )
        }
        return pending
    }

    /// How many events that are no consequence of what the bot did it was given, and how many of them before the last
    /// thing that it did.
    private func countGivenEvents() -> (all: Int, preceding: Int) {
        let last = lastEntryDone()
        var (all, preceding) = (0, 0)
        for socket in timeline.sockets.indices {
            for place in timeline.sockets[socket].frames.indices {
                let ref = FrameRef(socket: socket, frame: place)
                guard timeline[ref].isNews, progress.state(of: ref).isReleased else { continue }
                all += 1
                if timeline[ref].entry < last { preceding += 1 }
            }
        }
        return (all, preceding)
    }

    /// The entry of the last recorded thing that the bot did, the end of a socket apart; 0 if it did nothing.
    private func lastEntryDone() -> Int {
        let last = timeline.actions.indices.last { index in
            if case .close = timeline.actions[index].content { return false }
            return progress.happened(index) != nil
        }
        return last.map { timeline.actions[$0].entry } ?? 0
    }

    /// The recorded reads that the bot made, but not as often.
    private func omittedReads() -> [MissingAction] {
        timeline.actions.indices.compactMap { index in
            guard progress.happened(index) == nil, progress.isOmittedRead(index, of: plan) else {
                return nil
            }
            let action = timeline.actions[index]
            return MissingAction(
                entry: action.entry,
                recorded: .microseconds(action.at),
                action: botAction(action.content)
            )
        }
    }

    func botAction(_ content: RecordedAction.Content) -> BotAction {
        switch content {
        case .call(let call): return .call(timeline.call(call, by: reader))
        case .open(let socket): return .open(timeline.sockets[socket].request)
        case .send(let send):
            let socket = timeline.sends[send].socket
            let message = timeline.message(send, by: reader)
            return .send(socket: timeline.sockets[socket].number, message)
        case .close(let socket):
            return .close(socket: timeline.sockets[socket].number, SocketClose(by: .bot))
        }
    }

    /// Why the bot has not got a frame; `nil` if it has, or if nobody misses it.
    func reason(for ref: FrameRef) -> UnreleasedFrame.Reason? {
        let (frame, socket) = (timeline[ref], ref.socket)
        switch progress.state(of: ref) {
        case .released: return nil
        case .dropped: return .acknowledged
        case .queued, .setAside: break
        }
        if frame.isPong { return nil }
        switch progress.sockets[socket].state {
        case .unopened, .opening, .refused, .denied: return .neverOpened
        case .ended(let close) where close.by == .bot:
            // What came after the bot had closed in the recording, too, is no loss.
            if let action = timeline.sockets[socket].closeAction,
                timeline.actions[action].entry < frame.entry
            {
                return nil
            }
            if case .blocked(let cause) = readiness(of: ref) {
                return .causeNeverCame(entry: timeline.entry(of: cause))
            }
            return .closed
        case .open, .ended:
            guard case .blocked(let cause) = readiness(of: ref) else {
                return .notTaken
            }
            return .causeNeverCame(entry: timeline.entry(of: cause))
        }
    }
}
