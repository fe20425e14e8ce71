import RepriseFloor
import SessionRecording
import SlackReplay

/// Keeps a session that was taken apart, which costs as much as to play it a few times.
///
/// Copies of a replay share it until one of them gets other options.
final class PlanKeeper: Sendable {
    private let kept: Locked<Result<ReplayPlan, ReplayError>?>

    /// - Parameter plan: The plan, if it was made already.
    init(_ plan: Result<ReplayPlan, ReplayError>? = nil) {
        kept = Locked(plan)
    }

    /// The plan, made unless it is there; whoever asks meanwhile waits for it.
    ///
    /// - Throws: `ReplayError` when the session cannot be played.
    func plan(
        of source: SessionSource,
        _ options: ReplayOptions
    ) throws(ReplayError) -> ReplayPlan {
        try kept.withLock { kept throws(ReplayError) in
            if let kept { return try kept.get() }
            let plan = try ReplayPlan(source, options: options)
            kept = .success(plan)
            return plan
        }
    }
}
