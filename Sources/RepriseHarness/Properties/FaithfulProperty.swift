public import SlackReplay
import SlackTransport

extension ReplayProperty {
    /// The bot did what was recorded: nothing extra, nothing missing, and every frame reached it.
    ///
    /// The order is not part of it; see ``repliesInArrivalOrder(_:)``.
    public static let faithful = ReplayProperty("the bot does what was recorded") { outcome in
        outcome.report.findings + outcome.ending.findings
    }

    /// No handler threw, and no event was dropped or left waiting.
    public static let everyEventHandled = ReplayProperty("every event is handled") { outcome in
        outcome.transcript.events.compactMap { event in
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

extension ReplayReport {
    /// Where the bot differs from the recording: what it did beyond it, what it left out, and which
    /// frames did not reach it.
    ///
    /// The first finding is that the recording is truncated, unless that is allowed.
    public var findings: [Finding] {
        let diverged = divergences.map { divergence in
            Finding("the bot did something that was not recorded: \(divergence)")
        }
        let extra = extra.filter { $0.outcome == .extra }.map { action in
            Finding(
                "the bot did something that was not recorded: \(action.action.wording)",
                place: "at \(action.at.seconds)",
                next: "if this is intended, record the session again"
            )
        }
        let missing = missing.map { missing in
            Finding(
                "the bot did not do what was recorded: \(missing.action.wording)",
                place: missing.place,
                next: "the transcript shows what it did instead"
            )
        }
        let unreached = (withheld + unreleased).compactMap(\.finding)
        return unfounded + diverged + extra + missing + unreached
    }

    /// Why nothing that is said of the replay can be relied on; empty if it can.
    var unfounded: [Finding] {
        guard let truncation, !truncation.isAllowed else { return [] }
        return [
            Finding(
                truncation.description,
                next: "record the session again, or let what there is stand for the whole: "
                    + "ReplayOptions(allowsTruncated: true)"
            )
        ]
    }
}

extension MissingAction {
    fileprivate var place: String { "entry \(entry), recorded at \(recorded.seconds)" }
}

extension UnreleasedFrame {
    /// The finding; `nil` for a frame that was rightly left out.
    fileprivate var finding: Finding? {
        let why: String
        switch reason {
        case .acknowledged: return nil
        case .causeNeverCame(let cause): why = "it answers entry \(cause), which did not happen"
        case .neverOpened: why = "its socket was not opened"
        case .closed: why = "the bot had closed the socket"
        case .notTaken: why = "the replay ended first"
        }
        return Finding(
            "a recorded frame did not reach the bot: \(why)",
            place: "entry \(entry), recorded at \(recorded.seconds), socket \(socket)"
        )
    }
}

extension ReplayOutcome.Ending {
    /// What is wrong with ending this way.
    fileprivate var findings: [Finding] {
        switch self {
        case .quiescent: []
        case .botEnded(let why): [Finding("the bot ended before the session did: \(why)")]
        case .stopped(let why): [Finding("the replay was stopped: \(why)")]
        }
    }
}
