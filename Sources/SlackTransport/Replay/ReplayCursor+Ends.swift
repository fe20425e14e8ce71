import SlackWire

/// The ends of sockets, and what announces them.
///
/// Slack closes a socket when it likes, but a bot that is still at work when the recorded end overtakes it can
/// do no more what the recorded one did. So an end waits for what the bot had called, opened and sent
/// before it in the recording; one that leaves something out gets it when nothing else can go on.
extension ReplayCursor {
    /// When the bot has done everything that stands before the end of a socket, or what it has not.
    func readiness(ofEnd frame: RecordedFrame) -> Readiness {
        guard frame.actionsBefore > 0 else { return .due(.zero) }
        guard settled.count >= frame.actionsBefore else { return .blocked(.action(settled.count)) }
        let last = timeline.actions[frame.actionsBefore - 1]
        let due = settled[frame.actionsBefore - 1]
        guard let happened = last.happened else { return .due(due) }
        return .due(max(due, happened + gap(of: frame, after: last.at)))
    }

    /// Notes how many of the leading recorded actions no end waits for any more.
    ///
    /// - Parameter given: So many are settled whether they happened or not.
    mutating func settle(givingUp given: Int = 0) {
        while settled.count < timeline.actions.count {
            let action = timeline.actions[settled.count]
            guard action.happened != nil || action.isOptional || settled.count < given else {
                return
            }
            settled.append(max(settled.last ?? .zero, action.happened ?? .zero))
        }
    }

    /// Lets an end come though the bot has left out something before it; no later end waits for that either.
    mutating func letGo(ofEnd ref: FrameRef) {
        settle(givingUp: timeline.sockets[ref.socket].frames[ref.frame].actionsBefore)
    }

    /// Whether an event before the end of a socket is still to come because the answer to what it is about
    /// is late.
    func owesEvents(before end: FrameRef) -> Bool {
        aside.contains { ref in
            guard ref.socket == end.socket, ref.frame < end.frame else { return false }
            return timeline.sockets[ref.socket].frames[ref.frame].causes.allSatisfy { cause in
                guard case .answer(let call) = cause else { return moment(of: cause) != nil }
                return timeline.actions[timeline.calls[call].action].happened != nil
            }
        }
    }
}

extension RecordedAction {
    /// Whether nobody asks for it: closing a socket is no duty.
    fileprivate var isOptional: Bool {
        if case .close = content { return true }
        return false
    }
}
