import RepriseHarness
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
        guard case .byItself(.exited(0)) = end, report.missing.isEmpty else { return report }
        var report = report
        report.withheld = []
        report.unreleased = []
        return report
    }

    private var hasBegun: Bool { !report.actions.isEmpty || report.missing.isEmpty }

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
        case .byItself(.exited(0)) where report.missing.isEmpty:
            guard let first = missed.first else { return [] }
            return [
                Finding(
                    "the command ended before the session did, with exit code 0: "
                        + "\(counted(missed.count, "event")) that the recorded bot stayed for did not reach it",
                    place:
                        "the first is entry \(first.entry), recorded at \(first.recorded.seconds)",
                    next: "the bot must stay until it is asked to end (SIGTERM)"
                )
            ]
        case .byItself(.exited(0)):
            return [Finding("the command ended before the session did, with exit code 0")]
        case .byItself(let end):
            return [Finding("the command \(end.words)", next: "its own output says why")]
        case .asked(.timeout, _, _):
            let next = report.missing.first
            return [
                Finding(
                    "the replay was stopped after \(timeout.seconds)"
                        + (next.map { ", waiting for \($0.words)" } ?? ""),
                    next: "if the bot needs longer, give it more: --timeout SECONDS"
                )
            ]
        case .asked(.over, _, _), .interrupted: return []
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

extension MissingAction {
    /// For example `the call chat.postMessage (entry 12)`.
    fileprivate var words: String { "\(action.wording) (entry \(entry))" }
}
