import SlackReplay
import SlackTransport

extension ReplayProperty {
    /// Replies leave in the order in which the events that they answer arrived.
    ///
    /// Replies sent outside a handler are not looked at. There has to be one that is.
    public static func repliesInArrivalOrder(_ grouping: Grouping = .everything) -> ReplayProperty {
        ReplayProperty("replies leave in arrival order \(grouping)") { outcome in
            let transcript = outcome.transcript
            let answered = transcript.replies.compactMap { reply in
                reply.event.flatMap(transcript.event).map { (event: $0, place: reply.place) }
            }
            return outOfOrder(answered, by: grouping, "replied to")
        }
    }

    /// Handlers end in the order in which their events arrived; at least one ends.
    public static func handledInArrivalOrder(_ grouping: Grouping = .everything) -> ReplayProperty {
        ReplayProperty("events are handled in arrival order \(grouping)") { outcome in
            let transcript = outcome.transcript
            let handled = transcript.completionOrder.compactMap(transcript.event).map { event in
                (event: event, place: "ended at \((event.ended ?? .zero).seconds)")
            }
            return outOfOrder(handled, by: grouping, "handled")
        }
    }

    /// No two handlers run side by side; at least one runs.
    public static func noOverlap(_ grouping: Grouping = .everything) -> ReplayProperty {
        ReplayProperty("handlers do not overlap \(grouping)") { outcome in
            let transcript = outcome.transcript
            let isFounded = transcript.events.contains { event in
                event.began != nil && grouping.key(of: event.event) != nil
            }
            guard isFounded else { return [nothing("no handler of an event", grouping, "ran")] }
            return transcript.overlaps(grouping).map { first, second in
                Finding(
                    "the handler of event \(second.id) began before that of event \(first.id) had ended",
                    place: "\(grouping), at \((second.began ?? .zero).seconds)",
                    expected: ["\(first.summary) ends", "\(second.summary) begins"],
                    actual: ["\(second.summary) begins", "\(first.summary) ends"],
                    next: "a queue keeps them apart: Processing.queued()"
                )
            }
        }
    }

    /// One finding for the first step back in each group, or that there was no step.
    private static func outOfOrder(
        _ steps: [(event: HandledEvent, place: String)],
        by grouping: Grouping,
        _ verb: String
    ) -> [Finding] {
        var latest: [String: HandledEvent] = [:]
        var reported: Set<String> = []
        var findings: [Finding] = []
        for step in steps {
            guard let key = grouping.key(of: step.event.event) else { continue }
            guard let last = latest[key], last.id > step.event.id else {
                latest[key] = step.event
                continue
            }
            guard reported.insert(key).inserted else { continue }
            findings.append(
                Finding(
                    "event \(last.id) was \(verb) before event \(step.event.id), which had arrived first",
                    place: "\(grouping), \(step.place)",
                    expected: [step.event.summary, last.summary],
                    actual: [last.summary, step.event.summary],
                    next: "print(replay.transcript) shows who overtook whom"
                )
            )
        }
        return latest.isEmpty ? [nothing("no event", grouping, "was \(verb)")] : findings
    }

    private static func nothing(_ what: String, _ grouping: Grouping, _ verb: String) -> Finding {
        let whose = grouping == .everything ? "" : " with a \(grouping.noun)"
        return .nothingToLookAt(
            "\(what)\(whose) \(verb)",
            next: "print(replay.transcript) shows what the bot was given and what it did"
        )
    }
}

extension Grouping {
    /// What an event has to name to be in a group.
    fileprivate var noun: String {
        switch self {
        case .everything: "type"
        case .channel: "channel"
        case .thread: "channel and a ts"
        case .user: "user"
        }
    }
}

extension HandledEvent {
    /// The event in a few words: `#4 message in C024BE91L "hello"`.
    var summary: String { "#\(id) \(event.words)" }
}
