import RepriseFloor
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
        let settled = progress.settled
        guard settled.count >= frame.actionsBefore else { return .blocked(.action(settled.count)) }
        let last = frame.actionsBefore - 1
        let since = settled[last] ?? .zero
        guard let happened = progress.happened(last) else { return .due(since) }
        let due = policy.due(of: frame, after: happened, timeline.actions[last].at)
        return .due(max(since, due))
    }

    /// Lets an end come though the bot has left out something before it; no later end waits for that either.
    mutating func letGo(ofEnd ref: FrameRef, at now: Duration) {
        progress.settle(of: plan, givingUp: (timeline[ref].actionsBefore, now))
    }

    /// Whether an event before the end of a socket is still to come because the answer to what it is about
    /// is late.
    func owesEvents(before end: FrameRef) -> Bool {
        progress.aside.contains { ref in
            guard ref.socket == end.socket, ref.frame < end.frame else { return false }
            return causes(of: ref, timeline[ref]).allSatisfy { cause in
                guard case .answer(let call) = cause else { return moment(of: cause) != nil }
                return progress.happened(timeline.calls[call].action) != nil
            }
        }
    }
}
