import RepriseFloor
import SlackWire

/// Whether the bot is in time for Slack, which waits three seconds for an acknowledgement
/// (docs.slack.dev/apis/events-api) and takes a `trigger_id` for as long (docs.slack.dev/interactivity).
///
/// How long the bot takes is its own affair, unless the recorded one was in time and this one is not. Time counts from when the replay
/// delivered. A bot may be at work on what came before, though, and at another pace than the recorded one that is not over yet: what
/// the recorded bot had more time for is allowed, and is only noted.
extension ReplayCursor {
    /// How long Slack waits, in microseconds.
    private static let limit: Int64 = 3_000_000
    /// How much longer it may take on a machine that is busy.
    private static let margin = Duration.seconds(1)
    /// How much longer it takes than the recorded bot did before it counts as later than that.
    private static let difference = Duration.seconds(2)
    /// How far back something is looked for that the bot has done.
    private static let reach = 64

    /// Methods that take a `trigger_id`.
    private static let triggered: Set<String> = ["views.open", "views.push", "dialog.open"]

    /// The bot acknowledges an envelope.
    mutating func judge(acknowledgement send: Int, of envelope: EnvelopeKey, at now: Duration) {
        guard isJudged, let delivery = progress.latestDelivery(of: envelope) else { return }
        let recorded = timeline.sends[send]
        judge(.envelope, entry: recorded.entry, at: recorded.at, after: delivery, now: now) {
            $0.botAction(.send(send))
        }
    }

    /// The bot makes a call that Slack may refuse for its lateness.
    ///
    /// - Parameter meant: The call with recorded values in it.
    mutating func judge(call: Int, _ meant: WebAPICall, at now: Duration) {
        guard isJudged, let method = meant.methodName, Self.triggered.contains(method),
            let trigger = meant.inflated.arguments["trigger_id"]?.string,
            let value = plan.values.id(ofHash: ValueRuns.hash(trigger.utf8)),
            let interaction = timeline.frame(inEntry: plan.values.giver(of: value))
        else { return }
        let recorded = timeline.calls[call]
        judge(.trigger, entry: recorded.entry, at: recorded.at, after: interaction, now: now) {
            $0.botAction(.call(call))
        }
    }

    /// Whether times say anything of the bot: a seed or a schedule makes Slack late, and so does a slow pace.
    private var isJudged: Bool {
        guard options.timeLimits == .judged, !policy.isPerturbed else { return false }
        if case .scaled(let factor) = options.pace { return factor <= 1 }
        return true
    }

    private mutating func judge(
        _ kind: OverdueAction.Kind,
        entry: Int,
        at recorded: Int64,
        after ref: FrameRef,
        now: Duration,
        action: (ReplayCursor) -> BotAction
    ) {
        let frame = timeline[ref]
        let before = recorded - frame.at
        guard case .released(let arrival) = progress.state(of: ref), (0...Self.limit) ~= before
        else { return }
        let (took, tookBefore) = (now - arrival, Duration.microseconds(before))
        let limit = Duration.microseconds(Self.limit)
        guard took > limit + Self.margin, took > tookBefore + Self.difference else { return }
        let allowance = allowance(for: frame, arrival)
        overdue.append(
            OverdueAction(
                kind: kind,
                entry: entry,
                recorded: .microseconds(recorded),
                action: action(self),
                took: took,
                tookBefore: tookBefore,
                isExcused: allowance.map { took <= limit + $0 } ?? true
            )
        )
    }

    /// How much more time the recorded bot had had for what came before a frame than this one; `nil` if nobody knows.
    private func allowance(for frame: RecordedFrame, _ arrival: Duration) -> Duration? {
        let earlier = max(0, frame.actionsBefore - Self.reach)..<frame.actionsBefore
        for action in earlier.reversed() {
            guard let moment = progress.happened(action) else { continue }
            return .microseconds(frame.at - timeline.actions[action].at) - (arrival - moment)
        }
        return earlier.isEmpty ? .zero : nil
    }
}

extension RecordedTimeline {
    /// The frame that stands in an entry.
    ///
    /// - Complexity: O(log *n*) for each socket.
    fileprivate func frame(inEntry entry: Int) -> FrameRef? {
        for socket in sockets.indices {
            let frames = sockets[socket].frames
            let place = frames.indices.leadingCount { frames[$0].entry < entry }
            if place < frames.count, frames[place].entry == entry {
                return FrameRef(socket: socket, frame: place)
            }
        }
        return nil
    }
}
