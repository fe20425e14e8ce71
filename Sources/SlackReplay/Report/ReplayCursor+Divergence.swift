import SlackWire

extension ReplayCursor {
    /// How many recorded actions of a kind are compared at most, so that a bot that goes astray in a
    /// long session is told so soon.
    private static let candidateLimit = 1_000

    /// What to say of an action that has no match.
    func divergence(of action: BotAction, at now: Duration) -> Divergence {
        Divergence(
            action: action,
            at: now,
            nearest: nearest(to: action),
            expected: pendingActions(limit: 3)
        )
    }

    private func nearest(to action: BotAction) -> Divergence.Candidate? {
        var candidates: [Divergence.Candidate] = []
        // What has not happened yet is likelier meant, and stands at the end; look there first.
        for (index, recorded) in timeline.actions.enumerated().reversed() {
            guard let differences = differences(between: recorded.content, and: action) else {
                continue
            }
            candidates.append(
                Divergence.Candidate(
                    entry: recorded.entry,
                    recorded: .microseconds(recorded.at),
                    differences: differences,
                    isConsumed: progress.happened(index) != nil
                )
            )
            if candidates.count == Self.candidateLimit { break }
        }
        return candidates.min { $0.isNearer(than: $1) }
    }

    /// Where an action differs from a recorded one; `nil` if they are not of one kind.
    private func differences(
        between recorded: RecordedAction.Content,
        and action: BotAction
    ) -> [PayloadDifference]? {
        switch (recorded, action) {
        case (.call(let index), .call(let call)):
            let recorded = timeline.calls[index].call
            guard recorded.target == call.target else { return nil }
            return options.matcher.differences(recorded: recorded, actual: call)
        case (.open(let socket), .open(let request)):
            let recorded = timeline.sockets[socket].request.url
            guard recorded != request.url else { return [] }
            return [PayloadDifference(path: "url", expected: "another ticket", actual: "this one")]
        case (.send(let index), .send(_, let message)):
            let (recorded, sent) = (timeline.sends[index].reading, SentMessage(message))
            guard recorded.kind == sent.kind else { return nil }
            return PayloadDifference.between(expected: recorded.contents, actual: sent.contents)
        default:
            return nil
        }
    }
}

extension Divergence.Candidate {
    /// Which of two candidates is the better guess at what was meant: the very same though already
    /// matched, then the one that differs least of those not matched yet, then of the others.
    fileprivate func isNearer(than other: Divergence.Candidate) -> Bool {
        rank == other.rank ? entry < other.entry : rank < other.rank
    }

    private var rank: (Int, Int) {
        if differences.isEmpty { return (0, 0) }
        return (isConsumed ? 2 : 1, differences.count)
    }
}
