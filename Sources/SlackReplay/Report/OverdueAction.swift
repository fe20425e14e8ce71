import SlackTransport

/// Something that the bot did too late for Slack, and the recorded bot did in time.
public struct OverdueAction: Sendable, Hashable {
    /// What Slack does not wait for.
    public enum Kind: Sendable, Hashable {
        /// The acknowledgement of an envelope: Slack delivers it again, and ends the app's subscription when that goes on.
        case envelope
        /// The use of a `trigger_id`: Slack refuses it.
        case trigger
    }

    /// What Slack does not wait for.
    public var kind: Kind
    /// The entry, counted from 1.
    public var entry: Int
    /// When it was recorded.
    public var recorded: Duration
    /// What it was.
    public var action: BotAction
    /// How long after the delivery the bot did it.
    public var took: Duration
    /// How long after it the recorded bot did.
    public var tookBefore: Duration
    /// Whether it may come of this, that things came sooner than when they were recorded, and the bot was still at work on others.
    public var isExcused: Bool

    /// Makes an action.
    public init(
        kind: Kind,
        entry: Int,
        recorded: Duration,
        action: BotAction,
        took: Duration,
        tookBefore: Duration,
        isExcused: Bool
    ) {
        self.kind = kind
        self.entry = entry
        self.recorded = recorded
        self.action = action
        self.took = took
        self.tookBefore = tookBefore
        self.isExcused = isExcused
    }

    /// What is wrong, in one sentence.
    package var sentence: String {
        let what =
            switch kind {
            case .envelope: "delivery, and Slack waits 3 s for it"
            case .trigger: "trigger_id was given, which Slack takes for 3 s"
            }
        return
            "\(action.wording) came \(took.seconds) after its \(what); when it was recorded it took "
            + tookBefore.seconds
    }
}

extension OverdueAction {
    /// The finding, and where it stands among others; `nil` for one that is excused.
    var finding: (Duration, Finding)? {
        guard !isExcused else { return nil }
        let next =
            switch kind {
            case .envelope:
                "the bot must acknowledge first, and work on what was delivered afterwards"
            case .trigger:
                "the bot must use the trigger_id first, for example for a view that says that it works"
            }
        let finding = Finding(
            sentence,
            place: "entry \(entry), recorded at \(recorded.seconds)",
            entry: entry,
            next: next
        )
        return (recorded, finding)
    }
}
