import RepriseHarness
import SlackReplay
import SlackServer
import SlackTransport
import SlackWire

/// What the verdict about a command rests on, and what there is to say where that is not enough.
extension CommandReplay.Outcome {
    /// What was compared and read, in one line.
    var evidence: String {
        let words =
            [counted(report.matchedCount, "action") + " of the bot in \(elapsed.seconds)"]
            + [reads, messages].compactMap(\.self)
        return words.joined(separator: "; ")
    }

    /// Why there is nothing that a verdict could rest on.
    var lack: Finding? {
        guard report.matchedCount == 0, report.findings.isEmpty else { return nil }
        return Finding.nothingToCompare
    }

    /// Which sockets the bot did not read, though Slack said something over them.
    ///
    /// A socket that is open at the end must have been read to its last message. One that ended before may have ended
    /// with something unread; only that the bot acted after events, and never gave any sign of reading any, tells that
    /// it does not read.
    var unread: [Finding] {
        guard !allowsUnread else { return [] }
        // Nobody waited for the last of it.
        if case .asked(.timeout, _, _) = end { return [] }
        let open = reading.enumerated().filter { $1.life == .open && !$1.isDone }
        if !open.isEmpty, !(acknowledges && !reading.contains { $0.hasBegun }) {
            return open.map { number, socket in
                let read = max(socket.read, socket.taken)
                return Finding(
                    "the bot did not read what Slack sent it: of \(counted(socket.sent, "message")) over "
                        + "socket \(number + 1) it read \(read == 0 ? "none" : "only \(read)")",
                    next: Self.readingAdvice
                )
            }
        }
        let isSilent = !reading.contains { $0.hasBegun } && !acknowledges
        let sent = reading.reduce(0) { $0 + $1.sent }
        guard open.isEmpty, isSilent, sent > 0, report.precedingEvents > 0 else { return [] }
        return [
            Finding(
                "the bot did not read what Slack sent it: it gave no sign of having read any of "
                    + counted(sent, "message"),
                next: Self.readingAdvice
            )
        ]
    }

    /// What Slack said before a command ended by itself that the recorded bot stayed for.
    ///
    /// How many frames reach a bot that is about to end is chance. That it ended before any event came, or long before
    /// the recorded bot did, is none.
    var missed: [UnreleasedFrame] {
        guard endedAsRecorded else { return [] }
        let unreleased = report.unreleased.filter(\.isNews)
        let lastAction = report.actions.compactMap { action -> Duration? in
            if case .close = action.action { return nil }
            guard case .matched(_, let recorded) = action.outcome else { return nil }
            return recorded
        }.max()
        guard let lastAction else { return unreleased }
        let after = unreleased.filter { $0.recorded > lastAction }
        let late = after.filter { $0.recorded - lastAction > .seconds(3) }
        return late.isEmpty && report.givenEvents == 0 ? after : late
    }

    /// Whether the bot acknowledged something, which it cannot without having read it.
    private var acknowledges: Bool {
        report.actions.contains { action in
            guard case .send(_, let message) = action.action,
                let value = try? JSONValue(parsing: message.bytes)
            else { return false }
            return value["envelope_id"] != nil
        }
    }

    private var reads: String? {
        let (again, omitted) = (report.repeatedReads.count, report.omittedReads.count)
        let words = [
            again > 0 ? "\(counted(again, "read")) made once more" : nil,
            omitted > 0 ? "\(counted(omitted, "read")) left out" : nil,
        ].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: ", ") + ", which change nothing"
    }

    private var messages: String? {
        guard !reading.isEmpty else { return nil }
        let sent = reading.reduce(0) { $0 + $1.sent }
        let (read, taken) = reading.reduce((0, 0)) {
            ($0.0 + $1.read, $0.1 + max($1.read, $1.taken))
        }
        let what = "\(counted(sent, "message")) over \(counted(reading.count, "socket"))"
        if read == sent { return "\(what), all read" }
        if taken == sent { return "\(what), all taken from the connection" }
        return "\(what), \(taken) of them read for certain"
    }

    private static let readingAdvice =
        "the bot must read its socket as long as that is open; if it does, and its WebSocket library answers no pings "
        + "(RFC 6455 asks for that), add --allow-unread"
}

extension Finding {
    /// A recording in which the bot did nothing.
    static let nothingToCompare = Finding(
        "the recording holds nothing that the bot did, so there is nothing to compare",
        next: "record a session in which the bot does something: reprise record -o FILE -- COMMAND"
    )
}
