import RepriseFloor
import SessionRecording
import SlackReplay

/// Keeps a session that was taken apart, which costs as much as to play it a few times.
///
/// Copies of a replay share it until one of them gets other options.
final class PlanKeeper: Sendable {
    private let kept = Locked<ReplayPlan?>(nil)

    /// The plan, made unless it is there; whoever asks meanwhile waits for it.
    ///
    /// - Throws: `ReplayError` when the session cannot be played.
    func plan(of session: Session, _ options: ReplayOptions) throws(ReplayError) -> ReplayPlan {
        try kept.withLock { kept throws(ReplayError) in
            if let kept { return kept }
            let plan = try ReplayPlan(session, options: options)
            kept = plan
            return plan
        }
    }
}
