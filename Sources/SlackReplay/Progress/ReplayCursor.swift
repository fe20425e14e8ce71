import SessionRecording
import SlackWire

/// The replay as a state machine without I/O: what the bot does and the time go in, what Slack does comes
/// out.
///
/// Times are the replay's own, counted from its start, and never run backwards from one input to the
/// next. A step takes constant time, or logarithmic where frames wait out of their turn; only a
/// divergence looks at more of the recording.
struct ReplayCursor: Sendable {
    /// What was recorded: shared by all runs.
    let plan: ReplayPlan
    /// What this run has done.
    var progress: ReplayProgress
    /// When what may come comes.
    let policy: ReleasePolicy
    /// What takes the secrets out of what the bot does, to compare it with a redacted recording.
    var redactor: Redactor

    var log: [ReplayedAction] = []
    var divergences: [Divergence] = []

    var options: ReplayOptions { plan.options }
    var timeline: RecordedTimeline {
        _read { yield plan.timeline }
    }

    init(_ session: Session, options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.init(try ReplayPlan(session, options: options))
    }

    init(_ plan: ReplayPlan) {
        self.plan = plan
        progress = ReplayProgress(plan)
        policy = ReleasePolicy(plan)
        redactor = Redactor(rules: plan.options.redactionRules)
        policy.prepare(&progress, plan)
    }

    /// The bot did a recorded action.
    mutating func happened(_ action: Int, at now: Duration) {
        progress.happened(action, at: now, of: plan)
        recheckAside()
    }

    /// Notes what the bot did for the report.
    mutating func note(_ action: BotAction, _ outcome: ReplayedAction.Outcome, at now: Duration) {
        log.append(ReplayedAction(at: now, action: action, outcome: outcome))
    }

    /// Notes what was not recorded, and says how it fails.
    mutating func diverge(_ action: BotAction, at now: Duration) -> TransportFailure {
        note(action, .diverged, at: now)
        let divergence = divergence(of: action, at: now)
        divergences.append(divergence)
        return divergence.failure
    }
}
