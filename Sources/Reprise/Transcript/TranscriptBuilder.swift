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
        case .called(_, let event, let call): reply(by: call, event: event, at: activity.at)
        case .sent(_, let event, let message): reply(by: message, event: event, at: activity.at)
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

    /// Notes a message frame over the RTM socket as a reply.
    private mutating func reply(by message: SocketMessage, event: Int?, at: Duration) {
        guard let frame = try? JSONValue(parsing: message.bytes),
            frame["type"]?.string == "message"
        else { return }
        append(
            route: .socket,
            event: event,
            at: at,
            channel: frame["channel"]?.string,
            thread: frame["thread_ts"]?.string,
            text: frame["text"]?.string ?? ""
        )
    }

    /// Notes a call that posts into a conversation as a reply.
    private mutating func reply(by call: WebAPICall, event: Int?, at: Duration) {
        let arguments = call.arguments
        let text: String
        let route: Reply.Route
        switch call.target {
        case .method(let name):
            guard let argument = Reply.postingMethods[name] else { return }
            route = .method(name)
            text = arguments[argument]?.string ?? ""
        case .url:
            guard case .json = call.body else { return }
            route = .url
            text = arguments["text"]?.string ?? ""
        }
        append(
            route: route,
            event: event,
            at: at,
            channel: arguments["channel"]?.string ?? arguments["channel_id"]?.string,
            thread: arguments["thread_ts"]?.string,
            text: text
        )
    }

    private mutating func append(
        route: Reply.Route,
        event: Int?,
        at: Duration,
        channel: String?,
        thread: String?,
        text: String
    ) {
        transcript.replies.append(
            Reply(
                id: transcript.replies.count + 1,
                event: event,
                at: at,
                route: route,
                channel: channel,
                thread: thread,
                text: text
            )
        )
    }
}
