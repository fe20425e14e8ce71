import SlackBot
import SlackWire

/// Builds a transcript from what a bot reports, one activity after the other.
struct TranscriptBuilder {
    private(set) var transcript = Transcript()
    private var step = 0

    mutating func observe(_ activity: BotActivity) {
        step += 1
        let step = step
        switch activity.kind {
        case .received(let event, let content): receive(event, content, at: activity.at)
        case .began(let event):
            update(event) { handled in
                handled.began = activity.at
                handled.beganAtStep = step
                handled.outcome = .running
            }
        case .ended(let event, let error):
            update(event) { handled in
                handled.ended = activity.at
                handled.endedAtStep = step
                handled.outcome = error.map(HandledEvent.Outcome.failed) ?? .finished
            }
        case .dropped(let event):
            update(event) { $0.outcome = .dropped("the queue was full") }
        case .abandoned(let event):
            update(event) { $0.outcome = .dropped("the bot shut down first") }
        case .called(_, let event, let call):
            append(ReplyContent(call), event: event, at: activity.at)
        case .sent(_, let event, let message):
            append(ReplyContent(message), event: event, at: activity.at)
        default: break
        }
        transcript.activities.append(activity)
    }

    private mutating func receive(_ id: Int, _ event: SlackEvent, at: Duration) {
        transcript.events.append(
            HandledEvent(id: id, event: event, received: at, outcome: .waiting)
        )
    }

    private mutating func update(_ id: Int, _ change: (inout HandledEvent) -> Void) {
        guard transcript.events.indices.contains(id - 1) else { return }
        change(&transcript.events[id - 1])
    }

    private mutating func append(_ content: ReplyContent?, event: Int?, at: Duration) {
        guard let content else { return }
        transcript.replies.append(
            Reply(
                id: transcript.replies.count + 1,
                event: event,
                at: at,
                route: content.route,
                channel: content.channel,
                thread: content.thread,
                text: content.text
            )
        )
    }
}
