import SlackReplay
import SlackTransport
import SlackWire

extension ReplayProperty {
    /// The bot's replies have exactly these texts, in this order.
    ///
    /// A reply is a message that Slack took. That there are none (`[]`) holds of a bot that handled something, in a
    /// session that knows the channel.
    ///
    /// - Parameters:
    ///   - texts: The texts of all replies.
    ///   - channel: Looks only at replies to this conversation.
    ///   - thread: Looks only at replies in the thread with this `ts`.
    public static func replies(
        _ texts: [String],
        in channel: String? = nil,
        thread: String? = nil
    ) -> ReplayProperty {
        let expectation = ListExpectation(
            noun: ("reply", "replies"),
            suffix: suffix(channel, thread),
            channel: channel,
            expected: texts
        )
        return list(expectation) { outcome in
            outcome.replies(in: channel, thread).map { Listed(text: $0.text, place: $0.place) }
        }
    }

    /// The bot replied that often.
    ///
    /// - Parameters:
    ///   - count: How many replies there are; 0 as with ``replies(_:in:thread:)``.
    ///   - channel: Looks only at replies to this conversation.
    ///   - thread: Looks only at replies in the thread with this `ts`.
    public static func replyCount(
        _ count: Int,
        in channel: String? = nil,
        thread: String? = nil
    ) -> ReplayProperty {
        let suffix = suffix(channel, thread)
        return ReplayProperty("\(counted(count, "reply", "replies"))\(suffix)") { outcome in
            let replies = outcome.replies(in: channel, thread)
            guard replies.count != count else {
                return count > 0 ? [] : outcome.silenceFindings("replies" + suffix, in: channel)
            }
            return [
                Finding(
                    "the bot sent \(counted(replies.count, "reply", "replies"))\(suffix), not \(count)",
                    expected: [counted(count, "reply", "replies")],
                    actual: replies.map(\.text),
                    next: outcome.unknownChannel(channel)
                )
            ]
        }
    }

    /// What is said in a thread is answered in that thread; at least one thing is.
    public static let repliesStayInThread = ReplayProperty("replies stay in the thread") {
        outcome in
        let transcript = outcome.transcript
        var isFounded = false
        let findings = transcript.replies.compactMap { reply -> Finding? in
            guard let event = reply.event.flatMap(transcript.event), reply.route != .url,
                let thread = event.event.threadTimestamp?.text
            else { return nil }
            isFounded = true
            guard reply.thread != thread || reply.channel != event.event.channel else { return nil }
            return Finding(
                "the reply to event \(event.id) left its thread",
                place: reply.place,
                expected: ["thread \(thread) in \(event.event.channel ?? "?")"],
                actual: [
                    (reply.thread.map { "thread \($0)" } ?? "no thread")
                        + " in \(reply.channel ?? "?")"
                ],
                next: "context.reply(_:to:) answers where the event is"
            )
        }
        guard isFounded else {
            return [
                .nothingToLookAt(
                    "no reply answers an event in a thread",
                    next: "print(replay.transcript) shows what the bot was given"
                )
            ]
        }
        return findings
    }

    private static func suffix(_ channel: String?, _ thread: String?) -> String {
        (channel.map { " in \($0)" } ?? "") + (thread.map { " in thread \($0)" } ?? "")
    }
}

extension ReplayOutcome {
    fileprivate func replies(in channel: String?, _ thread: String?) -> [Reply] {
        let replies = transcript.replies(in: channel)
        guard let thread else { return replies }
        return replies.filter { $0.thread == thread }
    }
}

extension Reply {
    /// Where the reply stands: `reply 3 at 1.250 s, to event 4`.
    var place: String {
        "reply \(id) at \(at.seconds)" + (event.map { ", to event \($0)" } ?? "")
    }
}
