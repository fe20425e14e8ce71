import RepriseFloor
import SecretRedaction
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
    /// Reads what frames say, if that is not in memory.
    let reader: ScratchReader?
    /// When what may come comes.
    let policy: ReleasePolicy
    /// What stands for what in this run.
    var bindings: Bindings
    /// What changed places in this run.
    var exchanged = ExchangedValues()
    /// What takes the secrets out of what the bot does, to compare it with a redacted recording.
    ///
    /// Its placeholders are made by a key of its own, so that none is mistaken for one of the recording.
    var redactor: Redactor

    /// The frame that was looked at last: most are, several times over.
    private var latestFrame: (ref: FrameRef, frame: RecordedFrame)?

    var log = ReplayedActions()
    var divergences: [Divergence] = []
    /// What may have been a divergence.
    var doubts: [Doubt] = []
    /// What the bot did beyond the end of a recording that was stopped at work, and that was let pass.
    var beyondEnd: [BotAction] = []
    /// What the bot did too late for Slack.
    var overdue: [OverdueAction] = []
    /// Entries that were named as the nearest to something that was not recorded.
    var claimed: Set<Int> = []

    var options: ReplayOptions {
        _read { yield plan.options }
    }
    var timeline: RecordedTimeline {
        _read { yield plan.timeline }
    }

    init(_ session: Session, options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.init(try ReplayPlan(session, options: options))
    }

    init(_ plan: ReplayPlan) {
        self.init(plan, perturbation: plan.options.perturbation)
    }

    /// - Parameters:
    ///   - perturbation: The timing of this run.
    ///   - decide: Decides for the schedule among so many alternatives, 0 being the recorded one.
    init(
        _ plan: ReplayPlan,
        perturbation: Perturbation?,
        deciding decide: @escaping @Sendable (_ count: Int) -> Int = { _ in 0 },
        isWakeExpected: @escaping @Sendable (_ moment: Duration) -> Bool = { _ in false }
    ) {
        self.plan = plan
        reader = plan.timeline.makeReader()
        progress = ReplayProgress(plan, reader)
        policy = ReleasePolicy(plan, perturbation, deciding: decide, isWakeExpected: isWakeExpected)
        bindings = Bindings(secrets: plan.index.secrets, tokens: plan.index.tokens)
        redactor = Redactor(rules: plan.options.redactionRules, key: RedactionKey.ofThisProcess)
        policy.prepare(&progress, plan)
        for ref in progress.aside { lookAgain(at: ref) }
    }

    /// A frame, which is likely to be that which was looked at last.
    mutating func look(at ref: FrameRef) -> RecordedFrame {
        if let latestFrame, latestFrame.ref == ref { return latestFrame.frame }
        let frame = plan.timeline[ref]
        latestFrame = (ref, frame)
        return frame
    }

    /// The bot did a recorded action.
    mutating func happened(_ action: Int, at now: Duration) {
        progress.happened(action, at: now, of: plan)
        recheckAside(after: .action(action))
    }

    /// Nobody asks for the acknowledgement of an envelope any more: a fault made it impossible.
    mutating func excuse(acknowledgementOf envelope: EnvelopeKey) {
        progress.excuse(acknowledgementOf: envelope, of: plan)
        for send in timeline.sends.indices {
            guard let action = timeline.sends[send].action, progress.happened(action) == nil,
                progress.isExcused(action, of: plan)
            else { continue }
            recheckAside(after: .action(action))
        }
    }

    /// Notes what the bot did for the report.
    mutating func note(_ action: BotAction, _ outcome: ReplayedAction.Outcome, at now: Duration) {
        log.append(ReplayedAction(at: now, action: action, outcome: outcome))
    }

    /// Notes what was not recorded, and says how it fails.
    ///
    /// - Parameter premature: The recorded action that it would stand for, had the bot been able to know what
    ///   is in it.
    mutating func diverge(
        _ action: BotAction,
        premature: Int? = nil,
        at now: Duration
    ) -> TransportFailure {
        note(action, .diverged, at: now)
        let divergence = divergence(of: action, premature: premature, at: now)
        divergences.append(divergence)
        return divergence.failure
    }
}

extension RedactionKey {
    /// A key that is made up once for each process.
    fileprivate static let ofThisProcess: RedactionKey? = {
        var random = SystemRandomNumberGenerator()
        return try? RedactionKey(
            (0..<32).map { _ in UInt8.random(in: 0x21...0x7e, using: &random) }
        )
    }()
}
