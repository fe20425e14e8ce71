import SlackTransport

extension ReplayReport {
    /// One line of the report's timeline.
    public struct Line: Sendable, Hashable {
        /// What the line tells.
        public enum Mark: String, Sendable, Hashable {
            /// The bot did what was recorded.
            case matched
            /// The bot did what was not recorded, and it was let pass.
            case extra
            /// The bot did what was not recorded, and it failed.
            case diverged
            /// The bot made a read once more that changes nothing.
            case repeated
            /// The bot did what does not matter.
            case tolerated
            /// The bot did not do what was recorded.
            case missing
            /// Slack held a frame back.
            case withheld
            /// The bot did not take a frame.
            case unreleased
        }

        /// When it happened in the replay, or, for what did not happen, when it was recorded.
        public var at: Duration
        /// What the line tells.
        public var mark: Mark
        /// The words, without a secret.
        public var words: String
    }

    /// Everything in the report in the order of time.
    ///
    /// What did not happen stands where it was recorded, after what did happen at that time.
    ///
    /// - Complexity: O(*n* log *n*) in the size of the report.
    public var timeline: [Line] {
        let lines =
            actions.map(\.line) + missing.map(\.line) + withheld.map { $0.line(.withheld) }
            + unreleased.map { $0.line(.unreleased) }
        return lines.enumerated().sorted { left, right in
            (left.element.at, left.offset) < (right.element.at, right.offset)
        }.map(\.element)
    }
}

extension ReplayReport: CustomStringConvertible {
    /// A summary in one line, then whether the recording was cut short, then the timeline of everything that
    /// was not as recorded, then what each divergence means.
    public var description: String {
        let notable = timeline.filter { $0.mark != .matched && $0.mark != .tolerated }
        let lines = [summary] + [truncation?.description].compactMap(\.self)
        return (lines + notable.map(\.description) + divergences.map(\.description))
            .joined(separator: "\n")
    }

    private var summary: String {
        let matched = matchedCount
        guard !isFaithful else { return "as recorded: \(matched) actions of the bot" }
        let counts = [
            ("extra", extra.count), ("missing", missing.count), ("withheld", withheld.count),
            ("not taken", unreleased.count),
        ]
        let rest = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        guard !rest.isEmpty else { return "no verdict: \(matched) actions matched" }
        return "not as recorded: \(matched) actions matched, " + rest.joined(separator: ", ")
    }
}

extension Truncation: CustomStringConvertible {
    /// What is missing, and behind which entry.
    public var description: String {
        "the recording is truncated: it has no end mark, and what came after entry \(entries) "
            + "(\(recorded.seconds)) is not known"
    }
}

extension ReplayReport.Line: CustomStringConvertible {
    /// The time, the mark and the words.
    public var description: String { "\(at.seconds) \(mark.rawValue): \(words)" }
}

extension ReplayedAction {
    fileprivate var line: ReplayReport.Line {
        switch outcome {
        case .matched(let entry, let recorded):
            let place = "entry \(entry), \(recorded.seconds)"
            return ReplayReport.Line(at: at, mark: .matched, words: "\(action.wording) (\(place))")
        case .repeated(let entry):
            let words = "\(action.wording) (as entry \(entry))"
            return ReplayReport.Line(at: at, mark: .repeated, words: words)
        case .extra: return ReplayReport.Line(at: at, mark: .extra, words: action.wording)
        case .diverged: return ReplayReport.Line(at: at, mark: .diverged, words: action.wording)
        case .tolerated: return ReplayReport.Line(at: at, mark: .tolerated, words: action.wording)
        }
    }
}

extension MissingAction {
    fileprivate var line: ReplayReport.Line {
        ReplayReport.Line(
            at: recorded,
            mark: .missing,
            words: "\(action.wording) (entry \(entry))"
        )
    }
}
