import RepriseFloor
import SlackTransport

/// Tells the observer what happens, in order, and keeps the figures of the summary.
///
/// Its lock is the innermost of the engine: it may be taken while another is held, and the observer
/// runs under it, which is what makes the order true.
final class Journal: Sendable {
    private struct State {
        var summary = BotSummary()
        var lastEvent = 0
        var lastCall = 0
        var lastMessage = 0
        var hasEnded = false
    }

    private let clock: SessionClock
    private let start: Duration
    private let observer: (@Sendable (BotActivity) -> Void)?
    private let state = Locked(State())

    init(clock: SessionClock, observer: (@Sendable (BotActivity) -> Void)?) {
        self.clock = clock
        self.observer = observer
        start = clock.now
    }

    /// Tells of something.
    func record(_ kind: BotActivity.Kind) {
        state.withLock { state in
            record(kind, &state)
        }
    }

    /// Numbers an event and tells of its arrival.
    func numberEvent(_ activity: (Int) -> BotActivity.Kind) -> Int {
        state.withLock { state in
            state.lastEvent += 1
            record(activity(state.lastEvent), &state)
            return state.lastEvent
        }
    }

    /// Numbers a call and tells of it.
    func numberCall(_ activity: (Int) -> BotActivity.Kind) -> Int {
        state.withLock { state in
            state.lastCall += 1
            record(activity(state.lastCall), &state)
            return state.lastCall
        }
    }

    /// An id for a message, unique for the life of the bot, so that a late acknowledgement of an
    /// earlier connection cannot be taken for that of a new message.
    func nextMessageID() -> Int {
        state.withLock { state in
            state.lastMessage += 1
            return state.lastMessage
        }
    }

    /// Tells of the end and returns the figures.
    func end(_ ending: BotSummary.Ending) -> BotSummary {
        state.withLock { state in
            state.summary.ending = ending
            state.summary.duration = clock.now - start
            let summary = state.summary
            record(.stopped(summary), &state)
            // Whoever kept a handler's context beyond the end finds nobody listening.
            state.hasEnded = true
            return summary
        }
    }

    private func record(_ kind: BotActivity.Kind, _ state: inout State) {
        guard !state.hasEnded else { return }
        state.summary.count(kind)
        observer?(BotActivity(at: clock.now, kind))
    }
}

extension BotSummary {
    fileprivate mutating func count(_ kind: BotActivity.Kind) {
        switch kind {
        case .received: received += 1
        case .ended(_, let error): if error == nil { handled += 1 } else { failed += 1 }
        case .dropped: dropped += 1
        case .abandoned: abandoned += 1
        case .ignored: ignored += 1
        case .unreadable: unreadable += 1
        case .called: calls += 1
        case .sent: sent += 1
        case .connected: connections += 1
        case .identified, .connecting, .leaving, .disconnected, .reconnecting, .began, .answered,
            .unsent, .acknowledged, .acknowledgedEnvelope, .lostAcknowledgement, .slackError,
            .stopping,
            .stopped:
            break
        }
    }
}
