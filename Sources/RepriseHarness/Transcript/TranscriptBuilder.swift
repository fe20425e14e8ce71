import SlackBot
import SlackWire

/// Builds a transcript from what a bot reports, one activity after the other.
struct TranscriptBuilder {
    private(set) var transcript: Transcript
    /// Whether the transcript was handed over.
    private var isFinished = false
    private var step = 0
    /// The attempts of which it is not known whether Slack takes them, by the number of the call or the id of the
    /// message.
    private var calls: [Int: Int] = [:]
    private var messages: [Int: Int] = [:]

    /// - Parameter memoryLimit: How many bytes of what events say are kept in memory.
    init(memoryLimit: Int = 1 << 20) {
        transcript = Transcript(memoryLimit: memoryLimit)
    }

    /// Whether a handler has begun and not ended.
    ///
    /// - Complexity: O(*n*) in the number of events.
    var hasRunningHandlers: Bool { transcript.events.contains { $0.outcome == .running } }

    /// Hands the transcript over; what happens from now on is not part of it.
    mutating func finish() -> Transcript {
        isFinished = true
        // Not a copy, which both would share until one of them is changed.
        var finished = Transcript()
        swap(&finished, &transcript)
        return finished
    }

    mutating func observe(_ activity: BotActivity) {
        guard !isFinished else { return }
        step += 1
        let step = step
        switch activity.kind {
        case .received(_, let content):
            return receive(content, at: activity.at)
        case .began(let event):
            guard transcript.events.indices.contains(event - 1) else { break }
            transcript.events.begin(event - 1, at: activity.at, step: step)
            return transcript.note(.began, ofEventAt: event - 1)
        case .ended(let event, let error):
            guard transcript.events.indices.contains(event - 1) else { break }
            transcript.events.end(event - 1, at: activity.at, step: step, error: error)
            return transcript.note(.ended, ofEventAt: event - 1)
        case .dropped(let event):
            drop(event, "the queue was full")
        case .abandoned(let event):
            drop(event, "the bot shut down first")
        case .called(let number, let event, let call):
            calls[number] = append(ReplyContent(call), event: event, at: activity.at)
        case .answered(let number, _, let outcome):
            guard let attempt = calls.removeValue(forKey: number) else { break }
            transcript.attempts.note(attempt, isTaken: outcome.isTaken)
        case .sent(let number, let event, let message):
            messages[number] = append(ReplyContent(message), event: event, at: activity.at)
        case .acknowledged(let number, let acknowledgement, _):
            guard let number, let attempt = messages.removeValue(forKey: number) else { break }
            transcript.attempts.note(attempt, isTaken: acknowledgement.isOK)
        case .unsent(let number, _, let failure):
            guard let attempt = messages.removeValue(forKey: number) else { break }
            transcript.attempts.note(attempt, isTaken: failure.kind == .divergence)
        // Nobody reads of these in a transcript.
        case .identified, .connecting, .ignored, .stopped: return
        default: break
        }
        transcript.note(activity.shortened)
    }

    private mutating func receive(_ event: SlackEvent, at: Duration) {
        transcript.events.receive(event, at: at)
        transcript.note(.received, ofEventAt: transcript.events.count - 1)
    }

    private mutating func drop(_ id: Int, _ reason: String) {
        guard transcript.events.indices.contains(id - 1) else { return }
        transcript.events.drop(id - 1, reason)
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

extension BotActivity {
    /// The same without what nobody reads of it in a transcript: of an acknowledgement all but whether and as what the
    /// message was taken.
    fileprivate var shortened: BotActivity {
        guard case .acknowledged(let message, var acknowledgement, let isExpected) = kind else {
            return self
        }
        acknowledgement.text = nil
        acknowledgement.json = Self.nothing
        return BotActivity(
            at: at,
            .acknowledged(message: message, acknowledgement, isExpected: isExpected)
        )
    }

    private static let nothing = JSONText([:])
}
