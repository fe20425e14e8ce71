public import SlackReplay
import SlackTransport

extension ReplayReport {
    /// Where replies that the recording has left in another order than there, one finding for each group.
    ///
    /// For bots outside this process, of which nobody can tell which reply answers which event. Replies that
    /// were not recorded are findings of their own.
    ///
    /// - Parameter grouping: Which replies keep an order among themselves; people (`user`) make no groups.
    public func orderFindings(_ grouping: Grouping) -> [Finding] {
        var groups: [String: [OrderedReply]] = [:]
        var keys: [String] = []
        for action in actions {
            guard let reply = OrderedReply(action), let key = grouping.key(of: reply.content)
            else { continue }
            if groups[key] == nil { keys.append(key) }
            groups[key, default: []].append(reply)
        }
        return keys.compactMap { groups[$0].flatMap { outOfOrder($0, grouping) } }
    }

    private func outOfOrder(_ replies: [OrderedReply], _ grouping: Grouping) -> Finding? {
        let recorded = replies.sorted { $0.entry < $1.entry }
        let steps = zip(replies, recorded)
        guard let first = steps.enumerated().first(where: { $1.0.entry != $1.1.entry }) else {
            return nil
        }
        let last = steps.enumerated().reduce(first.offset) { last, step in
            step.element.0.entry == step.element.1.entry ? last : step.offset
        }
        let shown = first.offset...min(last, first.offset + 7)
        let actual = replies[first.offset]
        let channel = actual.content.channel
        return Finding(
            "the bot sent its replies\(channel.map { " in \($0)" } ?? "") in another order than recorded",
            place: "\(grouping), from reply \(first.offset + 1) on, at \(actual.at.seconds)",
            expected: recorded[shown].map(\.content.text),
            actual: replies[shown].map(\.content.text),
            next: "if their order does not matter, compare without it: --order any"
        )
    }
}

/// A reply that the recording has.
private struct OrderedReply {
    let entry: Int
    let at: Duration
    let content: ReplyContent

    init?(_ action: ReplayedAction) {
        guard case .matched(let entry, _) = action.outcome,
            let content = ReplyContent(action.action)
        else { return nil }
        self.entry = entry
        self.content = content
        at = action.at
    }
}

extension Grouping {
    /// The group of a reply; `nil` when it has none.
    fileprivate func key(of reply: ReplyContent) -> String? {
        switch self {
        case .everything: ""
        case .channel: reply.channel
        // One outside of threads begins its own.
        case .thread:
            reply.channel.flatMap { channel in reply.thread.map { "\(channel)/\($0)" } }
        case .user: nil
        }
    }
}
