public import SlackWire

/// What happened in a replay, against what was recorded.
public struct ReplayReport: Sendable, Hashable {
    /// Where the recording breaks off; `nil` if it is whole.
    public var truncation: Truncation?
    /// Everything the bot did, in order.
    public var actions = ReplayedActions()
    /// What the bot did in the recording and not in the replay, in recorded order.
    public var missing: [MissingAction] = []
    /// Reads that change nothing and that the bot made, but not as often as the recorded one.
    public var omittedReads: [MissingAction] = []
    /// What the recording has no match for, in the order in which it happened.
    public var divergences: [Divergence] = []
    /// What the bot did beyond the end of a recording that was stopped while its bot was at work: it was neither compared
    /// nor answered, for nobody knows what the recorded bot would have done.
    public var beyondEnd: [BotAction] = []
    /// What the bot did too late for Slack, and the recorded bot did in time; those that are excused are no findings.
    public var overdue: [OverdueAction] = []
    /// Changes of one thing that the bot made in another order; where ``ReplayOptions/ordering`` is `recorded`, and nothing
    /// disturbs the timing.
    public var reversed: [ReversedChange] = []
    /// Frames that were held back because something before them never happened.
    public var withheld: [UnreleasedFrame] = []
    /// Frames that the bot never took, for want of a socket or of asking.
    public var unreleased: [UnreleasedFrame] = []
    /// What was played, which says whether all of it could be read; `nil` in a report that was made by hand.
    var plan: PlanReference?
    /// How many events that are no consequence of what the bot did it was given before the last thing that it did of
    /// what was recorded.
    package var precedingEvents = 0
    /// How many such events it was given in all.
    package var givenEvents = 0

    /// Makes a report.
    public init() {}

    /// What the bot did beyond the recording.
    public var extra: [ReplayedAction] { actions.extra }

    /// Reads that change nothing and that the bot made more often than the recorded one.
    public var repeatedReads: [ReplayedAction] { actions.repeatedReads }

    /// How much the bot did of what was recorded.
    public var matchedCount: Int { actions.matchedCount }

    /// Why there is no verdict on the replay, though it was played; `nil` if there is one.
    ///
    /// Something that was kept in a file for scratch cannot be read any more, as things stand now.
    public var loss: ReplayError? { plan?.plan.loss }

    /// Whether the bot did what was recorded, nothing extra and nothing missing, and got everything, so that
    /// there are no ``findings``; `false` of a recording that was cut short, unless that is allowed.
    public var isFaithful: Bool { findings.isEmpty }
}

/// A plan, by what it is and not by what is in it.
struct PlanReference: Sendable, Hashable {
    let plan: ReplayPlan

    /// Which one it is does not matter where reports are compared.
    static func == (left: PlanReference, right: PlanReference) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

/// That a recording has no end mark: it was interrupted, or its file was cut.
public struct Truncation: Sendable, Hashable {
    /// How many entries there are before the cut.
    public var entries: Int
    /// When the last of them was recorded.
    public var recorded: Duration
    /// Whether the replay may stand for one of the whole recording; see
    /// ``ReplayOptions/allowsTruncated``.
    public var isAllowed: Bool

    /// Makes a truncation.
    public init(entries: Int, recorded: Duration, isAllowed: Bool) {
        self.entries = entries
        self.recorded = recorded
        self.isAllowed = isAllowed
    }
}

/// What a bot does to a transport.
public enum BotAction: Sendable, Hashable {
    /// It called a method or a URL.
    case call(WebAPICall)
    /// It opened a socket.
    case open(SocketRequest)
    /// It sent a message; `socket` is the recording's number.
    case send(socket: Int, SocketMessage)
    /// It closed a socket.
    case close(socket: Int, SocketClose)
}

/// Something the bot did during a replay.
public struct ReplayedAction: Sendable, Hashable {
    /// What it was in the recording.
    public enum Outcome: Sendable, Hashable {
        /// It stands for this entry, recorded at this time.
        case matched(entry: Int, recorded: Duration)
        /// It is a read that changes nothing, made once more than it was recorded, and was answered as that entry.
        case repeated(entry: Int)
        /// It was not recorded and was let pass: a lenient replay, or an acknowledgement that the recorded
        /// bot never made.
        case extra
        /// It was not recorded and failed.
        case diverged
        /// It was not recorded and does not matter: a ping, a repeated acknowledgement, a close, what comes of an
        /// event that the recorded bot had no time for.
        case tolerated
    }

    /// When, since the replay began.
    public var at: Duration
    /// What the bot did.
    public var action: BotAction
    /// What it was in the recording.
    public var outcome: Outcome

    /// Makes an action.
    public init(at: Duration, action: BotAction, outcome: Outcome) {
        self.at = at
        self.action = action
        self.outcome = outcome
    }
}

/// Something the bot did in the recording and not in the replay.
public struct MissingAction: Sendable, Hashable {
    /// The entry, counted from 1.
    public var entry: Int
    /// When it was recorded.
    public var recorded: Duration
    /// What it was.
    public var action: BotAction
    /// What led to it when it was recorded, a line each; of the first ones only.
    public var slice: [String]

    /// Makes a missing action.
    public init(entry: Int, recorded: Duration, action: BotAction, slice: [String] = []) {
        self.entry = entry
        self.recorded = recorded
        self.action = action
        self.slice = slice
    }
}

/// A recorded frame that the bot did not get.
public struct UnreleasedFrame: Sendable, Hashable {
    /// Why the bot did not get it.
    public enum Reason: Sendable, Hashable {
        /// It waited for what stands in this entry, which never happened.
        case causeNeverCame(entry: Int)
        /// It repeats a delivery that the bot, other than the recorded one, had acknowledged.
        case acknowledged
        /// Its socket was never opened.
        case neverOpened
        /// The bot had closed its socket.
        case closed
        /// The replay ended before its time, or before the bot asked for it.
        case notTaken
    }

    /// The entry, counted from 1.
    public var entry: Int
    /// When it was recorded.
    public var recorded: Duration
    /// The socket's number in the recording.
    public var socket: Int
    /// The frame.
    public var event: SocketEvent
    /// Why the bot did not get it.
    public var reason: Reason
    /// Whether it is an event that is no consequence of what the bot did.
    package var isNews = false

    /// Makes a frame.
    public init(
        entry: Int,
        recorded: Duration,
        socket: Int,
        event: SocketEvent,
        reason: Reason
    ) {
        self.entry = entry
        self.recorded = recorded
        self.socket = socket
        self.event = event
        self.reason = reason
    }
}
