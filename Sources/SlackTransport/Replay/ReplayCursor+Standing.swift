import RepriseFloor

extension ReplayCursor {
    /// Where a replay stands when nothing has happened for a while.
    enum Standing: Sendable, Hashable {
        /// Everything recorded has happened.
        case complete
        /// Slack goes on by itself then; `nil` for soon, with an answer that waits for its time.
        case underWay(due: Duration?)
        /// It is the bot's turn.
        case waitingForBot
    }

    /// Where the replay stands.
    ///
    /// - Complexity: O(*n*) in the size of the session.
    func standing(at now: Duration) -> Standing {
        if answersUnderWay > 0 { return .underWay(due: nil) }
        let dues = progress.indices.compactMap { nextDue(on: $0) }
        if let due = dues.filter({ $0 > now }).min() { return .underWay(due: due) }
        let isDone =
            dues.isEmpty && pendingActions(limit: 1).isEmpty
            && timeline.sockets.indices.allSatisfy(nobodyMissesFrames)
        return isDone ? .complete : .waitingForBot
    }

    /// When the next frame of a socket comes if nobody does anything; `nil` if none does.
    private func nextDue(on socket: Int) -> Duration? {
        let progress = progress[socket]
        if case .opening(let asked) = progress.state {
            let recorded = timeline.sockets[socket]
            let start = start(of: recorded, asked: asked)
            return start.flatMap { refusal(of: recorded, since: $0)?.due }
        }
        guard case .open = progress.state else { return nil }
        if !progress.instant.isEmpty { return .zero }
        var due = progress.late.first?.due
        for frame in timeline.sockets[socket].frames[progress.head...] where frame.state == .queued
        {
            guard case .due(let own) = readiness(of: frame, after: progress.latest) else {
                if frame.isPong { continue }
                break
            }
            due = min(due ?? own, own)
            break
        }
        var replies = progress.replies
        while let item = replies.first {
            let frame = timeline.sockets[item.frame.socket].frames[item.frame.frame]
            if frame.state == .queued { return min(due ?? item.due, item.due) }
            replies.removeFirst()
        }
        return due
    }

    private func nobodyMissesFrames(of socket: Int) -> Bool {
        timeline.sockets[socket].frames.allSatisfy { frame in
            switch reason(for: frame, of: socket) {
            case nil, .acknowledged: true
            case .causeNeverCame, .neverOpened, .closed, .notTaken: false
            }
        }
    }
}
