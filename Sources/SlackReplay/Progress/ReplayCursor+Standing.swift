import RepriseFloor

extension ReplayCursor {
    /// Where a replay stands when nothing has happened for a while.
    enum Standing: Sendable, Hashable {
        /// Everything recorded has happened.
        case complete
        /// Slack goes on by itself then; `nil` for soon, with an answer that waits for its time, or with a client's own
        /// time-out.
        case underWay(due: Duration?)
        /// It is the bot's turn; the recorded one had taken so long.
        case waitingForBot(thinking: Duration)
    }

    /// Where the replay stands.
    ///
    /// - Parameter patience: How much longer than the recorded bot this one may wait for what never comes.
    /// - Complexity: O(*n*) in the size of the session.
    func standing(at now: Duration, patience: Duration) -> Standing {
        if progress.answersUnderWay > 0 { return .underWay(due: nil) }
        let silences = progress.silences.values.filter { $0.end + patience > now }
        // What the bot does about it comes when it has had enough.
        if silences.contains(where: { !$0.isRepeated }) { return .underWay(due: nil) }
        let dues = progress.sockets.indices.compactMap { nextDue(on: $0) }
        if let due = dues.filter({ $0 > now }).min() { return .underWay(due: due) }
        let isDone =
            dues.isEmpty && pendingActions(limit: 1).isEmpty
            && timeline.sockets.indices.allSatisfy(nobodyMissesFrames)
        if isDone { return .complete }
        guard silences.isEmpty else { return .underWay(due: nil) }
        return .waitingForBot(thinking: thinkingTime(at: now))
    }

    /// How long the recorded bot had done nothing before it did what is still to come first.
    ///
    /// Where it carries something that Slack gave, since that was there. Where it carries nothing, it may be what the bot does
    /// by its own clock, a reminder, say, and that runs on while others talk and Slack pings: then no less than until as
    /// much time has passed here as there, within a bound.
    ///
    /// - Complexity: O(log *n*) behind what looks for that.
    private func thinkingTime(at now: Duration) -> Duration {
        guard let next = pendingActions(limit: 1).first else { return .zero }
        let given = timeline.latestGiven(before: next.entry)
        let sinceNews = given.map { max(.zero, next.recorded - .microseconds($0)) } ?? .zero
        guard !carriesGiven(entry: next.entry) else { return sinceNews }
        return max(sinceNews, min(next.recorded - now, Self.longestOwnClock))
    }

    /// How much longer than quiet a bot gets for what it does by its own clock.
    private static let longestOwnClock = Duration.seconds(30)

    /// Whether what the bot did carried something that Slack had given, so that it is no thing of its own.
    private func carriesGiven(entry: Int) -> Bool {
        let actions = timeline.actions
        let place = actions.indices.leadingCount { actions[$0].entry < entry }
        guard place < actions.count, actions[place].entry == entry else { return false }
        return plan.values.needs(of: place).contains { _ in true }
    }

    /// When the next frame of a socket comes if nobody does anything; `nil` if none does.
    private func nextDue(on socket: Int) -> Duration? {
        let own = progress.sockets[socket]
        if case .opening(let asked) = own.state {
            let recorded = timeline.sockets[socket]
            let start = start(of: recorded, asked: asked)
            return start.flatMap { refusal(of: recorded, since: $0)?.due }
        }
        guard case .open = own.state else { return nil }
        if !own.instant.isEmpty { return .zero }
        var due = own.late.first?.due
        for place in own.head..<timeline.sockets[socket].frames.count {
            let ref = FrameRef(socket: socket, frame: place)
            guard progress.state(of: ref) == .queued else { continue }
            guard case .due(let next) = readiness(of: ref, timeline[ref], after: own.latest) else {
                if timeline[ref].isPong { continue }
                break
            }
            due = min(due ?? next, next)
            break
        }
        var replies = own.replies
        while let item = replies.first {
            if progress.state(of: item.frame) == .queued { return min(due ?? item.due, item.due) }
            replies.removeFirst()
        }
        return due
    }

    private func nobodyMissesFrames(of socket: Int) -> Bool {
        timeline.sockets[socket].frames.indices.allSatisfy { place in
            switch reason(for: FrameRef(socket: socket, frame: place)) {
            case nil, .acknowledged: true
            case .causeNeverCame, .neverOpened, .closed, .notTaken: false
            }
        }
    }
}
