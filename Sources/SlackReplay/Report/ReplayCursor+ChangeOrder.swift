import RepriseFloor
import SlackWire

/// In which order the bot does what only makes sense, or comes to the same, in one order: changes of one thing, and what can be
/// done to a thing only before or after something else.
///
/// Two calls about different things go in any order, and so do two posts unless somebody asks. Of two updates of one message
/// the last is what people see; nobody can post to a channel that is archived; a file has to be there before its upload is
/// completed.
extension ReplayCursor {
    /// The calls that came in another order, of those that were recorded one after the other.
    ///
    /// But for uploads, which Slack would refuse whatever the timing, told only where an event comes after all that the recorded bot
    /// had done before it, and nothing disturbs the timing.
    ///
    /// - Complexity: O(*n*) in the number of calls, and as much for each that came in another order in the number of frames.
    func reversedChanges() -> [ReversedChange] {
        let isJudged = options.ordering == .recorded && !policy.isPerturbed
        var latest: [OrderedThing: Doings] = [:]
        var reversed: [ReversedChange] = []
        for call in timeline.calls.indices {
            let recorded = timeline.calls[call]
            guard recorded.kind == .other || recorded.kind == .toURL,
                let at = progress.happened(recorded.action)
            else { continue }
            let doings = plan.uploads.doings(of: timeline.call(call, by: reader))
            var earlier: Int?
            for (thing, role) in doings where isJudged || thing.isFile {
                let before = latest[thing, default: Doings()]
                earlier = earlier ?? before.laterThan(at, role)
                latest[thing] = before.with(call, at, role)
            }
            guard let earlier, timeline.end(ofCall: earlier) <= recorded.at else { continue }
            let isExcused =
                !doings.contains { $0.thing.isFile } && mayBeOfTwoEvents(earlier, call)
            reversed.append(reversal(of: earlier, and: call, isExcused: isExcused))
        }
        return reversed
    }

    private func reversal(of first: Int, and second: Int, isExcused: Bool) -> ReversedChange {
        let (earlier, later) = (timeline.calls[first], timeline.calls[second])
        return ReversedChange(
            entry: earlier.entry,
            recorded: .microseconds(earlier.at),
            first: botAction(.call(first)),
            laterEntry: later.entry,
            second: botAction(.call(second)),
            isExcused: isExcused
        )
    }

    /// Whether the bot may have been at work on two events when it made the first of two calls, so that the second may be
    /// that of another handler.
    ///
    /// An event that came when the first was answered is given when that was done, and explains none; nor does one that the bot
    /// was done with when the next came.
    private func mayBeOfTwoEvents(_ first: Int, _ second: Int) -> Bool {
        let (start, end) = (timeline.calls[first].at, timeline.end(ofCall: first))
        let since = max(start - timeline.longestReaction, timeline.endOfRest(before: start) ?? 0)
        return timeline.countOfNews(after: since - 1, until: end) > 1
            && timeline.countOfNews(after: end, until: timeline.calls[second].at) == 0
    }
}

/// What of one thing was done, of those that were recorded before.
private struct Doings {
    /// The last that has an order to all others.
    var gate: (call: Int, at: Duration)?
    /// The last, in this replay, of those behind it that have an order to that only.
    var member: (call: Int, at: Duration)?

    /// The call that was recorded before one and came after it, if it has an order to that.
    func laterThan(_ at: Duration, _ role: OrderedThing.Role) -> Int? {
        let others = role == .gate ? [gate, member] : [gate]
        return others.compactMap { $0 }.first { $0.at > at }?.call
    }

    /// The same behind one more.
    func with(_ call: Int, _ at: Duration, _ role: OrderedThing.Role) -> Doings {
        var doings = self
        switch role {
        case .gate: doings = Doings(gate: (call, at))
        case .member: if at >= member?.at ?? .zero { doings.member = (call, at) }
        }
        return doings
    }
}
