import RepriseHarness
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire

extension CommandReplay.Outcome {
    /// In what the command differs from the recording.
    ///
    /// - Parameters:
    ///   - order: Which replies must keep the recorded order; `nil` for none.
    ///   - path: Where the fixture is.
    func findings(
        order: Grouping?,
        in path: String
    ) -> [Finding] {
        let differences = reportOfActions.findings.map { $0.forCommandLine(in: path) }
        // That the recording is truncated comes before all, whatever the command did.
        let reservations = report.truncation?.isAllowed == false ? 1 : 0
        // Where a bot wanted to go past the server explains what it left out there.
        let outset = differences.prefix(reservations) + wayOut
        if let lack { return outset + [lack] + ending }
        let ends = ending + unread
        guard hasBegun else { return outset + [silence] + ends }
        // What it did otherwise than recorded comes before what came of that.
        let first = report.divergences.isEmpty ? reservations : reservations + 1
        return outset + differences[reservations..<first] + ends + differences.dropFirst(first)
            + (order.map(report.orderFindings) ?? [])
    }

    /// What it wanted to reach past the server, first Slack.
    private var wayOut: [Finding] {
        let places = visits.outward.map {
            (place: $0.key, count: $0.value, isSlack: Self.isSlack($0.key))
        }
        .sorted { ($0.isSlack ? 0 : 1, $0.place) < ($1.isSlack ? 0 : 1, $1.place) }
        return places.map { place, count, isSlack in
            Finding(
                "the bot tried to reach \(place)" + (count > 1 ? ", \(count) times" : "")
                    + ", and a replay lets nobody out of this machine",
                next: isSlack
                    ? "it must take its base URL from the environment variable SLACK_API_URL"
                    : "if it needs that service, let it out: --allow-network"
            )
        }
    }

    private static func isSlack(_ place: String) -> Bool {
        WebAuthority(place).map { SlackHosts.isSlack(host: $0.host) } ?? false
    }

    /// The report; without frames that nobody took, if the command had done all it had to and then ended by
    /// itself, as it did when it was recorded: how many frames came before that is chance.
    private var reportOfActions: ReplayReport {
        guard endedAsRecorded, report.missing.isEmpty else { return report }
        var report = report
        report.withheld = []
        report.unreleased = []
        return report
    }

    /// Whether the command has called Slack, though it may have got no further than a fault.
    private var hasBegun: Bool {
        !report.actions.isEmpty || report.missing.isEmpty || faults?.hasHappened == true
    }

    private var silence: Finding {
        guard visits.withoutToken.count > 0 else {
            return Finding(
                "the command never called Slack",
                next: "it must take its base URL from the environment variable SLACK_API_URL"
            )
        }
        return Finding(
            "nobody called Slack with a token, and without one a call is not taken for the bot's: "
                + visits.withoutToken.examples.joined(separator: ", "),
            next:
                "the bot must send a token, for example that of the environment variable SLACK_BOT_TOKEN"
        )
    }

    private var ending: [Finding] {
        switch end {
        case .byItself(let end) where endedAsRecorded && report.missing.isEmpty:
            guard let first = missed.first else { return [] }
            return [
                Finding(
                    "the command \(end.early): "
                        + "\(counted(missed.count, "event")) that the recorded bot stayed for did not reach it",
                    place:
                        "the first is entry \(first.entry), recorded at \(first.recorded.seconds)",
                    next: "the bot must stay until it is asked to end (SIGTERM)"
                )
            ]
        case .byItself(let end) where endedAsRecorded:
            return [Finding("the command \(end.early)")]
        case .byItself(let end):
            return [
                Finding(
                    "the command \(end.words)\(unlikeRecorded)",
                    next: "its own output says why"
                )
            ]
        case .asked(.timeout, _, _):
            let next = report.missing.first
            return [
                Finding(
                    "the replay was stopped after \(timeout.seconds)"
                        + (next.map { ", waiting for \($0.words)" } ?? ""),
                    next: "if the bot needs longer, give it more: --timeout SECONDS"
                )
            ]
        case .asked(.over, let end, killed: false):
            guard recorded.endedInOrder, !end.isOrderly(after: recorded.stopSignal) else {
                return []
            }
            return [
                Finding(
                    "the command \(end.words) when it was asked to end by \(SignalName.of(recorded.stopSignal))"
                        + unlikeRecorded,
                    next: "its own output says why"
                )
            ]
        case .asked(.over, _, killed: true), .interrupted: return []
        }
    }

    /// Whether the command ended by itself as the recorded one did; where nobody knows how that was, with exit code 0.
    var endedAsRecorded: Bool {
        guard case .byItself(let end) = end else { return false }
        guard recorded.endedByItself, case .exited(let code)? = recorded.end?.event else {
            return end == .exited(0)
        }
        return end == .exited(Int32(truncatingIfNeeded: code))
    }

    private var unlikeRecorded: String {
        switch recorded.end?.event {
        case .exited(let code)?: "; the recorded one ended with exit code \(code)"
        case .killed(let signal)?: "; the recorded one was ended by \(SignalName.of(Int32(signal)))"
        case .asked?, nil: ""
        }
    }
}

extension Finding {
    /// The finding, its next steps as the command line calls them, and its place in the fixture: an entry stands in the
    /// line behind its number.
    func forCommandLine(in path: String) -> Finding {
        var step = next == "the transcript shows what it did instead" ? nil : next
        step?.replace("ReplayOptions(allowsTruncated: true)", with: "--allow-truncated")
        step = step?.replacing(#/CallMatcher\.ignoring\("(.+?)"\)/#) { match in
            "--ignore \(String(match.1).quotedForShell)"
        }
        let line = entry.map { "\(path):\($0 + 1)" }
        let places = [line, place].compactMap(\.self)
        return Finding(
            sentence,
            place: places.isEmpty ? nil : places.joined(separator: ", "),
            entry: entry,
            expected: expected,
            actual: actual,
            slice: slice,
            next: step
        )
    }
}

extension ChildEnd {
    /// The end in words, where it came too early.
    fileprivate var early: String {
        switch self {
        case .exited(let code): "ended before the session did, with exit code \(code)"
        case .signalled: words + " before the session ended"
        }
    }

    /// Whether a command ends so in order that is asked to by a signal: well, or by that signal itself.
    func isOrderly(after signal: Int32) -> Bool {
        switch self {
        case .exited(let code): code == 0 || code == 128 + signal
        case .signalled(let other): other == signal
        }
    }
}

extension RecordedProcess {
    /// Whether the recorded command was asked to end and did so in order.
    fileprivate var endedInOrder: Bool {
        guard let asked else { return false }
        let signal = Int32(truncatingIfNeeded: asked.signal)
        return switch end?.event {
        case .exited(let code)?:
            ChildEnd.exited(Int32(truncatingIfNeeded: code)).isOrderly(after: signal)
        case .killed(let other)?: Int32(truncatingIfNeeded: other) == signal
        case .asked?, nil: false
        }
    }
}

extension MissingAction {
    /// For example `the call chat.postMessage (entry 12)`.
    fileprivate var words: String { "\(action.wording) (entry \(entry))" }
}
