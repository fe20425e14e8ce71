import RepriseFloor
import SlackTransport

extension ReplayReport {
    /// Where the bot differs from the recording, the first difference first: what it did beyond it, what it left
    /// out, what it did too late for Slack, and which frames did not reach it.
    ///
    /// This is what faithful means everywhere: ``isFaithful`` is that there are none. Before all others stands
    /// why nothing that is said of the replay can be relied on: that the recording is truncated and that is not
    /// allowed, or that a file for scratch cannot be read any more (``loss``), and then nothing else is said. What the bot did otherwise than recorded is one finding, not two.
    public var findings: [Finding] {
        let named = Set(divergences.compactMap { $0.isInstead ? $0.nearest?.entry : nil })
        let done = divergences.map { ($0.place, $0.finding) } + extra.compactMap(\.finding)
        let undone = missing.filter { !named.contains($0.entry) }.map { ($0.recorded, $0.finding) }
        let unreached = (withheld + unreleased).compactMap(\.finding)
        let late = overdue.compactMap(\.finding) + reversed.compactMap(\.finding)
        let differences = (done + late + undone + unreached).enumerated().sorted { left, right in
            (left.element.0, left.offset) < (right.element.0, right.offset)
        }
        // Asked behind everything that reads.
        return loss == nil ? unfounded + differences.map(\.element.1) : unfounded
    }

    /// Why nothing that is said of the replay can be relied on; empty if it can.
    package var unfounded: [Finding] {
        if let loss { return [Finding(loss)] }
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

extension Finding {
    /// That there is no verdict.
    package init(_ loss: ReplayError) {
        guard case .scratchUnreadable(let folder, let code) = loss else {
            self.init("\(loss)")
            return
        }
        let failure = ScratchFailure(folder: folder, code: code)
        self.init(
            "the replay was not judged: \(failure.sentence)",
            next: failure.next
        )
    }
}

extension Divergence {
    /// Whether the bot did it in the place of the nearest, which it had not done yet.
    fileprivate var isInstead: Bool { nearest.map { !$0.isConsumed } ?? false }

    /// Where it stands among the findings: where what it stands for was recorded, if that was earlier.
    fileprivate var place: Duration {
        isInstead ? min(at, nearest?.recorded ?? at) : at
    }

    fileprivate var finding: Finding {
        let first = nearest?.differences.first
        return Finding(
            "the bot did something that was not recorded: \(difference)",
            place: nearest.map { "entry \($0.entry), recorded at \($0.recorded.seconds)" }
                ?? "at \(at.seconds)",
            entry: nearest?.entry,
            expected: first.map { ["\($0.path): \($0.whole($0.expected))"] } ?? [],
            actual: first.map { ["\($0.path): \($0.whole($0.actual))"] } ?? [],
            slice: slice,
            next: nextStep
        )
    }
}

extension ReplayedAction {
    fileprivate var finding: (Duration, Finding)? {
        guard outcome == .extra else { return nil }
        let finding = Finding(
            "the bot did something that was not recorded: \(action.wording)",
            place: "at \(at.seconds)",
            next: "if this is intended, record the session again"
        )
        return (at, finding)
    }
}

extension MissingAction {
    fileprivate var finding: Finding {
        Finding(
            "the bot did not do what was recorded: \(action.wording)",
            place: "entry \(entry), recorded at \(recorded.seconds)",
            entry: entry,
            slice: slice,
            next: "the transcript shows what it did instead"
        )
    }
}

extension UnreleasedFrame {
    /// The finding; `nil` for a frame that was rightly left out.
    fileprivate var finding: (Duration, Finding)? {
        let why: String
        switch reason {
        case .acknowledged: return nil
        case .causeNeverCame(let cause): why = "it answers entry \(cause), which did not happen"
        case .neverOpened: why = "its socket was not opened"
        case .closed: why = "the bot had closed the socket"
        case .notTaken: why = "the replay ended first"
        }
        let finding = Finding(
            "a recorded frame did not reach the bot: \(why)",
            place: "entry \(entry), recorded at \(recorded.seconds), socket \(socket)",
            entry: entry
        )
        return (recorded, finding)
    }
}
