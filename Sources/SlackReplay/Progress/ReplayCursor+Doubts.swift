import RepriseFloor
import SlackWire

/// What the bot did that was not recorded, while something like it that was recorded was still to come.
///
/// Where a recording was stopped at work, that may be what a handler did beyond its end, before another one gets to what
/// was recorded; or something else in the place of that. Which of both shows the end: in the second case what was
/// recorded is missing.
struct Doubt: Sendable {
    /// What is alike.
    enum Kind: Sendable {
        case call(WebAPICall.Target)
        case message(SentMessage.Kind)
    }

    let kind: Kind
    /// What it is if something like it stays missing.
    let divergence: Divergence
    /// Its place among what the bot did.
    let place: Int
}

extension ReplayCursor {
    /// Whether the bot did something beyond a recording that was stopped at work.
    ///
    /// It is noted then, as what is tolerated or as what is in doubt, and never answered.
    ///
    /// - Parameters:
    ///   - runs: The telling values in it.
    ///   - conversation: The hash of its channel or person; `nil` for what is in none.
    mutating func goesBeyondStop(
        _ action: BotAction,
        carrying runs: Set<UInt64>,
        _ kind: Doubt.Kind,
        in conversation: UInt64?,
        at now: Duration
    ) -> Bool {
        guard timeline.stop != nil, !repeatsKnown(action, carrying: runs) else { return false }
        if progress.isOfUnfinishedEvent(conversation, of: plan) {
            passBeyondEnd(action, at: now)
            return true
        }
        guard progress.hasUnfinishedAnswers else { return false }
        if isLeft(kind) {
            guard case .strict = options.mode, hasHandlerToSpare() else { return false }
            let divergence = divergence(of: action, premature: nil, at: now)
            doubts.append(Doubt(kind: kind, divergence: divergence, place: log.count))
        }
        passBeyondEnd(action, at: now)
        return true
    }

    /// Lets something pass that the bot does beyond the end of the recording, and remembers it for the report.
    mutating func passBeyondEnd(_ action: BotAction, at now: Duration) {
        beyondEnd.append(action)
        note(action, .tolerated, at: now)
    }

    /// Whether the bot does the very same once more to something that Slack gave: an update of a message, say, as it was.
    ///
    /// Two handlers may well say the same; neither does the same to one message.
    private func repeatsKnown(_ action: BotAction, carrying runs: Set<UInt64>) -> Bool {
        guard runs.contains(where: { plan.values.id(ofHash: $0) != nil }) else { return false }
        return nearest(to: action).map { $0.differences.isEmpty && $0.isConsumed } ?? false
    }

    /// Makes a divergence of each doubt that something like it is missing from.
    mutating func settleDoubts() {
        let missing = doubts.filter { isLeft($0.kind) }
        guard !missing.isEmpty else { return }
        for doubt in missing { log.turnIntoDivergence(at: doubt.place) }
        divergences = (divergences + missing.map(\.divergence)).sorted { $0.at < $1.at }
        doubts = []
    }

    /// Whether more handlers can go on now than there are steps left that the recorded ones took from here.
    ///
    /// An event and an answer make one able to, and a call or a message keeps it busy. What was recorded needs some of
    /// them; a bot that does one thing at a time has none to spare before all of that is done.
    private func hasHandlerToSpare() -> Bool {
        guard let stop = timeline.stop else { return false }
        let moments = moments(since: stop.answersSince).sorted { $0.entry < $1.entry }
        // Those that were at work before count as far as what was recorded needs them.
        var (recorded, fewest) = (0, 0)
        var ready = -doubts.count
        var (isReached, left) = (true, 0)
        for moment in moments {
            recorded += moment.change
            fewest = min(fewest, recorded)
            if moment.hasHappened {
                ready += moment.change
            } else if moment.change > 0 {
                isReached = false
            } else if isReached {
                left += 1
            }
        }
        return ready - fewest > left
    }

    /// What made one more handler able to go on, or kept one busy.
    private struct Moment {
        let entry: Int
        let change: Int
        /// Whether it has happened in this run as well.
        let hasHappened: Bool
    }

    private func moments(since start: Int64) -> [Moment] {
        var moments: [Moment] = []
        for action in timeline.actions.indices.reversed() {
            let recorded = timeline.actions[action]
            guard recorded.at >= start else { break }
            guard isStep(recorded.content) else { continue }
            let isDone = progress.happened(action) != nil
            moments.append(Moment(entry: recorded.entry, change: -1, hasHappened: isDone))
        }
        for call in timeline.stop?.unfinishedCalls ?? [] {
            guard let outcome = timeline.calls[call].outcome else { continue }
            let isGiven = progress.released(call) != nil
            moments.append(Moment(entry: outcome.entry, change: 1, hasHappened: isGiven))
        }
        for socket in timeline.sockets.indices {
            let frames = timeline.sockets[socket].frames
            for place in frames.indices.reversed() {
                let frame = frames[place]
                guard frame.at >= start else { break }
                guard frame.isNews else { continue }
                let ref = FrameRef(socket: socket, frame: place)
                let isGiven = progress.state(of: ref).isReleased
                moments.append(Moment(entry: frame.entry, change: 1, hasHappened: isGiven))
            }
        }
        return moments
    }

    /// Whether a handler waits for what comes of an action; for no acknowledgement does one.
    private func isStep(_ action: RecordedAction.Content) -> Bool {
        switch action {
        case .call: true
        case .send(let send): timeline.sends[send].kind != .acknowledgement
        case .open, .close: false
        }
    }

    /// Whether something of a kind is left that the bot was recorded to do.
    private func isLeft(_ kind: Doubt.Kind) -> Bool {
        timeline.actions.indices.contains { index in
            let action = timeline.actions[index]
            guard !action.isOptional, progress.happened(index) == nil else { return false }
            switch (kind, action.content) {
            case (.call(let target), .call(let call)):
                return timeline.call(call, by: reader).target.isLike(target)
            case (.message(let kind), .send(let send)):
                return timeline.sends[send].kind == RecordedSend.Kind(kind)
                    && timeline.reading(of: send, by: reader).kind == kind
            default: return false
            }
        }
    }
}

extension WebAPICall.Target {
    /// Whether two calls are of one method, or both go to a URL.
    func isLike(_ other: WebAPICall.Target) -> Bool {
        switch (self, other) {
        case (.method(let name), .method(let otherName)): name == otherName
        case (.url, .url): true
        default: false
        }
    }
}
