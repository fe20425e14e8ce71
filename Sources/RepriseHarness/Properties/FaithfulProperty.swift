import SlackReplay
import SlackTransport

extension ReplayProperty {
    /// The bot did what was recorded: nothing extra, nothing missing, and every frame reached it.
    ///
    /// The order is not part of it; see ``repliesInArrivalOrder(_:)``.
    public static let faithful = ReplayProperty("the bot does what was recorded") { outcome in
        outcome.report.findings + (outcome.isCutShort ? [] : outcome.ending.findings)
    }

    /// No handler threw, and no event was dropped or left waiting; there was at least one.
    public static let everyEventHandled = ReplayProperty("every event is handled") { outcome in
        guard !outcome.transcript.events.isEmpty else {
            return [
                .nothingToLookAt(
                    "no event reached the bot",
                    next: "print(replay.transcript) shows how far it came"
                )
            ]
        }
        return outcome.transcript.events.compactMap { event in
            let how: String
            switch event.outcome {
            case .finished: return nil
            case .failed(let error): how = "failed: \(error)"
            case .dropped(let reason): how = "was dropped: \(reason)"
            case .waiting: how = "had not begun when the replay ended"
            case .running: how = "was still running when the replay ended"
            }
            return Finding(
                "the handler of event \(event.id) \(how)",
                place: "\(event.summary), received at \(event.received.seconds)",
                next: "print(replay.transcript) shows what it waits for"
            )
        }
    }
}

extension ReplayOutcome.Ending {
    /// What is wrong with ending this way.
    fileprivate var findings: [Finding] {
        switch self {
        case .quiescent, .stopped: []
        case .botEnded(let why):
            [Finding("the bot ended by itself, and the recorded one did not: \(why)")]
        }
    }
}
