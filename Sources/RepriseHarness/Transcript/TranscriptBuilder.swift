import SlackBot
import SlackWire

/// Builds a transcript from what a bot reports, one activity after the other.
struct TranscriptBuilder {
    private(set) var transcript = Transcript()
    private var step = 0
    /// The attempts of which it is not known whether Slack takes them, by the number of the call or the id of the
    /// message.
    private var calls: [Int: Int] = [:]
    private var messages: [Int: Int] = [:]

    /// Whether a handler has begun and not ended.
    ///
    /// - Complexity: O(*n*) in the number of events.
    var hasRunningHandlers: Bool { transcript.events.contains { $0.outcome == .running } }

    mutating func observe(_ activity: BotActivity) {
        step += 1
        let step = step
        switch activity.kind {
        case .received(let event, let content):
            return receive(event, content, at: activity.at)
        case .began(let event):
            guard transcript.events.indices.contains(event - 1) else { break }
            transcript.events[event - 1].began = activity.at
            transcript.events[event - 1].beganAtStep = step
            transcript.events[event - 1].outcome = .running
            return transcript.note(.began, ofEventAt: event - 1)
        case .ended(let event, let error):
            guard transcript.events.indices.contains(event - 1) else { break }
            transcript.events[event - 1].ended = activity.at
            transcript.events[event - 1].endedAtStep = step
            transcript.events[event - 1].outcome =
                error.map(HandledEvent.Outcome.failed) ?? .finished
            return transcript.note(.ended, ofEventAt: event - 1)
        case .dropped(let event):
            update(event) { $0.outcome = .dropped("the queue was full") }
        case .abandoned(let event):
            update(event) { $0.outcome = .dropped("the bot shut down first") }
        case .called(let number, let event, let call):
            calls[number] = append(ReplyContent(call), event: event, at: activity.at)
        case .answered(let number, _, let outcome):
            guard let attempt = calls.removeValue(forKey: number) else { break }
            transcript.attempts[attempt].isTaken = outcome.isTaken
        case .sent(let number, let event, let message):
            messages[number] = append(ReplyContent(message), event: event, at: activity.at)
        case .acknowledged(let number, let acknowledgement, _):
            guard let number, let attempt = messages.removeValue(forKey: number) else { break }
            transcript.attempts[attempt].isTaken = acknowledgement.isOK
        default: break
        }
        transcript.note(activity)
    }

    private mutating func receive(_ id: Int, _ event: SlackEvent, at: Duration) {
        transcript.events.append(
            HandledEvent(id: id, event: event, received: at, outcome: .waiting)
        )
        transcript.note(.received, ofEventAt: transcript.events.count - 1)
    }

    private mutating func update(_ id: Int, _ change: (inout HandledEvent) -> Void) {
        guard transcript.events.indices.contains(id - 1) else { return }
        change(&transcript.events[id - 1])
    }

    /// Notes an attempt to say something; returns its place among all attempts.
    private mutating func append(_ content: ReplyContent?, event: Int?, at: Duration) -> Int? {
        guard let content else { return nil }
        transcript.attempts.append(
            Reply(
                id: transcript.attempts.count + 1,
                isTaken: false,
                event: event,
                at: at,
                route: content.route,
                channel: content.channel,
                thread: content.thread,
                text: content.text
            )
        )
        return transcript.attempts.count - 1
    }
}
