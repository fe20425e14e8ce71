import SlackReplay

/// What a verdict on a replay rests on: how much the bot was given, and how much it did.
public struct ReplayEvidence: Sendable, Hashable {
    /// Sockets that the bot opened.
    public let connections: Int
    /// Events whose handlers ended, one way or the other.
    public let handledEvents: Int
    /// Calls that Slack took.
    public let calls: Int
    /// Messages that Slack took.
    public let replies: Int
    /// Recorded actions of the bot that it did again.
    public let matched: Int
    /// Recorded actions of the bot.
    public let recorded: Int

    init(_ report: ReplayReport, _ transcript: Transcript) {
        connections = report.actions.count(where: \.isOpened)
        handledEvents = transcript.events.count { $0.ended != nil }
        calls = transcript.takenCallCount
        replies = transcript.attempts.takenCount
        matched = report.matchedCount
        recorded = matched + report.missing.count + report.omittedReads.count
    }
}

extension ReplayEvidence: CustomStringConvertible {
    /// One line for people: `rests on 1 connection, 3 events handled, 5 calls, 2 replies, 12 of 12 recorded actions`.
    public var description: String {
        let parts = [
            counted(connections, "connection"), "\(counted(handledEvents, "event")) handled",
            counted(calls, "call"), counted(replies, "reply", "replies"),
            "\(matched) of \(counted(recorded, "recorded action"))",
        ]
        return "rests on " + parts.joined(separator: ", ")
    }
}

/// A number of things: `1 event`, `2 events`.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}

extension ReplayedAction {
    /// Whether the bot opened a socket: what diverged did not happen.
    var isOpened: Bool {
        if case .open = action { outcome != .diverged } else { false }
    }
}
