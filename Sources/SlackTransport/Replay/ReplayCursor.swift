import RepriseFloor
import SessionRecording
import SlackWire

/// The replay as a state machine without I/O: what the bot does and the time go in, what Slack does comes
/// out.
///
/// Times are the replay's own, counted from its start, and never run backwards from one input to the
/// next. A step takes constant time, or logarithmic where frames wait out of their turn; only a
/// divergence looks at more of the recording.
struct ReplayCursor: Sendable {
    let options: ReplayOptions
    /// Where the recording breaks off, if it does.
    let truncation: Truncation?
    /// Whether placeholders stand for secrets in the recording.
    private let isRedacted: Bool
    /// What takes the secrets out of what the bot does, to compare it with a redacted recording.
    var redactor: Redactor
    var timeline = RecordedTimeline()
    var progress: [SocketProgress] = []
    /// Another timing, if there is to be one.
    var gaps: PerturbedGaps?

    /// Recorded calls, messages and openings that wait for their match.
    var unmatchedCalls: [CallSignature: FIFO<Int>] = [:]
    var unmatchedSends: [JSONValue: FIFO<Int>] = [:]
    var unmatchedOpens: [String: FIFO<Int>] = [:]
    /// Those among them that hold placeholders, for a bot that holds the secrets themselves.
    var redactedCalls: [CallSignature: FIFO<Int>] = [:]
    var redactedSends: [JSONValue: FIFO<Int>] = [:]

    /// For each count of leading recorded actions that have all happened, when the last of them did.
    var frontier: [Duration] = []
    /// For each count of leading recorded actions that no end of a socket waits for any more, when the last
    /// of them happened.
    var settled: [Duration] = []
    /// Envelopes that the bot has and those it acknowledged.
    var delivered: Set<String> = []
    var acknowledged: Set<String> = []
    /// Frames that wait out of their turn for a cause.
    var aside: [FrameRef] = []

    /// How many matched calls wait for their outcome's time.
    var answersUnderWay = 0
    /// How often the replay got on: what was recorded happened, or Slack gave what it owed.
    var activity = 0

    var log: [ReplayedAction] = []
    var divergences: [Divergence] = []

    init(_ session: Session, options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.options = options
        truncation = Truncation(of: session, isAllowed: options.allowsTruncated)
        isRedacted = session.header.isRedacted
        redactor = Redactor(rules: options.redactionRules)
        for entry in session.entries { try take(entry) }
        if let perturbation = options.perturbation { perturb(by: perturbation) }
    }

    /// Takes in the next recorded entry.
    private mutating func take(_ entry: SessionEntry) throws(ReplayError) {
        try timeline.take(entry)
        switch entry.kind {
        case .call(_, let call):
            let signature = options.matcher.signature(of: call)
            let index = timeline.calls.count - 1
            unmatchedCalls[signature, default: FIFO()].append(index)
            guard isRedacted else { return }
            let folding = PlaceholderFolding.folded(call)
            guard folding != call else { return }
            let folded = options.matcher.signature(of: folding)
            if folded != signature { redactedCalls[folded, default: FIFO()].append(index) }
        case .open(_, let request, _):
            unmatchedOpens[request.url, default: FIFO()].append(timeline.sockets.count - 1)
            progress.append(SocketProgress())
        case .send(_, let message):
            let index = timeline.sends.count - 1
            let contents = timeline.sends[index].reading.contents
            unmatchedSends[contents, default: FIFO()].append(index)
            guard isRedacted else { return }
            let folding = PlaceholderFolding.folded(message)
            guard folding != message else { return }
            let folded = SentMessage(folding).contents
            if folded != contents { redactedSends[folded, default: FIFO()].append(index) }
        default:
            break
        }
    }

    /// The bot did a recorded action.
    mutating func happened(_ action: Int, at now: Duration) {
        activity += 1
        timeline.actions[action].happened = now
        while frontier.count < timeline.actions.count,
            let happened = timeline.actions[frontier.count].happened
        {
            frontier.append(max(frontier.last ?? .zero, happened))
        }
        settle()
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

extension Truncation {
    /// Where a session breaks off; `nil` if it is whole.
    fileprivate init?(of session: Session, isAllowed: Bool) {
        guard !session.isComplete else { return nil }
        self.init(
            entries: session.entries.count,
            recorded: .microseconds(session.entries.last?.at ?? 0),
            isAllowed: isAllowed
        )
    }
}
